import { consultationGrounds } from '#protocol/acts/consultation.ts'
import { actNamed } from '../act-name.ts'
import { page } from '../answers.ts'
import type { Client } from '../client.ts'
import { count, isSet, moment, names, needed, text, word } from '../call.ts'
import { stop } from '../stop.ts'
import type { Session } from '../session.ts'
import type { Call, Flag, Verb } from '../verb.ts'
import { shortAct, shortInstant } from '../words.ts'
import { Consultation, consultPath, Message, showConsultation, stateCellOf } from './consult-show.ts'
import { defined, labelSaid, labelWish } from './label-flags.ts'
import { held, label, note, noted, organsOf, sent } from './rfi.ts'

const zone: Flag = { flags: '--zone <ZONE>' }
const timed = (call: Call) => ({ meetsAt: moment(call, 'at'), zone: text(call, 'zone') ?? 'UTC' })

const consultSend: Verb = {
  name: 'consult send',
  group: 'contact',
  flags: [
    { flags: '--title <TEXT>', isRequired: true },
    { flags: '--reason <TEXT>', isRequired: true },
    { flags: '--legal-basis <TEXT>', isRequired: true },
    { flags: '--at <TIME>', isRequired: true },
    zone,
    { flags: '--place <TEXT>' },
    { flags: '--organs <PARTY/ORGAN>' },
    { flags: '--hold' },
    ...label,
  ],
  examples: [
    'consult send --to bor,cas --level restricted --category border --title "Drones over crossing 12" --reason "Flights have doubled" --legal-basis "Article 7" --at "2026-11-25 13:00Z" --zone Asia/Almaty --place "Almaty, or video"',
  ],
  run: (session, call) => {
    const json = defined({
      ...labelWish(call),
      ...timed(call),
      title: needed(call, 'title'),
      reason: needed(call, 'reason'),
      legalBasis: needed(call, 'legalBasis'),
      place: text(call, 'place'),
      organs: organsOf(call),
      hold: held(call),
    })
    return sent(session, { at: consultPath, json, done: 'cli.consult.done.send', isNew: true })
  },
}

const consultList: Verb = {
  name: 'consult list',
  group: 'contact',
  flags: [{ flags: '--limit <N>' }, { flags: '--after <CURSOR>' }],
  examples: ['consult list', 'consult list --json'],
  run: async ({ node, out, say }, call) => {
    const client = await node()
    const query = { limit: count(call, 'limit'), after: text(call, 'after') }
    const answer = await client.ask(consultPath, page(Consultation), { query })
    out.answer(answer, () => {
      if (answer.items.length === 0) return out.note(say('cli.consult.none'))
      const titles = ['act', 'author', 'state', 'meets'].map((name) => ({ title: say(`cli.column.${name}`) }))
      out.table(
        [...titles, { title: say('cli.column.title'), fill: true }],
        answer.items.map((one) => [
          { text: out.isPlain ? one.act : shortAct(one.act), tone: 'accent' },
          one.author,
          stateCellOf(say, one.state),
          shortInstant(one.meetsAt),
          one.title,
        ]),
      )
      if (answer.next !== undefined)
        out.note(say('cli.list.more', { command: `tamga consult list --after ${answer.next}` }))
    })
    return 0
  },
}

/** The consultation, and the newest of what was written about it. */
const consultShow: Verb = {
  name: 'consult show',
  group: 'contact',
  args: ['<ACT>'],
  flags: [{ flags: '--limit <N>' }, { flags: '--after <CURSOR>' }],
  examples: ['consult show act--3f2a9c1b', 'consult show act--3f2a9c1b --json'],
  run: async (session, call) => {
    const { node, out, say } = session
    const client = await node()
    const at = `${consultPath}/${await actNamed(client, word(call))}`
    const one = await client.ask(at, Consultation)
    const query = { limit: count(call, 'limit'), after: text(call, 'after') }
    const written = await client.ask(`${at}/messages`, page(Message), { query })
    out.answer({ ...one, messages: written.items, next: written.next }, () => {
      showConsultation(session, one, written.items)
      if (written.next !== undefined)
        out.note(say('cli.list.more', { command: `tamga consult show ${one.act} --after ${written.next}` }))
    })
    return 0
  },
}

type Json = Readonly<Record<string, unknown>>
type Body = (call: Call, client: Client) => Json | Promise<Json>

