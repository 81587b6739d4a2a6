import { z } from 'zod'
import { rfiGrounds } from '#protocol/acts/rfi.ts'
import { actNamed } from '../act-name.ts'
import { Anything, page } from '../answers.ts'
import { count, isSet, moment, needed, text, word } from '../call.ts'
import type { Say } from '../catalogue.ts'
import { stop } from '../stop.ts'
import type { Session } from '../session.ts'
import type { Call, Flag, Verb } from '../verb.ts'
import { shortAct, shortInstant } from '../words.ts'
import { defined, labelFlags, labelSaid, labelWish } from './label-flags.ts'
import { rfiPath, Request, showRequest, stateCellOf } from './rfi-show.ts'

const Told = z.looseObject({ act: z.string(), draft: z.string().optional() })

/** Personal data is not asked for by a request. */
export const label = labelFlags.filter(({ flags }) => !/^--(?:personal-data|legal-basis|data-expires)/u.test(flags))
export const note: Flag = { flags: '--note <TEXT>' }

const rfiSend: Verb = {
  name: 'rfi send',
  group: 'contact',
  flags: [
    { flags: '--title <TEXT>', isRequired: true },
    { flags: '--question <TEXT>', isRequired: true },
    { flags: '--use <TEXT>', isRequired: true },
    { flags: '--legal-basis <TEXT>', isRequired: true },
    { flags: '--need-by <TIME>', isRequired: true },
    { flags: '--zone <ZONE>' },
    { flags: '--organs <PARTY/ORGAN>' },
    { flags: '--hold' },
    ...label,
  ],
  examples: [
    'rfi send --to bor --level restricted --category border --title "Drones over crossing 12" --question "Which types were seen?" --use "A joint warning" --legal-basis "Article 4" --need-by "2026-11-25 13:00Z" --zone Asia/Almaty --organs "bor/Border service"',
  ],
  run: async ({ node, out, say }, call) => {
    const client = await node()
    const json = defined({
      ...labelWish(call),
      title: needed(call, 'title'),
      question: needed(call, 'question'),
      use: needed(call, 'use'),
      legalBasis: needed(call, 'legalBasis'),
      needBy: moment(call, 'needBy'),
      zone: text(call, 'zone') ?? 'UTC',
      organs: organsOf(call),
      hold: held(call),
    })
    const done = await client.ask(rfiPath, Told, { method: 'POST', json })
    out.answer(done, () => {
      out.line(done.act)
      if (done.draft !== undefined) return out.note(pendingOf(say, done.draft))
      out.note(`${out.noteTone('good', '✓')} ${say('cli.rfi.sent')}`)
    })
    return 0
  },
}

export const held = (call: Call): true | undefined => (isSet(call, 'hold') ? true : undefined)

/** It waits for the second officer. */
const pendingOf = (say: Say, draft: string): string => say('cli.rfi.pending', { command: `tamga rfi approve ${draft}` })

/** `bor/Border service; cas/Customs` */
export function organsOf(call: Call): readonly object[] | undefined {
  const typed = text(call, 'organs')
  return typed?.split(';').map((one) => {
    const [, party, organ] = /^\s*([a-z0-9-]+)\/(.*\S)\s*$/u.exec(one) ?? []
    if (party === undefined) throw stop('option-invalid', { option: '--organs', value: one })
    return { party, organ }
  })
}

