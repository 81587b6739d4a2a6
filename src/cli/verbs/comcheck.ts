import { z } from 'zod'
import { actNamed } from '../act-name.ts'
import { page } from '../answers.ts'
import { count, isSet, needed, text, word } from '../call.ts'
import type { Say } from '../catalogue.ts'
import type { Session } from '../session.ts'
import type { Call, Verb } from '../verb.ts'
import { shortAct, shortInstant, stateWord } from '../words.ts'
import { Check, DeskFigures, Ran } from './comcheck-answers.ts'
import { defined } from './label-flags.ts'

const path = '/api/v1/comchecks'
const minuteMs = 60_000

const comcheckRun: Verb = {
  name: 'comcheck run',
  group: 'contact',
  args: ['<DESKS>'],
  flags: [{ flags: '--pick <N>' }, { flags: '--reply-within <MINUTES>' }],
  examples: ['comcheck run bor/duty', 'comcheck run bor/duty,cas/duty --reply-within 10', 'comcheck run all --pick 3'],
  run: async ({ node, out, say }, call) => {
    const client = await node()
    const done = await client.ask(path, Ran, { method: 'POST', json: checkWish(call) })
    out.answer(done, () => {
      for (const { act, party, desks, dueAt } of done.checks) {
        out.line(`${act}  ${desks.map((desk) => `${party}/${desk}`).join(' ')}`)
        out.note(say('cli.comcheck.sent', { party, due: shortInstant(dueAt) }))
      }
      for (const { party, code } of done.refused) out.note(say('cli.comcheck.refused', { party, code }))
    })
    return 0
  },
}

/** Which desks, how many of them, and within what time. */
export function checkWish(call: Call): Readonly<Record<string, unknown>> {
  const typed = word(call)
  const minutes = count(call, 'replyWithin')
  return defined({
    desks: typed === 'all' ? 'all' : typed.split(',').map((part) => part.trim()),
    pick: count(call, 'pick'),
    replyWithinMs: minutes === undefined ? undefined : minutes * minuteMs,
  })
}

const comcheckList: Verb = {
  name: 'comcheck list',
  group: 'contact',
  flags: [{ flags: '--open' }, { flags: '--party <P>' }, { flags: '--limit <N>' }, { flags: '--after <CURSOR>' }],
  examples: ['comcheck list', 'comcheck list --open', 'comcheck list --party bor --json'],
  run: async ({ node, out, say }, call) => {
    const client = await node()
    const open = isSet(call, 'open') ? '1' : undefined
    const query = { open, party: text(call, 'party'), limit: count(call, 'limit'), after: text(call, 'after') }
    const answer = await client.ask(path, page(Check), { query })
    out.answer(answer, () => {
      if (answer.items.length === 0 && answer.next === undefined) return out.note(say('cli.comcheck.none'))
      const titles = ['act', 'at', 'author', 'to'].map((name) => ({ title: say(`cli.column.${name}`) }))
      out.table(
        [
          ...titles,
          { title: say('cli.comcheck.column.nature') },
          { title: say('cli.comcheck.column.desks'), fill: true },
        ],
        answer.items.map((check) => [
          { text: out.isPlain ? check.act : shortAct(check.act), tone: 'accent' },
          shortInstant(check.sent),
          check.author,
          check.party,
          say(`cli.comcheck.nature.${check.nature}`),
          desksText(say, check),
        ]),
      )
      if (answer.next !== undefined)
        out.note(say('cli.list.more', { command: `tamga comcheck list --after ${answer.next}` }))
    })
    return 0
  },
}

const comcheckShow: Verb = {
  name: 'comcheck show',
  group: 'contact',
  args: ['<ACT>'],
  examples: ['comcheck show act--3f2a9c1b', 'comcheck show act--3f2a9c1b --json'],
  run: async (session, call) => {
    const client = await session.node()
    const check = await client.ask(`${path}/${await actNamed(client, word(call))}`, Check)
    session.out.answer(check, () => show(session, check))
    return 0
  },
}

const comcheckReply: Verb = {
  name: 'comcheck reply',
  group: 'contact',
  args: ['<ACT>'],
  flags: [{ flags: '--desk <DESK>', isRequired: true }, { flags: '--note <TEXT>' }],
  examples: [
    'comcheck reply act--3f2a9c1b --desk duty',
    'comcheck reply act--3f2a9c1b --desk duty --note "Loud and clear"',
  ],
  run: async ({ node, out, say }, call) => {
    const client = await node()
    const json = defined({ desk: needed(call, 'desk'), note: text(call, 'note') })
    const at = `${path}/${await actNamed(client, word(call))}/reply`
    const done = await client.ask(at, z.looseObject({ act: z.string() }), { method: 'POST', json })
    out.answer(done, () => out.line(say('cli.comcheck.answered')))
    return 0
  },
}

