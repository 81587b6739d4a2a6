import { Verified } from '../answers.ts'
import { actNamed } from '../act-name.ts'
import { isSet } from '../call.ts'
import type { Client } from '../client.ts'
import { sentenceOf } from '../report.ts'
import type { Session } from '../session.ts'
import { stop } from '../stop.ts'
import type { Verb } from '../verb.ts'
import { laneName, verifyLaneFile } from '../lane-file.ts'
import { exportName, verifyWhole } from '../export-file.ts'
import { verifyFile } from '../proof-file.ts'

const proofName = /\.tlog-proof$/u

export const verify: Verb = {
  name: 'verify',
  group: 'check',
  args: ['[ACT|FILE]'],
  flags: [
    { flags: '--all' },
    { flags: '--act <ACT>' },
    { flags: '--policy <F>' },
    { flags: '--save-policy <F>' },
    { flags: '--key-file <F>' },
  ],
  examples: [
    'verify act--3f2a9c1b',
    'verify --all',
    'verify --all --json',
    'verify demo.tamga-charter',
    'verify alt.tamga-export --key-file backup.key',
    'verify act.tlog-proof --act act--3f2a9c1b… --policy coalition.tlog-policy',
  ],
  run: async (session, call) => {
    const [named] = call.args
    if (named !== undefined && laneName.test(named)) return verifyLaneFile(session, named)
    if (named !== undefined && exportName.test(named)) return verifyWhole(session, call, named)
    if (named !== undefined && proofName.test(named)) return verifyFile(session, call, named)
    if (named === undefined && !isSet(call, 'all')) throw stop('option-missing', { option: '--all' })
    const client = await session.node()
    const json = named === undefined ? { all: true } : { act: await actNamed(client, named) }
    return verifyAtNode(session, client, json)
  },
}

async function verifyAtNode(
  session: Session,
  client: Client,
  json: Readonly<Record<string, unknown>>,
): Promise<number> {
  const answer = await client.ask('/api/v1/verify', Verified, { method: 'POST', json })
  session.out.answer(answer, () => undefined)
  showVerified(session, answer)
  return answer.ok ? 0 : 5
}

/** The verdict on standard output, or on standard error where `--json` has already answered there. */
export function showVerified({ out, say }: Session, { ok, checked, firstBad, untrusted }: Verified): void {
  const line = (text: string): void => (out.isJson ? out.note(text) : out.line(text))
  const tone = out.isJson ? out.noteTone : out.tone
  if (untrusted !== undefined) {
    const { why, count } = untrusted
    line(`${tone('bad', '!')} ${why === undefined ? say('cli.verify.untrusted', { count }) : sentenceOf(why, say)}`)
  }
  const counts = Object.entries(checked).map(([what, count]) => countedWords(say, what, count))
  if (ok) {
    line(`${tone('good', '✓')} ${say('cli.verify.ok')}`)
    if (counts.length > 0) line(`  ${tone('dim', counts.join(say('cli.comma')))}`)
    return
  }
  line(`${tone('bad', '✗')} ${say('cli.verify.bad')}`)
  const { what = '', id = '', entry, reason = '', detail } = firstBad ?? {}
  line(`  ${say('cli.verify.firstBad', { what: thing(say, what), id, entry: entry ?? -1 })}`)
  if (reason === '') return
  const found = say.has(`found.${reason}`) ? say(`found.${reason}`) : reason
  line(`  ${tone('dim', say('cli.verify.reason', { reason: detail === undefined ? found : `${found} (${detail})` }))}`)
}

const thing = (say: Session['say'], what: string): string =>
  say.has(`cli.thing.${what}`) ? say(`cli.thing.${what}`) : what

function countedWords(say: Session['say'], what: string, count: number): string {
  return say.has(`cli.checked.${what}`) ? say(`cli.checked.${what}`, { count }) : `${what} ${count}`
}