const rfiList: Verb = {
  name: 'rfi list',
  group: 'contact',
  flags: [{ flags: '--limit <N>' }, { flags: '--after <CURSOR>' }],
  examples: ['rfi list', 'rfi list --json'],
  run: async ({ node, out, say }, call) => {
    const client = await node()
    const query = { limit: count(call, 'limit'), after: text(call, 'after') }
    const answer = await client.ask(rfiPath, page(Request), { query })
    out.answer(answer, () => {
      if (answer.items.length === 0) return out.note(say('cli.rfi.none'))
      const titles = ['act', 'author', 'state', 'due'].map((name) => ({ title: say(`cli.column.${name}`) }))
      out.table(
        [...titles, { title: say('cli.column.title'), fill: true }],
        answer.items.map((one) => [
          { text: out.isPlain ? one.act : shortAct(one.act), tone: 'accent' },
          one.author,
          stateCellOf(say, one),
          shortInstant(dueOf(one)),
          one.title,
        ]),
      )
      if (answer.next !== undefined)
        out.note(say('cli.list.more', { command: `tamga rfi list --after ${answer.next}` }))
    })
    return 0
  },
}

/** The first deadline that somebody has. */
const dueOf = ({ parties, needBy }: Request): string =>
  Object.values(parties)
    .map(({ clock }) => clock.dueAt)
    .toSorted()[0] ?? needBy

const rfiShow: Verb = {
  name: 'rfi show',
  group: 'contact',
  args: ['<ACT>'],
  examples: ['rfi show act--3f2a9c1b', 'rfi show act--3f2a9c1b --json'],
  run: async (session, call) => {
    const client = await session.node()
    const one = await client.ask(`${rfiPath}/${await actNamed(client, word(call))}`, Request)
    session.out.answer(one, () => showRequest(session, one))
    return 0
  },
}

/** A verb that says one thing of a request. */
function said(
  name: string,
  path: string,
  facts: Pick<Verb, 'flags' | 'examples'> & { readonly json?: (call: Call) => Readonly<Record<string, unknown>> },
): Verb {
  const { json = () => ({}), ...rest } = facts
  return {
    ...rest,
    name: `rfi ${name}`,
    group: 'contact',
    args: ['<ACT>'],
    run: (session, call) => tell(session, call, { name, path, json: json(call) }),
  }
}

/** Says it, and that it was said or waits for the second officer; of what is new, its id first. */
export async function sent(
  { node, out, say }: Session,
  {
    at,
    json,
    done: key,
    isNew = false,
  }: { readonly at: string; readonly json: object; readonly done: string; readonly isNew?: boolean },
): Promise<number> {
  const done = await (await node()).ask(at, Told, { method: 'POST', json })
  const words = done.draft === undefined ? say(key) : pendingOf(say, done.draft)
  out.answer(done, () => {
    if (!isNew) return out.line(words)
    out.line(done.act)
    out.note(words)
  })
  return 0
}

async function tell(
  session: Session,
  call: Call,
  { name, path, json }: { readonly name: string; readonly path: string; readonly json: object },
): Promise<number> {
  const at = `${rfiPath}/${await actNamed(await session.node(), word(call))}/${path}`
  return sent(session, { at, json, done: `cli.rfi.done.${name}` })
}

export const noted = (call: Call) => defined({ note: text(call, 'note') })

const rfiClarify: Verb = {
  name: 'rfi clarify',
  group: 'contact',
  args: ['<ACT>'],
  flags: [
    { flags: '--party <P>', isRequired: true },
    { flags: '--text <TEXT>', isRequired: true },
  ],
  examples: ['rfi clarify act--3f2a9c1b --party bor --text "The northern side"'],
  run: (session, call) => {
    const json = { text: needed(call, 'text') }
    return tell(session, call, { name: 'clarify', path: `clarify/${needed(call, 'party')}`, json })
  },
}

const Waiting = z.looseObject({
  items: z.array(
    z.looseObject({ draft: z.string(), desk: z.string(), kind: z.string(), at: z.string(), title: z.string() }),
  ),
})

const draftsPath = '/api/v1/rfi-drafts'

