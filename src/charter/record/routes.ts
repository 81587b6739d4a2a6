import { z } from 'zod'
import { isRefusal, refuse, type Refusal } from '#kernel/refusal.ts'
import { parseActId } from '#protocol/act/act-id.ts'
import { toEnvelope } from '#protocol/act/envelope.ts'
import type { Kind } from '#protocol/act/statement.ts'
import { instant } from '#protocol/acts/field.ts'
import { parseParty } from '#protocol/identity/party.ts'
import type { Api } from '#platform/http/api.ts'
import type { Cursors, Position } from '#platform/http/cursor.ts'
import type { Declaration } from '#platform/http/declaration.ts'
import { defaultLimit, pageOf, pageQuery } from '#platform/http/page.ts'
import type { Reader } from '#platform/http/reader.ts'
import { inclusionOf, proofOf } from '#platform/journal/progress.ts'
import { heldProof, receivedProgress } from '#platform/journal/received-proofs.ts'
import { loadAct } from '#platform/record/load.ts'
import { handed, outbox } from '#platform/transport/tables.ts'
import { witnessPolicyOf } from '#charter/witnesses.ts'
import type { House } from './house.ts'
import { orders } from './in-order.ts'
import { findAct, listActs, type ActView, type RegisterQuery } from './register.ts'

/** What a room adds to the page of one of its acts; `undefined` for an act of another room. */
export type Detail = (reader: Reader, act: ActView) => Promise<Readonly<Record<string, unknown>> | undefined>

export interface RegisterPorts {
  readonly house: House
  readonly cursors: Cursors
  readonly details: readonly Detail[]
}

export const ActForm = z.looseObject({
  act: z.string(),
  kind: z.string(),
  author: z.string(),
  at: z.string(),
  state: z.string(),
  exercise: z.string().optional(),
})

const list = {
  method: 'GET',
  path: '/api/v1/acts',
  action: 'content.read',
  summary: 'Acts that the reader may see, newest first unless another order is asked for.',
  query: z.strictObject({
    ...pageQuery,
    kind: z.string().max(80).optional(),
    author: z.string().max(16).optional(),
    state: z.enum(['live', 'recalled', 'corrected', 'untrusted']).optional(),
    about: z.string().max(80).optional(),
    /** Of our own, or of others. */
    box: z.enum(['sent', 'received']).optional(),
    /** Stands somewhere in the title, in whatever case. */
    title: z.string().min(1).max(100).exactOptional(),
    sort: z.enum(orders).optional(),
  }),
  answer: z.object({ items: z.array(ActForm), next: z.string().optional() }),
} as const satisfies Declaration

const show = {
  method: 'GET',
  path: '/api/v1/acts/:act',
  action: 'content.read',
  summary: 'One act: what was said, how far it got, who has it and in what state.',
  answer: ActForm,
} as const satisfies Declaration

const proof = {
  method: 'GET',
  path: '/api/v1/acts/:act/proof',
  action: 'content.read',
  summary: 'Proof that the act stands in its author’s witnessed journal (C2SP tlog-proof).',
  answer: { raw: ['text/plain'] },
} as const satisfies Declaration

const envelope = {
  method: 'GET',
  path: '/api/v1/acts/:act/envelope',
  action: 'content.read',
  summary: 'The signed act, exactly as it was signed.',
  answer: z.looseObject({ payload: z.string() }),
} as const satisfies Declaration

const notFound = (): Refusal => refuse('not-found', 'interfaces: paths')

