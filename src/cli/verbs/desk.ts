import { z } from 'zod'
import { decodeUtf8 } from '#kernel/bytes.ts'
import { channelKinds } from '#protocol/acts/desk-entry.ts'
import { Me, page } from '../answers.ts'
import { count, moment, needed, text, word } from '../call.ts'
import type { Client } from '../client.ts'
import { namedFile } from '../named-file.ts'
import type { Session } from '../session.ts'
import { stop } from '../stop.ts'
import type { Call, Verb } from '../verb.ts'
import { harmless } from '../width.ts'
import { labelWords, shortInstant, stateWord } from '../words.ts'
import { Desk, Published } from './desk-answers.ts'
import { shiftsOf, shiftsText } from './desk-hours.ts'
import { defined, namesSaid } from './label-flags.ts'

const deskList: Verb = {
  name: 'desk list',
  group: 'contact',
  flags: [
    { flags: '--party <P>' },
    { flags: '--function <F>' },
    { flags: '--at <DATE>' },
    { flags: '--limit <N>' },
    { flags: '--after <CURSOR>' },
  ],
  examples: ['desk list', 'desk list --party bor', 'desk list --function border --json'],
  run: async (session, call) => {
    const { out, say } = session
    const client = await session.node()
    const query = {
      party: text(call, 'party'),
      function: text(call, 'function'),
      at: moment(call, 'at'),
      limit: count(call, 'limit'),
      after: text(call, 'after'),
    }
    const answer = await client.ask('/api/v1/desks', page(Desk), { query })
    out.answer(answer, () => {
      if (answer.items.length === 0) return out.note(say('cli.desk.none'))
      const titles = ['desk', 'duty', 'functions', 'channels'].map((name) => ({
        title: say(`cli.desk.column.${name}`),
      }))
      out.table(
        [...titles, { title: say('cli.column.title'), fill: true }],
        answer.items.map((desk) => [
          { text: `${desk.party}/${desk.desk}`, tone: 'accent' },
          { text: say(`cli.desk.duty.${desk.duty.state}`), tone: desk.duty.state === 'on' ? 'good' : 'dim' },
          desk.functions.join(' '),
          desk.channels[0] === undefined ? '' : channelText(session, desk.channels[0]),
          inLanguage(session, desk.title),
        ]),
      )
      for (const desk of answer.items) doubt(session, desk)
      if (answer.next !== undefined)
        out.note(say('cli.list.more', { command: `tamga desk list --after ${answer.next}` }))
    })
    return 0
  },
}

const deskShow: Verb = {
  name: 'desk show',
  group: 'contact',
  args: ['<DESK>'],
  flags: [{ flags: '--at <DATE>' }],
  examples: ['desk show bor/duty', 'desk show bor/duty --at "2027-01-01 03:00Z"', 'desk show bor/duty --json'],
  run: async (session, call) => {
    const client = await session.node()
    const { party, desk } = await deskNamed(client, word(call))
    const found = await client.ask(`/api/v1/desks/${party}/${desk}`, Desk, { query: { at: moment(call, 'at') } })
    session.out.answer(found, () => show(session, found))
    return 0
  },
}

const channelFlags = channelKinds.map((kind) => ({ flags: `--${kind} <ADDRESS>` }))

const deskPublish: Verb = {
  name: 'desk publish',
  group: 'contact',
  args: ['[DESK]'],
  flags: [
    { flags: '--title <TEXT>' },
    { flags: '--organ <TEXT>' },
    { flags: '--function <F,F>' },
    ...channelFlags,
    { flags: '--hours <TEXT>' },
    { flags: '--zone <ZONE>' },
    { flags: '--closed <DATE,DATE>' },
    { flags: '--deputies <DESK,DESK>' },
    { flags: '--speaks <L,L>' },
    { flags: '--from <FILE>' },
    { flags: '--to <P,P>' },
    { flags: '--level <L>' },
    { flags: '--category <C>' },
  ],
  examples: [
    'desk publish duty --title "Duty desk" --function operations --phone "+7 7172 55 01 02" --hours always --zone Asia/Almaty',
    'desk publish border --title "Border desk" --function border --radio "7.150 MHz, BORDER-1" --hours "mon-fri 08:00-20:00; sat 10:00-14:00" --zone Asia/Almaty --deputies duty',
    'desk publish --from desk.json --to bor,cas --level restricted',
  ],
  run: async (session, call) => {
    const { out, say } = session
    const client = await session.node()
    const label = { to: namesSaid(call, 'to'), level: text(call, 'level'), category: text(call, 'category') }
    const json = { ...(await entryOf(session, call)), ...defined(label) }
    const done = await client.ask('/api/v1/desks', Published, { method: 'POST', json })
    out.answer(done, () => {
      out.line(done.act)
      const parties = done.recipients.join(say('cli.comma'))
      out.note(`${out.noteTone('good', '✓')} ${say('cli.desk.published', { revision: done.revision, parties })}`)
    })
    return 0
  },
}

const deskWithdraw: Verb = {
  name: 'desk withdraw',
  group: 'contact',
  args: ['<DESK>'],
  flags: [{ flags: '--reason <TEXT>' }],
  examples: ['desk withdraw border', 'desk withdraw border --reason "Merged with the duty desk"'],
  run: async ({ node, out, say }, call) => {
    const client = await node()
    const { party, desk } = await deskNamed(client, word(call))
    const { act } = await client.ask(`/api/v1/desks/${party}/${desk}`, Desk)
    const json = defined({ reason: text(call, 'reason') })
    const done = await client.ask(`/api/v1/desks/${act}/withdraw`, Published, { method: 'POST', json })
    out.answer(done, () => out.line(say('cli.desk.withdrawn', { desk: `${party}/${desk}` })))
    return 0
  },
}