const rfiDrafts: Verb = {
  name: 'rfi drafts',
  group: 'contact',
  examples: ['rfi drafts', 'rfi drafts --json'],
  run: async ({ node, out, say }) => {
    const client = await node()
    const answer = await client.ask(draftsPath, Waiting)
    out.answer(answer, () => {
      if (answer.items.length === 0) return out.note(say('cli.rfi.noDrafts'))
      const titles = ['draft', 'at', 'desk'].map((name) => ({ title: say(`cli.column.${name}`) }))
      out.table(
        [...titles, { title: say('cli.column.title'), fill: true }],
        answer.items.map(({ draft, at, desk, title }) => [
          { text: draft, tone: 'accent' },
          shortInstant(at),
          desk,
          title,
        ]),
      )
    })
    return 0
  },
}

const rfiApprove: Verb = {
  name: 'rfi approve',
  group: 'contact',
  args: ['<DRAFT>'],
  examples: ['rfi approve draft-5d0c1f'],
  run: async ({ node, out, say }, call) => {
    const client = await node()
    const done = await client.ask(`${draftsPath}/${encodeURIComponent(word(call))}/approve`, Told, { method: 'POST' })
    out.answer(done, () => {
      out.line(done.act)
      out.note(`${out.noteTone('good', '✓')} ${say('cli.rfi.approved')}`)
    })
    return 0
  },
}

const rfiReject: Verb = {
  name: 'rfi reject',
  group: 'contact',
  args: ['<DRAFT>'],
  examples: ['rfi reject draft-5d0c1f'],
  run: async ({ node, out, say }, call) => {
    const draft = word(call)
    const client = await node()
    await client.ask(`${draftsPath}/${encodeURIComponent(draft)}`, Anything, { method: 'DELETE' })
    out.answer({ draft, rejected: true }, () => out.line(say('cli.reject.done', { draft })))
    return 0
  },
}

export const rfiVerbs: readonly Verb[] = [
  rfiSend,
  rfiList,
  rfiShow,
  rfiDrafts,
  rfiApprove,
  rfiReject,
  said('ack', 'acknowledge', { flags: [note], examples: ['rfi ack act--3f2a9c1b'], json: noted }),
  said('accept', 'accept', {
    flags: [note],
    examples: ['rfi accept act--3f2a9c1b --note "Within the day"'],
    json: noted,
  }),
  said('ask', 'clarifications', {
    flags: [{ flags: '--text <TEXT>', isRequired: true }],
    examples: ['rfi ask act--3f2a9c1b --text "Which side of the crossing?"'],
    json: (call) => ({ text: needed(call, 'text') }),
  }),
  rfiClarify,
  said('answer', 'answer', {
    flags: [
      { flags: '--text <TEXT>', isRequired: true },
      { flags: '--partial' },
      { flags: '--title <TEXT>' },
      { flags: '--hold' },
      ...label.filter(({ flags }) => !flags.startsWith('--to ')).map(({ flags }) => ({ flags })),
    ],
    examples: [
      'rfi answer act--3f2a9c1b --text "Three types" --partial',
      'rfi answer act--3f2a9c1b --text "Three types" --level restricted --category drones --title "Types seen"',
    ],
    json: (call) =>
      defined({
        ...labelSaid(call),
        title: text(call, 'title'),
        text: needed(call, 'text'),
        partial: isSet(call, 'partial') ? true : undefined,
        hold: held(call),
      }),
  }),
  said('refuse', 'refuse', {
    flags: [{ flags: '--ground <GROUND>', choices: rfiGrounds, isRequired: true }, note],
    examples: ['rfi refuse act--3f2a9c1b --ground law --note "Article 12 of our act on border data"'],
    json: (call) => ({ ground: needed(call, 'ground'), ...noted(call) }),
  }),
  said('close', 'close', { examples: ['rfi close act--3f2a9c1b'] }),
  said('withdraw', 'withdraw', {
    flags: [{ flags: '--reason <TEXT>', isRequired: true }],
    examples: ['rfi withdraw act--3f2a9c1b --reason "Known by now"'],
    json: (call) => ({ reason: needed(call, 'reason') }),
  }),
]
