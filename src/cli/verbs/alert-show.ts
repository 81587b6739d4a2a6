import { actNamed } from '../act-name.ts'
import { word } from '../call.ts'
import type { Client } from '../client.ts'
import type { Session } from '../session.ts'
import { Stop } from '../stop.ts'
import type { Verb } from '../verb.ts'
import { harmless } from '../width.ts'
import { drillWord, shortInstant, stateWord } from '../words.ts'
import { Alert, type Addressee, type Info } from './alert-answers.ts'

export const alertShow: Verb = {
  name: 'alert show',
  group: 'read',
  args: ['<ACT>'],
  examples: ['alert show act--3f2a9c1b', 'alert show act--3f2a9c1b --json'],
  run: async (session, call) => {
    const client = await session.node()
    const act = await actNamed(client, word(call))
    const alert = await client.ask(`/api/v1/alerts/${act}`, Alert)
    await told(client, act)
    session.out.answer(alert, () => show(session, alert))
    return 0
  },
}

/** Who may not act on alerts reads them without anybody being told. */
async function told(client: Client, act: string): Promise<void> {
  await client.raw(`/api/v1/alerts/${act}/seen`, { method: 'POST' }).catch((error: unknown) => {
    if (!(error instanceof Stop) || error.exit === 6) throw error
  })
}

export const graveTones = { Extreme: 'bad', Severe: 'bad', Moderate: 'warn', Minor: 'accent', Unknown: 'warn' } as const

function show(session: Session, alert: Alert): void {
  const { out, say } = session
  const { title, state, severity, urgency, author, sent: at, expires, parties } = alert
  const infos = alert.alert.info ?? []
  const tone = state === 'live' ? graveTones[severity] : 'dim'
  const drill = drillWords(session, alert)
  if (drill !== undefined) out.line(out.tone('drill', `═══ ${drill} ═══`))
  out.line(`${out.tone(tone, `■ ${say(`cli.alert.state.${state}`)}`)}  ${harmless(title)}`)
  const certainty = say(`cap.certainty.${infos[0]?.certainty ?? 'Unknown'}`)
  const words = { severity: say(`cap.severity.${severity}`), urgency: say(`cap.urgency.${urgency}`), certainty }
  out.line(say('cli.alert.facts', { ...words, author, sent: shortInstant(at), expires: shortInstant(expires) }))
  for (const line of clockLines(session, alert)) out.line(out.tone('warn', line))
  if (alert.followedBy !== undefined) out.line(say('cli.alert.followed', { act: alert.followedBy }))
  const { origin } = alert
  if (origin !== undefined) {
    const { sender, identifier, signer = '' } = origin
    out.line(say('cli.alert.origin', { sender, identifier, signed: signer === '' ? 'no' : 'yes', signer }))
  }
  for (const info of infos) showBlock(session, info)
  if (alert.alert.note !== undefined) out.line(harmless(alert.alert.note))
  const columns = ['party', 'delivery', 'seen', 'answer', 'clock'].map((name) => ({
    title: say(`cli.alert.column.${name}`),
  }))
  out.table(
    [...columns, { title: say('cli.column.note'), fill: true }],
    Object.entries(parties).map(([party, view]) => [
      party,
      [stateWord(say, view.delivery), view.refusal].filter((part) => part !== undefined).join(' '),
      shortInstant(view.seenAt),
      say(`cli.alert.answer.${view.answer ?? 'none'}`),
      { text: clockWords(session, view), tone: view.clock.state === 'overdue' ? 'bad' : 'dim' },
      view.note ?? '',
    ]),
  )
  if (drill !== undefined) out.line(out.tone('drill', `═══ ${drill} ═══`))
}

/** What is not real, in the reader's words; `undefined` for what is. */
export function drillWords({ say }: Session, { exercise }: Alert): string | undefined {
  return exercise === undefined ? undefined : drillWord(say, exercise)
}

/** What of its dates does not fit, and why an answer may look late or early. */
function clockLines({ say }: Session, { author, aheadMs, lateMs, clockMs }: Alert): readonly string[] {
  const minutes = (ms: number): number => Math.round(Math.abs(ms) / 60_000)
  const lines: string[] = []
  if (aheadMs !== undefined) lines.push(say('cli.alert.ahead', { author, minutes: minutes(aheadMs) }))
  if (lateMs !== undefined) lines.push(say('cli.alert.late', { author, minutes: minutes(lateMs) }))
  const side = (clockMs ?? 0) < 0 ? 'behind' : 'ahead'
  if (clockMs !== undefined) lines.push(say('cli.alert.skew', { author, minutes: minutes(clockMs), side }))
  return lines
}

function showBlock(
  { out }: Session,
  { language = '', headline, event, description, instruction, area = [] }: Info,
): void {
  out.line('')
  out.line(`${out.tone('dim', language)} ${harmless(headline ?? event)}`)
  for (const part of [description, instruction, ...area.map(({ areaDesc }) => areaDesc)]) {
    if (part !== undefined) out.line(`  ${harmless(part)}`)
  }
}

function clockWords({ say }: Session, { clock }: Addressee): string {
  return say(`cli.alert.clock.${clock.state}`, { due: shortInstant(clock.dueAt), step: clock.step ?? '' })
}
