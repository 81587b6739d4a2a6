import { z } from 'zod'
import { isRefusal, refuse, type Refusal } from '#kernel/refusal.ts'
import { parseActId } from '#protocol/act/act-id.ts'
import { instant, partySlug } from '#protocol/acts/field.ts'
import type { Kind } from '#protocol/act/statement.ts'
import type { Cursors, Position } from '#platform/http/cursor.ts'
import type { Declaration } from '#platform/http/declaration.ts'
import { download } from '#platform/http/download.ts'
import { defaultLimit, pageOf, pageQuery } from '#platform/http/page.ts'
import type { Reader } from '#platform/http/reader.ts'
import { may } from '#platform/http/roles.ts'
import { orders } from '#charter/record/in-order.ts'
import { ledgerPage, type LedgerQuery, type LedgerRow } from '#charter/record/ledger.ts'
import { findAct } from '#charter/record/register.ts'
import { actInLedger, proofText } from '../act-in-ledger.ts'
import type { Node } from '../node.ts'
import type { NodePorts } from '../ports.ts'

const kindName = z.custom<Kind>(
  (value) => typeof value === 'string' && /^[a-z.-]{3,80}\/\d{1,3}$/u.test(value),
  'kind of act',
)

const Line = z.looseObject({
  act: z.string(),
  kind: z.string(),
  author: z.string(),
  at: z.string(),
  arrivedAt: z.string(),
  state: z.string(),
  /** Left out for those whose role reads no content. */
  title: z.string().optional(),
  place: z
    .object({ epoch: z.number(), entry: z.number(), position: z.number(), witnesses: z.array(z.string()) })
    .optional(),
})

const list = {
  method: 'GET',
  path: '/api/v1/ledger',
  action: 'records.read',
  summary:
    'Every act here that the reader may know of, with its place in its author’s journal. Receipts stand with the act they speak of.',
  query: z.strictObject({
    ...pageQuery,
    kind: kindName.exactOptional(),
    author: partySlug.exactOptional(),
    category: z.string().max(40).exactOptional(),
    state: z.enum(['live', 'recalled', 'corrected', 'untrusted']).exactOptional(),
    from: instant.exactOptional(),
    until: instant.exactOptional(),
    sort: z.enum(orders).optional(),
  }),
  answer: z.object({ items: z.array(Line), next: z.string().optional() }),
} as const satisfies Declaration

const show = {
  method: 'GET',
  path: '/api/v1/ledger/:act',
  action: 'records.read',
  summary: 'How one act is proved: its signatures, its place in its author’s journal, the witnesses’ cosignatures.',
  answer: Line,
} as const satisfies Declaration

const proof = {
  method: 'GET',
  path: '/api/v1/ledger/:act/proof',
  action: 'records.read',
  summary: 'The same proof as a file (C2SP tlog-proof), which says nothing of what the act says.',
  answer: { raw: ['application/octet-stream'] },
} as const satisfies Declaration

const notFound = (): Refusal => refuse('not-found', 'interfaces: paths')

export function ledgerRoutes(ports: NodePorts, node: Omit<Node, keyof AsyncDisposable>, cursors: Cursors): void {
  const { api, house } = node
  api.route(list, async ({ reader, query }) => {
    const { limit = defaultLimit, after, ...filters } = query
    const use = { account: reader.account.name, query: `ledger ${JSON.stringify(filters)}` }
    const position = after === undefined ? [] : cursors.read(use, after)
    if (isRefusal(position)) return position
    const found = await ledgerPage(house, reader, askOf(filters, limit + 1, position))
    const page = pageOf(found, limit, ({ view: { at, arrival, act } }) => cursors.write(use, [at, arrival, act]))
    return { ...page, items: page.items.map((row) => lineFor(reader, row)) }
  })
  const known = async (reader: Reader, act: string) => {
    const id = parseActId(act)
    return id === undefined ? undefined : findAct(house, reader, id)
  }
  api.route(show, async ({ reader, params }) => {
    const view = await known(reader, params.act)
    return view === undefined
      ? notFound()
      : { ...lineFor(reader, { view }), ...(await actInLedger(ports, house, view)) }
  })
  api.route(proof, async ({ reader, params }) => {
    const view = await known(reader, params.act)
    const text = view === undefined ? undefined : await proofText(house, view)
    if (text === undefined) return notFound()
    return download({ body: new TextEncoder().encode(text), name: `${params.act}.tlog-proof` })
  })
}

type Filters = Omit<z.output<(typeof list)['query']>, 'limit' | 'after'>

function askOf({ sort, ...filters }: Filters, limit: number, [at, arrival, last]: Position): LedgerQuery {
  const act = parseActId(String(last))
  const moment = instant.safeParse(at)
  return {
    limit,
    order: sort ?? '-arrival',
    ...filters,
    ...(act === undefined || !moment.success ? {} : { after: { at: moment.data, arrival: Number(arrival), act } }),
  }
}

/** Titles are content. The number of arrival is the node's alone. */
function lineFor(reader: Reader, { view, place }: LedgerRow) {
  const { arrival: _, title, ...rest } = view
  const isContent = may(reader.account.role, 'content.read') === undefined
  return {
    ...rest,
    ...(isContent ? { title } : {}),
    ...(place === undefined ? {} : { place: { ...place, witnesses: [...place.witnesses] } }),
  }
}