/** `bor/duty`, or `duty` for a desk of one's own party. */
export async function deskNamed(
  client: Client,
  typed: string,
): Promise<{ readonly party: string; readonly desk: string }> {
  const [first = '', second, ...more] = typed.split('/')
  const isName = [first, second ?? first].every((part) => /^[a-z0-9-]{1,40}$/u.test(part))
  if (!isName || more.length > 0) throw stop('desk-malformed', { desk: typed })
  if (second !== undefined) return { party: first, desk: second }
  const { party = '' } = await client.ask('/api/v1/me', Me)
  return { party, desk: first }
}

async function entryOf(session: Session, call: Call): Promise<Readonly<Record<string, unknown>>> {
  const file = text(call, 'from')
  if (file !== undefined) return readEntry(await namedFile(session.io, file, mostEntryBytes), file)
  const { language } = session.say
  const desk = word(call)
  if (desk === '') throw stop('option-missing', { option: '--from' })
  const organ = text(call, 'organ')
  const closed = namesSaid(call, 'closed')?.map((date) => ({ date, turns: [] }))
  return {
    desk,
    title: { [language]: needed(call, 'title') },
    ...(organ === undefined ? {} : { organ: { [language]: organ } }),
    functions: namesSaid(call, 'function') ?? [desk],
    channels: channelKinds.flatMap((kind) => addressesOf(call, kind)),
    hours: {
      zone: needed(call, 'zone'),
      shifts: shiftsOf(needed(call, 'hours')),
      ...(closed === undefined ? {} : { exceptions: closed }),
    },
    deputies: listed(call, 'deputies') ?? [],
    languages: listed(call, 'speaks') ?? [language],
  }
}

const mostEntryBytes = 256 * 1024

function readEntry(bytes: Uint8Array, file: string): Readonly<Record<string, unknown>> {
  const content = decodeUtf8(bytes)
  if (content === undefined) throw stop('file-not-text', { file })
  try {
    return z.record(z.string(), z.unknown()).parse(JSON.parse(content))
  } catch {
    throw stop('file-not-json', { file, at: '' })
  }
}

/** Several of one kind stand one after another with a semicolon between. */
function addressesOf(call: Call, kind: string) {
  const typed = text(call, kind)
  return typed === undefined ? [] : typed.split(';').map((address) => ({ kind, address: address.trim() }))
}

/** In the order in which it was typed. */
function listed(call: Call, name: string): readonly string[] | undefined {
  return text(call, name)
    ?.split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
}

/** In the reader's language, else in the first that there is. */
function inLanguage({ say }: Session, texts: Readonly<Record<string, string>> = {}): string {
  return harmless(texts[say.language] ?? Object.values(texts)[0] ?? '')
}

const channelText = ({ say }: Session, { kind, address }: Desk['channels'][number]): string =>
  `${say(`cli.desk.channel.${kind}`)} ${harmless(address)}`

/** A directory of functions holds no person; who sees one can have it said otherwise. */
function doubt({ out, say }: Session, { party, desk, likePerson }: Desk): void {
  if (likePerson === undefined) return
  out.note(say('cli.desk.likePerson', { desk: `${party}/${desk}`, member: harmless(likePerson), party }))
}

function show(session: Session, desk: Desk): void {
  const { out, say } = session
  const { party, title, organ, hours, duty, answering, deputies } = desk
  const { state, until } = duty
  const moment = until === undefined ? '' : say('cli.desk.until', { until: shortInstant(until) })
  const tone = state === 'on' ? 'good' : 'warn'
  out.line(`${out.tone(tone, `■ ${say(`cli.desk.duty.${state}`)}`)} ${moment}`.trimEnd())
  out.line([`${party}/${desk.desk}`, inLanguage(session, title), inLanguage(session, organ)].filter(Boolean).join('  '))
  const shifts =
    hours.shifts === 'always' ? say('cli.desk.always') : shiftsText(hours.shifts, (day) => say(`cli.desk.day.${day}`))
  const closed = (hours.exceptions ?? []).map(({ date, turns }) =>
    turns.length === 0 ? date : `${date} ${turns.map(({ from, until: end }) => `${from}–${end}`).join(' ')}`,
  )
  const facts = [
    ['functions', desk.functions.join(' ')],
    ['hours', `${shifts} (${hours.zone})`],
    ['exceptions', closed.join(say('cli.comma'))],
    ['deputies', deputies.join(say('cli.comma'))],
    ['languages', desk.languages.join(' ')],
    ['label', labelWords(desk.label)],
    ['published', `${shortInstant(desk.published)}${desk.unrecorded ? ` (${stateWord(say, 'unrecorded')})` : ''}`],
  ] as const
  for (const [name, fact] of facts) if (fact !== '') out.line(`${say(`cli.desk.fact.${name}`)}: ${harmless(fact)}`)
  doubt(session, desk)
  if (answering === undefined) return out.line(say('cli.desk.nobody'))
  out.line(say('cli.desk.answering', { desk: `${party}/${answering.desk}` }))
  for (const channel of answering.channels) out.line(`  ${channelText(session, channel)}`)
}

export const deskDirectoryVerbs: readonly Verb[] = [deskList, deskShow, deskPublish, deskWithdraw]