const comcheckClose: Verb = {
  name: 'comcheck close',
  group: 'contact',
  args: ['<ACT>'],
  flags: [
    { flags: '--desk <DESK>', isRequired: true },
    { flags: '--note <TEXT>', isRequired: true },
  ],
  examples: ['comcheck close act--3f2a9c1b --desk border --note "Line repaired by the operator"'],
  run: async ({ node, out, say }, call) => {
    const client = await node()
    const json = { desk: needed(call, 'desk'), note: needed(call, 'note') }
    const at = `${path}/${await actNamed(client, word(call))}/close`
    const done = await client.ask(at, z.looseObject({}), { method: 'POST', json })
    out.answer(done, () => out.line(say('cli.comcheck.closed')))
    return 0
  },
}

const comcheckFigures: Verb = {
  name: 'comcheck figures',
  group: 'contact',
  flags: [{ flags: '--party <P>' }],
  examples: ['comcheck figures', 'comcheck figures --party bor --json'],
  run: async ({ node, out, say }, call) => {
    const client = await node()
    const answer = await client.ask('/api/v1/comcheck-figures', DeskFigures, { query: { party: text(call, 'party') } })
    out.answer(answer, () => {
      if (answer.items.length === 0) return out.note(say('cli.comcheck.none'))
      const titles = ['checks', 'replied', 'late', 'failed', 'rate', 'median'].map((name) => ({
        title: say(`cli.comcheck.column.${name}`),
      }))
      out.table(
        [{ title: say('cli.column.desk'), fill: true }, ...titles],
        answer.items.map((desk) => [
          { text: `${desk.party}/${desk.desk}`, tone: 'accent' },
          ...[desk.checks, desk.replied, desk.late, desk.failed].map(String),
          desk.rate === undefined ? '' : `${desk.rate} %`,
          timeText(say, desk.medianMs),
        ]),
      )
    })
    return 0
  },
}

/** `4 min 5 s`, in the reader's language. */
function timeText(say: Say, ms: number | undefined): string {
  if (ms === undefined) return ''
  const seconds = Math.round(ms / 1000)
  return say('cli.comcheck.time', { minutes: Math.floor(seconds / 60), seconds: seconds % 60 })
}

const desksText = (say: Say, { desks }: Check): string =>
  Object.entries(desks)
    .map(([desk, { state, isOpen }]) => `${desk} ${say(`cli.comcheck.state.${state}`)}${isOpen ? '!' : ''}`)
    .join(say('cli.comma'))

const tones = { sent: 'dim', delivered: 'accent', replied: 'good', late: 'warn', failed: 'bad' } as const

function show({ out, say }: Session, check: Check): void {
  const { author, party, nature, sent, dueAt, delivery, deliveredAt } = check
  const facts = { author, party, nature: say(`cli.comcheck.nature.${nature}`), sent: shortInstant(sent) }
  out.line(say('cli.comcheck.facts', { ...facts, due: shortInstant(dueAt) }))
  // What a machine has confirmed is no reply.
  out.line(`${say('cli.comcheck.machine')}: ${stateWord(say, delivery)} ${shortInstant(deliveredAt)}`.trimEnd())
  const titles = ['reply', 'time', 'item'].map((name) => ({ title: say(`cli.comcheck.column.${name}`) }))
  out.table(
    [{ title: say('cli.column.desk') }, ...titles, { title: say('cli.column.note'), fill: true }],
    Object.entries(check.desks).map(([desk, result]) => [
      desk,
      { text: replyText(say, result), tone: tones[result.state] },
      timeText(say, result.replyMs),
      result.closed === undefined
        ? result.isOpen
          ? say('cli.comcheck.item.open')
          : ''
        : say('cli.comcheck.item.closed'),
      result.closed?.note ?? result.note ?? '',
    ]),
  )
}

const replyText = (say: Say, { state, why }: Check['desks'][string]): string =>
  why === undefined ? say(`cli.comcheck.state.${state}`) : say(`cli.comcheck.why.${why}`)

export const comcheckVerbs: readonly Verb[] = [
  comcheckRun,
  comcheckList,
  comcheckShow,
  comcheckReply,
  comcheckClose,
  comcheckFigures,
]
