import { z } from 'zod'
import { actNamed } from '../act-name.ts'
import { page } from '../answers.ts'
import { count, moment, names, needed, text, word } from '../call.ts'
import type { Session } from '../session.ts'
import type { Call, Flag, Verb } from '../verb.ts'
import { harmless } from '../width.ts'
import { shortAct, shortInstant } from '../words.ts'
import { defined, namesSaid } from './label-flags.ts'
import { sent } from './rfi.ts'

const path = '/api/v1/onward'

/** What a node answers of onward use, read leniently. */
const Onward = z.looseObject({
  act: z.string(),
  author: z.string(),
  owner: z.string(),
  to: z.array(z.string()),
  use: z.string(),
  state: z.string(),
  grantedTo: z.array(z.string()).optional(),
  until: z.string().optional(),
  note: z.string().optional(),
  passings: z.array(z.looseObject({ act: z.string(), at: z.string(), to: z.array(z.string()), covered: z.boolean() })),
})
type Onward = z.infer<typeof Onward>
const Passed = z.looseObject({
  act: z.string(),
  author: z.string(),
  owner: z.string(),
  title: z.string(),
  text: z.string(),
  at: z.string(),
})

const pages: readonly Flag[] = [{ flags: '--limit <N>' }, { flags: '--after <CURSOR>' }]
const paged = (call: Call) => ({ limit: count(call, 'limit'), after: text(call, 'after') })
const note: Flag = { flags: '--note <TEXT>' }

const onwardAsk: Verb = {
  name: 'onward ask',
  group: 'contact',
  args: ['<ACT>'],
  flags: [
    { flags: '--to <P,P>', isRequired: true },
    { flags: '--use <TEXT>', isRequired: true },
  ],
  examples: ['onward ask act--3f2a9c1b --to cas --use "A warning to its border service"'],
  run: async (session, call) => {
    const client = await session.node()
    const at = `/api/v1/rfi-answers/${await actNamed(client, word(call))}/onward`
    return sent(session, { at, json: { to: names(call, 'to'), use: needed(call, 'use') }, done: 'cli.onward.done.ask' })
  },
}

const onwardList: Verb = {
  name: 'onward list',
  group: 'contact',
  flags: pages,
  examples: ['onward list', 'onward list --json'],
  run: async ({ node, out, say }, call) => {
    const client = await node()
    const answer = await client.ask(path, page(Onward), { query: paged(call) })
    out.answer(answer, () => {
      if (answer.items.length === 0) return out.note(say('cli.onward.none'))
      const titles = ['act', 'author', 'state', 'to'].map((name) => ({ title: say(`cli.column.${name}`) }))
      out.table(
        [...titles, { title: say('cli.column.note'), fill: true }],
        answer.items.map((one) => [
          { text: out.isPlain ? one.act : shortAct(one.act), tone: 'accent' },
          one.author,
          stateOf({ say }, one),
          one.to.join(' '),
          one.use,
        ]),
      )
      if (answer.next !== undefined)
        out.note(say('cli.list.more', { command: `tamga onward list --after ${answer.next}` }))
    })
    return 0
  },
}

const stateOf = ({ say }: Pick<Session, 'say'>, { state }: Onward): string => {
  const key = `cli.onward.state.${state}`
  return say.has(key) ? say(key) : state
}

const onwardShow: Verb = {
  name: 'onward show',
  group: 'contact',
  args: ['<ACT>'],
  examples: ['onward show act--3f2a9c1b'],
  run: async (session, call) => {
    const { out, say } = session
    const client = await session.node()
    const one = await client.ask(`${path}/${await actNamed(client, word(call))}`, Onward)
    out.answer(one, () => {
      out.line(`■ ${stateOf(session, one)}`)
      const { author, owner, to, use, grantedTo, until } = one
      const comma = say('cli.comma')
      out.line(say('cli.onward.facts', { author, owner, to: to.join(comma), use: harmless(use) }))
      if (grantedTo !== undefined) {
        const end = until === undefined ? 'none' : 'until'
        out.line(say('cli.onward.granted', { to: grantedTo.join(comma), end, until: shortInstant(until) }))
      }
      if (one.note !== undefined) out.line(harmless(one.note))
      for (const { act, at, to: told, covered } of one.passings) {
        const words = { act: shortAct(act), at: shortInstant(at), to: told.join(comma) }
        out.line(out.tone(covered ? 'good' : 'bad', say(`cli.onward.${covered ? 'passed' : 'uncovered'}`, words)))
      }
    })
    return 0
  },
}

/** The owner's word on one request. */
function owners(name: 'grant' | 'deny' | 'revoke', flags: readonly Flag[], example: string): Verb {
  return {
    name: `onward ${name}`,
    group: 'contact',
    args: ['<ACT>'],
    flags: [...flags, note],
    examples: [example],
    run: async (session, call) => {
      const client = await session.node()
      const at = `${path}/${await actNamed(client, word(call))}/${name}`
      const named = name === 'grant' ? { to: namesSaid(call, 'to'), until: moment(call, 'until') } : {}
      return sent(session, {
        at,
        json: defined({ ...named, note: text(call, 'note') }),
        done: `cli.onward.done.${name}`,
      })
    },
  }
}

const onwardPass: Verb = {
  name: 'onward pass',
  group: 'contact',
  args: ['<ACT>'],
  examples: ['onward pass act--3f2a9c1b'],
  run: async (session, call) => {
    const client = await session.node()
    const at = `${path}/${await actNamed(client, word(call))}/pass`
    return sent(session, { at, json: {}, done: 'cli.onward.done.pass' })
  },
}

const onwardPassed: Verb = {
  name: 'onward passed',
  group: 'contact',
  flags: pages,
  examples: ['onward passed'],
  run: async ({ node, out, say }, call) => {
    const client = await node()
    const answer = await client.ask('/api/v1/passings', page(Passed), { query: paged(call) })
    out.answer(answer, () => {
      if (answer.items.length === 0) return out.note(say('cli.onward.nothing'))
      for (const { act, author, owner, title, text: words, at } of answer.items) {
        const facts = { author, owner, at: shortInstant(at), title: harmless(title) }
        out.line(`${out.tone('accent', shortAct(act))}  ${say('cli.onward.passedOn', facts)}`)
        out.line(harmless(words))
      }
    })
    return 0
  },
}

export const onwardVerbs: readonly Verb[] = [
  onwardAsk,
  onwardList,
  onwardShow,
  owners(
    'grant',
    [{ flags: '--to <P,P>' }, { flags: '--until <TIME>' }],
    'onward grant act--3f2a9c1b --until 2027-01-01',
  ),
  owners('deny', [], 'onward deny act--3f2a9c1b --note "Not beyond your border service"'),
  owners('revoke', [], 'onward revoke act--3f2a9c1b --note "The case is closed"'),
  onwardPass,
  onwardPassed,
]
