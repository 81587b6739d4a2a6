import { z } from 'zod'
import { capWords } from '#protocol/cap/words.ts'
import type { CapAlert } from '#protocol/cap/alert.ts'
import { actNamed } from '../act-name.ts'
import { page } from '../answers.ts'
import { count, isSet, needed, text, word } from '../call.ts'
import type { Client } from '../client.ts'
import { namedFile } from '../named-file.ts'
import { saveOrPrint } from '../save.ts'
import type { Session } from '../session.ts'
import { Stop } from '../stop.ts'
import type { Call, Flag, Verb } from '../verb.ts'
import type { TableCell } from '../table.ts'
import { shortAct, shortInstant } from '../words.ts'
import { Alert, Sent } from './alert-answers.ts'
import { alertImport } from './alert-import.ts'
import { alertShow, drillWords } from './alert-show.ts'
import { alertTemplates, blocksFrom, templateNamed, type Template } from './alert-templates.ts'
import { defined, labelFlags, labelWish, namesSaid } from './label-flags.ts'

const blockFlags: readonly Flag[] = [
  { flags: '--headline <TEXT>' },
  { flags: '--event <TEXT>' },
  { flags: '--description <TEXT>' },
  { flags: '--instruction <TEXT>' },
  { flags: '--urgency <WORD>', choices: capWords.urgency },
  { flags: '--severity <WORD>', choices: capWords.severity },
  { flags: '--certainty <WORD>', choices: capWords.certainty },
  { flags: '--topic <WORD>', choices: capWords.category },
  { flags: '--area <TEXT>' },
  { flags: '--circle <PLACE>' },
  { flags: '--hours <N>' },
  { flags: '--note <TEXT>' },
  { flags: '--from <FILE>' },
]

const alertSend: Verb = {
  name: 'alert send',
  group: 'exchange',
  flags: [
    ...labelFlags.map((flag) => (flag.flags === '--category <C>' ? { flags: flag.flags } : flag)),
    ...blockFlags,
    { flags: '--template <NAME>' },
    { flags: '--exercise <NAME>' },
    { flags: '--test' },
  ],
  examples: [
    'alert send --to bor,cas --category drones --level restricted --headline "Drones over the border" --area "Southern border"',
    'alert send --to bor --category border --level restricted --headline "Crossing closed" --urgency Expected --hours 6',
    'alert send --to bor,cas --level restricted --template drone --area "Southern border"',
    'alert send --to bor --category drones --level restricted --from warning.xml --json',
    'alert send --to bor,cas --category drones --level restricted --exercise peace-27 --headline "Drones over the border"',
  ],
  run: async (session, call) => {
    const drill = defined({ exercise: text(call, 'exercise'), test: isSet(call, 'test') ? true : undefined })
    const client = await session.node()
    const named = text(call, 'template')
    const template = named === undefined ? undefined : await templateNamed(client, named)
    const category = text(call, 'category') ?? template?.category
    const options = category === undefined ? call.options : { ...call.options, category }
    const json = { ...labelWish({ ...call, options }), ...(await blocksOf(session, call, template)), ...drill }
    return sent(session, client, { path: '/api/v1/alerts', json })
  },
}

const alertUpdate: Verb = {
  name: 'alert update',
  group: 'exchange',
  args: ['<ACT>'],
  flags: [{ flags: '--to <P,P>' }, ...blockFlags],
  examples: [
    'alert update act--3f2a9c1b --headline "Drones turned back" --severity Minor',
    'alert update act--3f2a9c1b --from warning.xml --to dor',
  ],
  run: async (session, call) => {
    const json = { ...(await blocksOf(session, call)), ...defined({ to: namesSaid(call, 'to') }) }
    const client = await session.node()
    return sent(session, client, { path: `/api/v1/alerts/${await actNamed(client, word(call))}/update`, json })
  },
}

const alertCancel: Verb = {
  name: 'alert cancel',
  group: 'exchange',
  args: ['<ACT>'],
  flags: [{ flags: '--note <TEXT>', isRequired: true }],
  examples: ['alert cancel act--3f2a9c1b --note "False alarm: our own drones"'],
  run: async (session, call) => {
    const client = await session.node()
    const path = `/api/v1/alerts/${await actNamed(client, word(call))}/cancel`
    return sent(session, client, { path, json: { note: needed(call, 'note') } })
  },
}

