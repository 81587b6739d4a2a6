import { ActRow, Draft, page } from '../answers.ts'
import { count, isSet, text } from '../call.ts'
import type { Client } from '../client.ts'
import type { Session } from '../session.ts'
import type { Say } from '../catalogue.ts'
import type { Row, TableCell } from '../table.ts'
import type { Call, Verb } from '../verb.ts'
import { drillWord, kindWord, labelWords, partiesWords, shortAct, shortInstant, stateCell } from '../words.ts'

export const list: Verb = {
  name: 'list',
  group: 'read',
  flags: [
    { flags: '--kind <KIND>' },
    { flags: '--author <P>' },
    { flags: '--state <STATE>', choices: ['live', 'recalled', 'corrected', 'untrusted'] },
    { flags: '--drafts' },
    { flags: '--limit <N>' },
    { flags: '--after <CURSOR>' },
  ],
  examples: ['list', 'list --author bor --state live', 'list --drafts', 'list --limit 500 --json'],
  run: async (session, call) => {
    const client = await session.node()
    return isSet(call, 'drafts') ? listDrafts(session, client) : listActs(session, client, call)
  },
}

async function listActs(session: Session, client: Client, call: Call): Promise<number> {
  const { out, say } = session
  const query = {
    kind: text(call, 'kind'),
    author: text(call, 'author'),
    state: text(call, 'state'),
    limit: count(call, 'limit'),
    after: text(call, 'after'),
  }
  const answer = await client.ask('/api/v1/acts', page(ActRow), { query })
  out.answer(answer, () => {
    if (answer.items.length === 0) return out.note(say('cli.list.empty'))
    const titles = ['act', 'at', 'author', 'state', 'parties', 'label'].map((name) => ({
      title: say(`cli.column.${name}`),
      spare: name === 'label' || name === 'at',
    }))
    out.table(
      [...titles, { title: say('cli.column.title'), fill: true }],
      answer.items.map((row) => rowOf(session, row)),
    )
    if (answer.next !== undefined) out.note(say('cli.list.more', { command: `tamga list --after ${answer.next}` }))
  })
  return 0
}

function rowOf({ out, say }: Session, row: ActRow): Row {
  return [
    { text: isWhole(out) ? row.act : shortAct(row.act), tone: 'accent' },
    shortInstant(row.at),
    row.author,
    stateCell(say, row.state),
    partiesWords(say, row.parties),
    labelWords(row.label),
    titleCell(say, row),
  ]
}

/** What is exercise or test says so in every line. */
function titleCell(say: Say, { title = '', kind, exercise }: ActRow): TableCell {
  const name = title === '' ? kindWord(say, kind) : title
  if (exercise !== undefined) return { text: `${drillWord(say, exercise)}: ${name}`, tone: 'drill' }
  return title === '' ? { text: name, tone: 'dim' } : name
}

const isWhole = (out: Session['out']): boolean => out.isPlain

async function listDrafts(session: Session, client: Client): Promise<number> {
  const { out, say } = session
  const answer = await client.ask('/api/v1/drafts', page(Draft))
  out.answer(answer, () => {
    if (answer.items.length === 0) return out.note(say('cli.list.noDrafts'))
    const titles = ['draft', 'at', 'to', 'label'].map((name) => ({ title: say(`cli.column.${name}`) }))
    const rows = answer.items.map(({ draft, at, to, label, title }): Row => [
      { text: draft, tone: 'accent' },
      shortInstant(at),
      to.join(', '),
      labelWords(label),
      title ?? '',
    ])
    out.table([...titles, { title: say('cli.column.title'), fill: true }], rows)
  })
  return 0
}