/** A verb that says one thing of a consultation. */
function said(
  name: string,
  facts: Pick<Verb, 'flags' | 'examples'> & {
    readonly path: (call: Call) => string
    readonly json?: Body
  },
): Verb {
  const { path, json: body, ...rest } = facts
  const json: Body = body ?? (() => ({}))
  return {
    ...rest,
    name: `consult ${name}`,
    group: 'contact',
    args: ['<ACT>'],
    run: async (session: Session, call) => {
      const client = await session.node()
      const at = `${consultPath}/${await actNamed(client, word(call))}/${path(call)}`
      return sent(session, { at, json: await json(call, client), done: `cli.consult.done.${name}` })
    },
  }
}

/** Either `--accept`, or `--decline` with the ground. */
function answeredBy(call: Call): 'accept' | 'decline' {
  const isDeclined = text(call, 'decline') !== undefined
  if (isDeclined === isSet(call, 'accept')) throw stop('option-missing', { option: '--accept, --decline' })
  return isDeclined ? 'decline' : 'accept'
}

export const consultVerbs: readonly Verb[] = [
  consultSend,
  consultList,
  consultShow,
  said('answer', {
    flags: [{ flags: '--accept' }, { flags: '--decline <GROUND>', choices: consultationGrounds }, note],
    examples: [
      'consult answer act--3f2a9c1b --accept',
      'consult answer act--3f2a9c1b --decline not-competent --note "A matter for the commission"',
    ],
    path: answeredBy,
    json: (call) => ({ ...noted(call), ...(isSet(call, 'accept') ? {} : { ground: needed(call, 'decline') }) }),
  }),
  said('time', {
    flags: [{ flags: '--at <TIME>', isRequired: true }, zone, note],
    examples: ['consult time act--3f2a9c1b --at "2026-11-26 09:00Z" --zone Asia/Almaty'],
    path: () => 'time',
    json: (call) => ({ ...timed(call), ...noted(call) }),
  }),
  said('say', {
    flags: [
      { flags: '--text <TEXT>', isRequired: true },
      { flags: '--shares <ACT,ACT>' },
      { flags: '--hold' },
      ...label.filter(({ flags }) => !flags.startsWith('--to ')).map(({ flags }) => ({ flags })),
    ],
    examples: ['consult say act--3f2a9c1b --text "Our radar shows three types" --shares act--7b1d22c4'],
    path: () => 'messages',
    json: async (call, client) => {
      const shares = await Promise.all(names(call, 'shares').map((share) => actNamed(client, share)))
      return defined({
        ...labelSaid(call),
        text: needed(call, 'text'),
        shares: shares.length === 0 ? undefined : shares,
        hold: held(call),
      })
    },
  }),
  said('minutes', {
    flags: [
      { flags: '--text <TEXT>', isRequired: true },
      { flags: '--held-at <TIME>', isRequired: true },
    ],
    examples: ['consult minutes act--3f2a9c1b --held-at "2026-11-25 13:00Z" --text "Both sides stated that…"'],
    path: () => 'minutes',
    json: (call) => ({ text: needed(call, 'text'), heldAt: moment(call, 'heldAt') }),
  }),
  said('refer', {
    flags: [{ flags: '--organ <ORGAN>' }, { flags: '--reason <TEXT>', isRequired: true }],
    examples: [
      'consult refer act--3f2a9c1b --organ secretariat --reason "It concerns all members"',
      'consult refer act--3f2a9c1b --reason "Settled between us"',
    ],
    path: () => 'referral',
    json: (call) => {
      const organ = text(call, 'organ')
      return defined({ outcome: organ === undefined ? 'not-raised' : 'raised', organ, text: needed(call, 'reason') })
    },
  }),
  said('agree', {
    flags: [{ flags: '--paper <ACT>', isRequired: true }],
    examples: ['consult agree act--3f2a9c1b --paper act--7b1d22c4'],
    path: () => 'agree',
    json: async (call, client) => ({ paper: await actNamed(client, needed(call, 'paper')) }),
  }),
  said('close', { examples: ['consult close act--3f2a9c1b'], path: () => 'close' }),
  said('withdraw', {
    flags: [{ flags: '--reason <TEXT>', isRequired: true }],
    examples: ['consult withdraw act--3f2a9c1b --reason "Settled by telephone"'],
    path: () => 'withdraw',
    json: (call) => ({ reason: needed(call, 'reason') }),
  }),
]
