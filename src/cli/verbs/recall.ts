import { ActView, Anything } from '../answers.ts'
import { actNamed } from '../act-name.ts'
import { isSet, needed, text, word } from '../call.ts'
import type { Client } from '../client.ts'
import { agreed } from '../prompt.ts'
import type { Session } from '../session.ts'
import { shareFile } from '../share-file.ts'
import { stop } from '../stop.ts'
import type { Row } from '../table.ts'
import { upload } from '../upload.ts'
import type { Call, Verb } from '../verb.ts'
import { waitForParties } from '../wait.ts'
import { shortAct, shortInstant, stateCell } from '../words.ts'
import { defined } from './label-flags.ts'
import { omitsRefused, timeoutMs } from './share-outcome.ts'

const receiptSeconds = 10
const recallFlags = [{ flags: '--timeout <SECONDS>' }, { flags: '--wait' }, { flags: '--dry-run' }] as const

export const recall: Verb = {
  name: 'recall',
  group: 'exchange',
  args: ['<ACT>'],
  flags: [{ flags: '--reason <TEXT>', isRequired: true }, ...recallFlags],
  examples: [
    'recall act--3f2a9c1b --reason "Source withdrawn"',
    'recall act--3f2a9c1b --reason "Source withdrawn" --wait --timeout 60',
  ],
  run: async (session, call) => {
    const client = await session.node()
    const act = await actNamed(client, word(call))
    const view = await client.ask(`/api/v1/acts/${act}`, ActView)
    const parties = Object.keys(view.parties)
    const asked = { title: view.title ?? '', parties: parties.join(session.say('cli.comma')) }
    if (isSet(call, 'dryRun')) {
      session.out.answer({ act, parties }, () => session.out.line(session.say('cli.recall.would', asked)))
      return 0
    }
    if (!(await agreed(session, session.say('cli.recall.confirm', asked)))) throw stop('not-confirmed')
    const done = await client.ask(`/api/v1/shares/${act}/recall`, Anything, {
      method: 'POST',
      json: { reason: needed(call, 'reason') },
    })
    return receipts(session, client, { act, call, done, sentence: 'cli.recall.recorded' })
  },
}

export const correct: Verb = {
  name: 'correct',
  group: 'exchange',
  args: ['<ACT>', '<FILE>'],
  flags: [
    { flags: '--reason <TEXT>' },
    { flags: '--title <TEXT>' },
    { flags: '--omit-refused' },
    { flags: '--timeout <SECONDS>' },
    { flags: '--wait' },
  ],
  examples: ['correct act--3f2a9c1b better.json --reason "Two hashes were wrong"'],
  run: async (session, call) => {
    const file = await shareFile(session.io, { path: word(call, 1), isTitled: text(call, 'title') !== undefined })
    const client = await session.node()
    const act = await actNamed(client, word(call))
    const brought = await upload(session, client, file)
    const omits = await omitsRefused(session, brought, isSet(call, 'omitRefused'))
    const json = defined({
      upload: brought.upload,
      reason: text(call, 'reason'),
      title: text(call, 'title'),
      omitRefused: omits ? true : undefined,
    })
    const done = await client.ask(`/api/v1/shares/${act}/correct`, Anything, { method: 'POST', json })
    return receipts(session, client, { act, call, done, sentence: 'cli.correct.recorded' })
  },
}

interface Receipts {
  readonly act: string
  readonly call: Call
  readonly done: unknown
  readonly sentence: string
}

/** Waits a little for the erasure receipts and shows them; who has not answered yet is named, not hidden. */
async function receipts(session: Session, client: Client, asked: Receipts): Promise<number> {
  const { out, say } = session
  const { act, call, sentence } = asked
  const options = { act, goal: 'erased' as const, timeoutMs: timeoutMs(call, receiptSeconds) }
  const { view, waiting } = await waitForParties(session, client, options)
  const done = typeof asked.done === 'object' ? asked.done : {}
  out.answer({ ...done, recalled: act, state: view.state, parties: view.parties, waiting }, () => {
    out.line(say(sentence, { act }))
    const rows = Object.entries(view.parties).map(([party, { state, at, receipt = '', exported = 0 }]): Row => [
      party,
      stateCell(say, state),
      shortInstant(at),
      out.isPlain ? receipt : shortAct(receipt),
      exported === 0 ? '' : { text: say('cli.recall.exported', { count: exported }), tone: 'warn' },
    ])
    const titles = ['party', 'state', 'at', 'receipt', 'note'].map((name) => ({ title: say(`cli.column.${name}`) }))
    out.table(titles, rows)
    if (waiting.length > 0) out.line(say('cli.recall.waiting', { parties: waiting.join(', ') }))
  })
  if (waiting.length > 0 && isSet(call, 'wait')) throw stop('parties-waiting', { parties: waiting.join(', ') })
  return 0
}
