import { z } from 'zod'
import { callChannels, hotlineOutcomes } from '#protocol/acts/hotline.ts'
import { actNamed } from '../act-name.ts'
import { page } from '../answers.ts'
import { count, moment, needed, text, word } from '../call.ts'
import { stop } from '../stop.ts'
import type { Session } from '../session.ts'
import type { Call, Verb } from '../verb.ts'
import { harmless } from '../width.ts'
import { shortAct, shortInstant } from '../words.ts'
import { deskNamed } from './desk.ts'
import { defined, namesSaid } from './label-flags.ts'

/** What a node answers of calls, read leniently. */
const state = z.enum(['proposed', ...hotlineOutcomes])
const Logged = z.looseObject({
  act: z.string(),
  author: z.string(),
  calledAt: z.string(),
  endedAt: z.string().optional(),
  channel: z.enum(callChannels),
  desks: z.array(z.looseObject({ party: z.string(), desk: z.string() })),
  summary: z.string(),
  state,
  parties: z.record(z.string(), z.looseObject({ state, at: z.string().optional(), correction: z.string().optional() })),
  replaces: z.string().optional(),
  replacedBy: z.string().optional(),
})
type Logged = z.infer<typeof Logged>
const Told = z.looseObject({ act: z.string() })

const path = '/api/v1/hotline'

const hotlineLog: Verb = {
  name: 'hotline log',
  group: 'contact',
  flags: [
    { flags: '--desks <DESK,DESK>', isRequired: true },
    { flags: '--called <TIME>', isRequired: true },
    { flags: '--ended <TIME>' },
    { flags: '--channel <KIND>', choices: callChannels },
    { flags: '--summary <TEXT>', isRequired: true },
    { flags: '--level <L>', isRequired: true },
    { flags: '--category <C>', isRequired: true },
    { flags: '--basis <A>' },
    { flags: '--purpose <U>' },
    { flags: '--handling <H,H>' },
    { flags: '--replaces <ACT>' },
  ],
  examples: [
    'hotline log --desks duty,bor/duty --called "2026-11-21 18:05Z" --level restricted --category border --summary "Crossing 12 closed from 20:00; both sides informed"',
    'hotline log --desks duty,bor/duty --called "2026-11-21 18:05Z" --level restricted --category border --summary "Crossing 12 closed from 21:00" --replaces act--3f2a9c1b',
  ],
  run: async (session, call) => {
    const { out, say } = session
    const client = await session.node()
    const replaces = text(call, 'replaces')
    const typed = needed(call, 'desks').split(',')
    const desks = []
    for (const desk of typed) desks.push(await deskNamed(client, desk.trim()))
    const json = defined({
      desks,
      calledAt: timeOf(call, 'called'),
      endedAt: text(call, 'ended') === undefined ? undefined : timeOf(call, 'ended'),
      channel: text(call, 'channel') ?? 'hotline',
      summary: needed(call, 'summary'),
      level: needed(call, 'level'),
      category: needed(call, 'category'),
      basis: text(call, 'basis'),
      purpose: text(call, 'purpose'),
      handling: namesSaid(call, 'handling'),
      replaces: replaces === undefined ? undefined : await actNamed(client, replaces),
    })
    const done = await client.ask(path, Told, { method: 'POST', json })
    out.answer(done, () => {
      out.line(done.act)
      out.note(`${out.noteTone('good', '✓')} ${say('cli.hotline.logged')}`)
    })
    return 0
  },
}

function timeOf(call: Call, name: string): string {
  const at = moment(call, name)
  if (at === undefined) throw stop('option-missing', { option: `--${name}` })
  return at
}

