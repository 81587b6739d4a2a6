import { epochMsOf, type Instant } from '#kernel/instant.ts'
import { refuse, type Refusal } from '#kernel/refusal.ts'
import type { AlertMessage } from '#protocol/acts/alert-message.ts'
import { kindOf } from '#protocol/acts/table.ts'
import type { Statement } from '#protocol/act/statement.ts'
import type { CapAlert } from '#protocol/cap/alert.ts'
import { checkAlert } from '#protocol/cap/check.ts'
import { parseReferences } from '#protocol/cap/references.ts'
import { capTimeMs } from '#protocol/cap/time.ts'

/** What takes the place of nothing and ends something. */
export const cancelKind = kindOf('alert.cancel/1')

/** What a test is called where the name of an exercise stands. */
export const testName = 'test'

/** The label says what is real and what is not, and with it the keys and the stream; the alert says the same (CAP 1.2, 3.2.1). */
export function statusOf(exercise: string | undefined): 'Actual' | 'Exercise' | 'Test' {
  if (exercise === undefined || exercise === '') return 'Actual'
  return exercise === testName ? 'Test' : 'Exercise'
}

/** CAP 1.2, 3.2.1: an exercise is named in the note. */
export function notedAs(exercise: string | undefined, note: string | undefined): string | undefined {
  if (statusOf(exercise) !== 'Exercise') return note
  return note === undefined ? exercise : `${exercise}: ${note}`
}

/** How far an alert's own time may be from that of its act. */
const signedWithinMs = 60_000
/** How far ahead of the clock of who receives it: clocks of nodes may be a day apart, and a little more. The reader is told (clock.ts). */
const aheadMs = 25 * 3_600_000

/** Why an act is no alert that a desk may act on, whoever made it. `at`: when it is judged; what is merely late is shown as over. */
export function unfitAlert(
  said: Pick<Statement, 'kind' | 'author' | 'at' | 'label'>,
  { alert, title, follows = [] }: AlertMessage,
  at: Instant,
): Refusal | undefined {
  const [error] = checkAlert(alert).filter(({ severity }) => severity === 'error')
  if (error !== undefined) return unfit(error.path, error.code, `CAP 1.2 section ${error.clause}`)
  return (
    unfitStatus(said, alert) ??
    unfitSender(said, alert) ??
    unfitTime(said, alert, at) ??
    unfitFollowing(alert, follows.length) ??
    (title === titleOf(alert) || alert.msgType === 'Cancel' ? undefined : unfit('/alert/info[1]', 'title'))
  )
}

export function unfit(path: string, found: string, rule = 'alerts: what an alert is as an act'): Refusal {
  return refuse('alert-unfit', rule, { path, found })
}

/** What it is listed under. */
export function titleOf({ info = [], identifier }: CapAlert): string {
  const [first] = info
  return (first?.headline ?? first?.event ?? identifier).slice(0, 300)
}

/** When the last of its blocks ends; `undefined` where one has no end. */
export function endOf({ info = [] }: CapAlert): number | undefined {
  const ends = info.map(({ expires }) => (expires === undefined ? undefined : capTimeMs(expires)))
  return ends.every((end) => end !== undefined) && ends.length > 0 ? Math.max(...ends) : undefined
}

/** Drafts and systems' messages are nobody's to send; Ack and Error are answers. */
function unfitStatus(
  { kind, label }: Pick<Statement, 'kind' | 'label'>,
  { status, msgType, note = '' }: CapAlert,
): Refusal | undefined {
  if (status !== statusOf(label.exercise)) return unfit('/alert/status', 'status')
  const isNamed = status !== 'Exercise' || note === label.exercise || note.startsWith(`${label.exercise}: `)
  if (!isNamed) return unfit('/alert/note', 'exercise')
  const isOfKind = kind === cancelKind ? msgType === 'Cancel' : msgType === 'Alert' || msgType === 'Update'
  return isOfKind ? undefined : unfit('/alert/msgType', 'type')
}

/** `desk@party`: the author speaks for nobody else. */
function unfitSender({ author }: Pick<Statement, 'author'>, { sender }: CapAlert): Refusal | undefined {
  return sender.endsWith(`@${author}`) ? undefined : unfit('/alert/sender', 'sender')
}

function unfitTime(said: Pick<Statement, 'at'>, { sent, msgType, ...alert }: CapAlert, at: Instant) {
  const ms = capTimeMs(sent) ?? 0
  if (Math.abs(ms - epochMsOf(said.at)) > signedWithinMs) return unfit('/alert/sent', 'dated')
  if (ms > epochMsOf(at) + aheadMs) return unfit('/alert/sent', 'ahead')
  const hasEnd = msgType === 'Cancel' || endOf({ ...alert, sent, msgType }) !== undefined
  return hasEnd ? undefined : unfit('/alert/info/expires', 'endless')
}

/** An Update or a Cancel names as many alerts by its references as by their acts; an initial alert none. */
function unfitFollowing({ msgType, references }: CapAlert, follows: number): Refusal | undefined {
  const named = references === undefined ? 0 : (parseReferences(references)?.length ?? 0)
  const isRight = msgType === 'Alert' ? named === 0 && follows === 0 : follows > 0 && named === follows
  return isRight ? undefined : unfit('/alert/references', 'follows')
}