const alertAccept: Verb = {
  name: 'alert accept',
  group: 'exchange',
  args: ['<ACT>'],
  flags: [{ flags: '--note <TEXT>' }],
  examples: ['alert accept act--3f2a9c1b', 'alert accept act--3f2a9c1b --note "Border desk informed"'],
  run: (session, call) => answered(session, call, 'accepted'),
}

const alertReject: Verb = {
  name: 'alert reject',
  group: 'exchange',
  args: ['<ACT>'],
  flags: [{ flags: '--note <TEXT>', isRequired: true }],
  examples: ['alert reject act--3f2a9c1b --note "Not our sector"'],
  run: (session, call) => answered(session, call, 'rejected'),
}

const alertList: Verb = {
  name: 'alert list',
  group: 'read',
  flags: [{ flags: '--author <P>' }, { flags: '--drills' }, { flags: '--limit <N>' }, { flags: '--after <CURSOR>' }],
  examples: ['alert list', 'alert list --author bor', 'alert list --drills', 'alert list --json'],
  run: async (session, call) => {
    const { out, say } = session
    const client = await session.node()
    const mode = isSet(call, 'drills') ? 'exercise' : undefined
    const query = { mode, author: text(call, 'author'), limit: count(call, 'limit'), after: text(call, 'after') }
    const answer = await client.ask('/api/v1/alerts', page(Alert), { query })
    out.answer(answer, () => {
      if (answer.items.length === 0) return out.note(say('cli.alert.none'))
      const titles = ['act', 'at', 'author', 'state'].map((name) => ({ title: say(`cli.column.${name}`) }))
      const columns = [...titles, { title: say('cli.alert.column.waiting') }]
      out.table(
        [...columns, { title: say('cli.column.title'), fill: true }],
        answer.items.map((alert) => [
          { text: out.isPlain ? alert.act : shortAct(alert.act), tone: 'accent' },
          shortInstant(alert.sent),
          alert.author,
          { text: say(`cli.alert.state.${alert.state}`), tone: alert.state === 'live' ? 'warn' : 'dim' },
          waitingFor(alert),
          drillCell(session, alert) ?? alert.title,
        ]),
      )
      if (answer.next !== undefined)
        out.note(say('cli.list.more', { command: `tamga alert list --after ${answer.next}` }))
    })
    return 0
  },
}

const alertExport: Verb = {
  name: 'alert export',
  group: 'exchange',
  args: ['<ACT>'],
  flags: [{ flags: '--wrap <F>', choices: ['edxl-de'] }, { flags: '--out <F>' }],
  examples: [
    'alert export act--3f2a9c1b --out warning.xml',
    'alert export act--3f2a9c1b > warning.xml',
    'alert export act--3f2a9c1b --wrap edxl-de',
  ],
  run: async (session, call) => {
    const client = await session.node()
    const query = { wrap: text(call, 'wrap') }
    const answer = await client.raw(`/api/v1/alerts/${await actNamed(client, word(call))}/cap`, { query })
    return saveOrPrint(session, answer, text(call, 'out'))
  },
}

const alertFeed: Verb = {
  name: 'alert feed',
  group: 'exchange',
  flags: [{ flags: '--format <F>', choices: ['atom', 'rss'] }, { flags: '--drills' }, { flags: '--out <F>' }],
  examples: ['alert feed --out alerts.xml', 'alert feed --format rss', 'alert feed --drills'],
  run: async (session, call) => {
    const client = await session.node()
    const query = { mode: isSet(call, 'drills') ? 'exercise' : undefined, limit: 500 }
    const answer = await client.raw(`/api/v1/alert-feed.${text(call, 'format') ?? 'atom'}`, { query })
    return saveOrPrint(session, answer, text(call, 'out'))
  },
}