export function registerRoutes(api: Api, ports: RegisterPorts): void {
  const { house, cursors } = ports
  api.route(list, async ({ reader, query }) => {
    const { limit = defaultLimit, after, ...filters } = query
    const use = { account: reader.account.name, query: `acts ${JSON.stringify(filters)}` }
    const position = after === undefined ? [] : cursors.read(use, after)
    if (isRefusal(position)) return position
    const ask = askOf(filters, limit + 1, position)
    const found = ask === undefined ? [] : await listActs(house, reader, ask)
    const page = pageOf(found, limit, ({ at, arrival, act }) => cursors.write(use, [at, arrival, act]))
    return { ...page, items: page.items.map(shown) }
  })
  api.route(show, async ({ reader, params }) => {
    const view = await visible(house, reader, params.act)
    if (view === undefined) return notFound()
    const details = await Promise.all(ports.details.map((detail) => detail(reader, view)))
    const added = Object.fromEntries(details.flatMap((detail) => Object.entries(detail ?? {})))
    return { ...shown(view), ...(await common(house, view)), ...added }
  })
  api.route(proof, async ({ reader, params }) => {
    const view = await visible(house, reader, params.act)
    const text = view === undefined ? undefined : await proofText(house, view)
    return text === undefined
      ? notFound()
      : new Response(text, { headers: { 'content-type': 'text/plain; charset=utf-8' } })
  })
  api.route(envelope, async ({ reader, params }) => {
    const view = await visible(house, reader, params.act)
    const act = view === undefined ? undefined : await loadAct(house.store, view.act)
    return act === undefined ? notFound() : { ...toEnvelope(act) }
  })
}

type Filters = Omit<z.output<(typeof list)['query']>, 'limit' | 'after'>

/** `undefined` where a filter names what cannot be: nothing is found then. */
function askOf(filters: Filters, limit: number, [at, arrival, last]: Position): RegisterQuery | undefined {
  const author = filters.author === undefined ? undefined : parseParty(filters.author)
  const about = filters.about === undefined ? undefined : parseActId(filters.about)
  if ((filters.author !== undefined && author === undefined) || (filters.about !== undefined && about === undefined)) {
    return undefined
  }
  const act = parseActId(String(last))
  const moment = instant.safeParse(at)
  return {
    limit,
    ...(filters.kind === undefined ? {} : { kind: filters.kind as Kind }),
    ...(author === undefined ? {} : { author }),
    ...(filters.state === undefined ? {} : { state: filters.state }),
    ...(about === undefined ? {} : { about }),
    ...(filters.box === undefined ? {} : { box: filters.box }),
    ...(filters.title === undefined ? {} : { title: filters.title }),
    ...(filters.sort === undefined ? {} : { order: filters.sort }),
    ...(act === undefined || !moment.success ? {} : { after: { at: moment.data, arrival: Number(arrival), act } }),
  }
}

async function visible(house: House, reader: Reader, act: string): Promise<ActView | undefined> {
  const id = parseActId(act)
  return id === undefined ? undefined : findAct(house, reader, id)
}

/** The number of arrival is ours alone: it would tell how much else there is. */
export function shown({ arrival: _, ...view }: ActView) {
  return view
}

/** What every act's page has: the statement, the files, the journal, who was not sent it after all, and who sent it in its author's place. */
async function common(house: House, view: ActView) {
  const act = await loadAct(house.store, view.act)
  const handedOn = await house.store.find(handed, { act: view.act })
  const held = await house.store.select(outbox, { where: { act: view.act, withheld_code: { not: null } }, limit: 64 })
  return {
    ...(act === undefined ? {} : { statement: act.said, attachments: act.said.attachments, refs: act.said.refs }),
    journal: await journalOf(house, view),
    ...(handedOn === undefined ? {} : { handedOnBy: handedOn.peer }),
    withheld: held.map(({ peer, withheld_code, withheld_rule }) => ({
      party: peer,
      code: withheld_code,
      rule: withheld_rule,
    })),
  }
}

/** Of an act of ours how far it got in our journal; of another's act how far it is proved to stand in its author's. */
async function journalOf(house: House, { act, author }: ActView) {
  const isOwn = author === house.self
  const progress = isOwn ? await inclusionOf(house.store, act) : await receivedProgress(house.store, { act, author })
  if (progress === undefined) return undefined
  const { k, n } = witnessPolicyOf(house.charter(), author, house.clock.now())
  const by = 'witnesses' in progress ? progress.witnesses : []
  return { ...progress, witnesses: { k, n, by } }
}

function proofText({ store, self }: House, { act, author }: ActView): Promise<string | undefined> {
  return author === self ? proofOf(store, act) : heldProof(store, { act, author })
}
