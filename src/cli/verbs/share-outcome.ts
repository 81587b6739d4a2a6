import type { Shared, Upload } from '../answers.ts'
import { count, text } from '../call.ts'
import type { Client } from '../client.ts'
import { agreed } from '../prompt.ts'
import type { Session } from '../session.ts'
import { Stop, stop } from '../stop.ts'
import type { Row } from '../table.ts'
import type { Call, Flag } from '../verb.ts'
import { waitable, waitForParties, type Waitable } from '../wait.ts'
import { shortAct, stateCell } from '../words.ts'

const defaultTimeoutSeconds = 30
const objectsNamed = 5

export const waitFlags: readonly Flag[] = [
  { flags: '--wait <STATE>', choices: waitable },
  { flags: '--timeout <SECONDS>' },
]

export const timeoutMs = (call: Call, seconds = defaultTimeoutSeconds): number =>
  (count(call, 'timeout') ?? seconds) * 1000

/** Whether to go on without the objects that the node refused; stops if the officer does not say so. */
export async function omitsRefused(session: Session, brought: Upload, isTold: boolean): Promise<boolean> {
  const { refused } = brought
  if (refused.length === 0) return isTold
  const { io, out, say, globals } = session
  out.warn(say('cli.share.objectsRefused', { count: refused.length }))
  for (const { id, type, rule } of refused.slice(0, objectsNamed))
    out.warn(`  ${say('cli.share.objectRefused', { id: id === '' ? type : id, rule })}`)
  if (refused.length > objectsNamed)
    out.warn(`  ${say('cli.share.objectsMore', { count: refused.length - objectsNamed })}`)
  if (isTold) return true
  const canAsk = io.stdin.isTerminal && !globals.isSilent && !globals.isYes
  if (canAsk && (await agreed(session, say('cli.share.omitThem', { count: refused.length })))) return true
  const { id = '', rule = '' } = refused[0] ?? {}
  throw new Stop({ code: 'persons-refused', rule, params: { count: refused.length, first: id } }, 3)
}

interface Outcome {
  readonly call: Call
  readonly done: Shared
  readonly brought?: Upload
}

/** Shows what became of a share: recorded, with the state of each party, or pending for a second officer. */
export async function outcome(session: Session, client: Client, { call, done, brought }: Outcome): Promise<number> {
  const omitted = brought?.refused ?? []
  const extra = omitted.length === 0 ? {} : { omitted }
  if (done.act === undefined || done.state === 'pending') {
    const { draft = '' } = done
    session.out.answer({ ...done, recorded: false, ...extra }, () => {
      session.out.line(session.say('cli.share.pending', { draft }))
      session.out.note(session.say('cli.share.pendingHint', { command: `tamga approve ${draft}` }))
    })
    return 0
  }
  const goal = text(call, 'wait')
  const waited = goal === undefined ? undefined : await waitedFor(session, client, { act: done.act, goal, call })
  const recipients = waited?.recipients ?? done.recipients
  const answer = { ...done, recorded: done.recorded ?? true, recipients, ...extra }
  session.out.answer(answer, () => showRecorded(session, { ...done, recipients }))
  if (waited !== undefined && waited.waiting.length > 0)
    throw stop('parties-waiting', { parties: waited.waiting.join(', ') })
  return 0
}

interface Waiting {
  readonly act: string
  readonly goal: string
  readonly call: Call
}

async function waitedFor(session: Session, client: Client, { act, goal, call }: Waiting) {
  const options = { act, goal: waitable.find((known) => known === goal) ?? ('admitted' satisfies Waitable) }
  const { view, waiting } = await waitForParties(session, client, { ...options, timeoutMs: timeoutMs(call) })
  return { waiting, recipients: Object.entries(view.parties).map(([party, state]) => ({ party, ...state })) }
}

function showRecorded({ out, say }: Session, { act = '', recipients }: Shared): void {
  out.line(say('cli.share.recorded', { act }))
  const rows = recipients.map(({ party, state, rule }): Row => [party, stateCell(say, state), rule ?? ''])
  out.table(
    [{ title: say('cli.column.party') }, { title: say('cli.column.state') }, { title: say('cli.column.rule') }],
    rows,
  )
  out.note(out.noteTone('dim', say('cli.share.recordedHint', { command: `tamga show ${shortAct(act)}` })))
}