/** The blocks of a CAP file, or one block of what was typed. */
async function blocksOf(session: Session, call: Call, template?: Template): Promise<Readonly<Record<string, unknown>>> {
  const file = text(call, 'from')
  const more = defined({ hours: count(call, 'hours'), note: text(call, 'note') })
  if (file !== undefined) return { info: await infosIn(session, file), ...more }
  if (template !== undefined) {
    const said = defined({ headline: text(call, 'headline'), ...saidOf(call) })
    return { info: blocksFrom(template, said, session.say.language), ...more }
  }
  const headline = needed(call, 'headline')
  const usual = {
    event: headline,
    category: ['Security'],
    urgency: 'Immediate',
    severity: 'Severe',
    certainty: 'Likely',
  }
  const block = { language: session.say.language, headline, ...usual, ...defined(saidOf(call)) }
  return { info: [block], ...more }
}

/** What was typed of a block. */
function saidOf(call: Call): Readonly<Record<string, unknown>> {
  const { area, circle, topic } = { area: text(call, 'area'), circle: text(call, 'circle'), topic: text(call, 'topic') }
  return {
    event: text(call, 'event'),
    category: topic === undefined ? undefined : [topic],
    urgency: text(call, 'urgency'),
    severity: text(call, 'severity'),
    certainty: text(call, 'certainty'),
    description: text(call, 'description'),
    instruction: text(call, 'instruction'),
    area: area === undefined && circle === undefined ? undefined : [placeOf(area, circle)],
  }
}

const placeOf = (area: string | undefined, circle: string | undefined) => ({
  areaDesc: area ?? circle ?? '',
  ...(circle === undefined ? {} : { circle: [circle] }),
})

async function infosIn(session: Session, file: string): Promise<NonNullable<CapAlert['info']>> {
  // The XML parser is loaded by those who read XML.
  const { readCapXml } = await import('#protocol/cap/xml-read.ts')
  const { mostCapBytes } = await import('#protocol/cap/xml-open.ts')
  const { alert, findings } = readCapXml(await namedFile(session.io, file, mostCapBytes))
  const [first] = findings
  if (alert?.info !== undefined) return alert.info
  throw new Stop(
    {
      code: 'alert-unfit',
      rule: `CAP 1.2 section ${first?.clause ?? '3.2.1'}`,
      params: { path: first?.path ?? '/alert', found: first?.code ?? 'info-missing' },
    },
    5,
  )
}

async function sent(
  { out, say }: Session,
  client: Client,
  { path, json }: { readonly path: string; readonly json: unknown },
): Promise<number> {
  const done = await client.ask(path, Sent, { method: 'POST', json })
  const { over = [], queued = [] } = Object.groupBy(done.recipients, ({ state }) =>
    state === 'over' ? state : 'queued',
  )
  const names = (some: typeof over) => some.map(({ party }) => party).join(say('cli.comma'))
  out.answer(done, () => {
    out.line(done.act)
    const sent = { identifier: done.identifier, parties: names(queued) }
    out.note(`${out.noteTone('good', '✓')} ${say('cli.alert.sent', sent)}`)
    if (over.length > 0) out.warn(say('cli.alert.untold', { parties: names(over) }))
  })
  return 0
}

async function answered({ node, out, say }: Session, call: Call, outcome: 'accepted' | 'rejected'): Promise<number> {
  const client = await node()
  const path = `/api/v1/alerts/${await actNamed(client, word(call))}/answer`
  const json = defined({ outcome, note: text(call, 'note') })
  const done = await client.ask(path, z.looseObject({ act: z.string() }), { method: 'POST', json })
  out.answer(done, () => out.line(say(`cli.alert.answered.${outcome}`)))
  return 0
}

/** Every line of an exercise says so, in words and in colour. */
function drillCell(session: Session, alert: Alert): TableCell | undefined {
  const words = drillWords(session, alert)
  return words === undefined ? undefined : { text: `${words}: ${alert.title}`, tone: 'drill' }
}

/** Addressees whose answer is awaited, those that are late first. */
function waitingFor({ parties }: Alert): string {
  const waiting = Object.entries(parties).filter(
    ([, { clock }]) => clock.state === 'waiting' || clock.state === 'overdue',
  )
  return waiting
    .toSorted(([, one], [, other]) => other.clock.level - one.clock.level)
    .map(([party, { clock }]) => (clock.state === 'overdue' ? `${party}!` : party))
    .join(' ')
}

export const alertVerbs: readonly Verb[] = [
  alertSend,
  alertTemplates,
  alertList,
  alertShow,
  alertAccept,
  alertReject,
  alertUpdate,
  alertCancel,
  alertExport,
  alertFeed,
  alertImport,
]