const hotlineList: Verb = {
  name: 'hotline list',
  group: 'contact',
  flags: [{ flags: '--limit <N>' }, { flags: '--after <CURSOR>' }],
  examples: ['hotline list', 'hotline list --json'],
  run: async ({ node, out, say }, call) => {
    const client = await node()
    const query = { limit: count(call, 'limit'), after: text(call, 'after') }
    const answer = await client.ask(path, page(Logged), { query })
    out.answer(answer, () => {
      if (answer.items.length === 0) return out.note(say('cli.hotline.none'))
      const titles = ['act', 'at', 'author', 'state', 'parties'].map((name) => ({ title: say(`cli.column.${name}`) }))
      out.table(
        [...titles, { title: say('cli.hotline.column.summary'), fill: true }],
        answer.items.map((one) => [
          { text: out.isPlain ? one.act : shortAct(one.act), tone: 'accent' },
          shortInstant(one.calledAt),
          one.author,
          { text: say(`cli.hotline.state.${one.state}`), tone: tones[one.state] },
          Object.keys(one.parties).join(' '),
          one.summary,
        ]),
      )
      if (answer.next !== undefined)
        out.note(say('cli.list.more', { command: `tamga hotline list --after ${answer.next}` }))
    })
    return 0
  },
}

const hotlineShow: Verb = {
  name: 'hotline show',
  group: 'contact',
  args: ['<ACT>'],
  examples: ['hotline show act--3f2a9c1b', 'hotline show act--3f2a9c1b --json'],
  run: async (session, call) => {
    const client = await session.node()
    const one = await client.ask(`${path}/${await actNamed(client, word(call))}`, Logged)
    session.out.answer(one, () => show(session, one))
    return 0
  },
}

const hotlineSign: Verb = {
  name: 'hotline sign',
  group: 'contact',
  args: ['<ACT>'],
  examples: ['hotline sign act--3f2a9c1b'],
  run: (session, call) => answered(session, call, { path: 'countersign', json: {} }),
}

const hotlineContest: Verb = {
  name: 'hotline contest',
  group: 'contact',
  args: ['<ACT>'],
  flags: [{ flags: '--correction <TEXT>', isRequired: true }],
  examples: ['hotline contest act--3f2a9c1b --correction "The crossing closes at 21:00"'],
  run: (session, call) =>
    answered(session, call, { path: 'contest', json: { correction: needed(call, 'correction') } }),
}

async function answered(
  { node, out, say }: Session,
  call: Call,
  said: { readonly path: 'countersign' | 'contest'; readonly json: unknown },
): Promise<number> {
  const client = await node()
  const at = `${path}/${await actNamed(client, word(call))}/${said.path}`
  const done = await client.ask(at, Told, { method: 'POST', json: said.json })
  out.answer(done, () => out.line(say(`cli.hotline.done.${said.path}`)))
  return 0
}

const tones = { proposed: 'dim', countersigned: 'good', contested: 'bad' } as const

function show({ out, say }: Session, one: Logged): void {
  const { calledAt, endedAt, channel, author, summary, desks } = one
  out.line(out.tone(tones[one.state], `■ ${say(`cli.hotline.state.${one.state}`)}`))
  const ended = endedAt === undefined ? '' : ` – ${shortInstant(endedAt)}`
  const facts = { author, channel: say(`cli.hotline.channel.${channel}`), at: `${shortInstant(calledAt)}${ended}` }
  out.line(say('cli.hotline.facts', facts))
  out.line(desks.map(({ party, desk }) => `${party}/${desk}`).join(say('cli.comma')))
  out.line(harmless(summary))
  if (one.replaces !== undefined) out.line(say('cli.hotline.replaces', { act: one.replaces }))
  if (one.replacedBy !== undefined) out.line(say('cli.hotline.replacedBy', { act: one.replacedBy }))
  const titles = ['party', 'state', 'at'].map((name) => ({ title: say(`cli.column.${name}`) }))
  out.table(
    [...titles, { title: say('cli.hotline.column.correction'), fill: true }],
    Object.entries(one.parties).map(([party, said]) => [
      party,
      { text: say(`cli.hotline.state.${said.state}`), tone: tones[said.state] },
      shortInstant(said.at),
      said.correction ?? '',
    ]),
  )
}

export const hotlineVerbs: readonly Verb[] = [hotlineLog, hotlineList, hotlineShow, hotlineSign, hotlineContest]
