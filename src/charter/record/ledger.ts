import type { Instant } from '#kernel/instant.ts'
import type { ActId, Kind } from '#protocol/act/statement.ts'
import type { Party } from '#protocol/identity/party.ts'
import type { Reads } from '#platform/db/store.ts'
import type { Query, Row, Where } from '#platform/db/table.ts'
import { visibleTo, type Reader } from '#platform/http/reader.ts'
import { progressOf } from '#platform/journal/progress.ts'
import { proofNotes, proofs } from '#platform/journal/tables.ts'
import { withoutFalseStubs } from '#platform/record/recalled.ts'
import { items } from '#platform/record/tables.ts'
import type { House } from './house.ts'
import { sameArrival, viewsOf, type ActView } from './register.ts'

/** Orders in which the ledger is read: of arrival on this node or of signing, a leading `-` for the newest first. */
export const ledgerOrders = ['-arrival', 'arrival', '-at', 'at'] as const
export type LedgerOrder = (typeof ledgerOrders)[number]

type Item = Row<typeof items>

export interface LedgerQuery {
  readonly kind?: Kind
  readonly author?: Party
  readonly category?: string
  readonly state?: Item['state']
  /** Signed from this moment on, and before that one. */
  readonly from?: Instant
  readonly until?: Instant
  readonly order: LedgerOrder
  /** Rows that come after this one. */
  readonly after?: Pick<Item, 'at' | 'arrival' | 'act'>
  readonly limit: number
}

/** Where an act stands in its author's journal, as far as it is known here, and who cosigned the checkpoint over it. */
export interface LedgerPlace {
  readonly epoch: number
  readonly entry: number
  readonly position: number
  readonly witnesses: readonly Party[]
}

export interface LedgerRow {
  readonly view: ActView
  readonly place?: LedgerPlace
}

/** Acts that the reader may know of, in the order that was asked for, each with its place in its author's journal. */
export async function ledgerPage(
  house: Pick<House, 'store' | 'self'>,
  reader: Reader,
  ask: LedgerQuery,
): Promise<readonly LedgerRow[]> {
  const { store: reads } = house
  const found: Item[] = []
  for (let last = ask.after; found.length < ask.limit;) {
    const rows = await rowsAfter(reads, { ...ask, where: whereOf(reader, ask) }, last)
    found.push(...(await withoutFalseStubs(reads, rows)))
    last = rows.at(-1)
    if (rows.length < ask.limit) break
  }
  const views = await viewsOf(house, reader, found.slice(0, ask.limit))
  const places = await placesOf(reads, views)
  return views.map((view) => {
    const place = places.get(view.act)
    return place === undefined ? { view } : { view, place }
  })
}

function whereOf(reader: Reader, { kind, author, category, state, from, until }: LedgerQuery): Where<typeof items> {
  const visible = visibleTo(reader)
  const within = { ...(from === undefined ? {} : { gte: from }), ...(until === undefined ? {} : { lt: until }) }
  const both = category === undefined || visible.category === undefined || visible.category.in.includes(category)
  return {
    ...visible,
    ...(category === undefined ? {} : { category: both ? category : { in: [] } }),
    ...(kind === undefined ? {} : { kind }),
    ...(author === undefined ? {} : { author }),
    ...(state === undefined ? {} : { state }),
    ...(Object.keys(within).length === 0 ? {} : { at: within }),
  }
}

type Asked = LedgerQuery & { readonly where: Where<typeof items> }

/** By arrival, or by the moment of signing and then by arrival: of the same moment there may be any number. */
async function rowsAfter(reads: Reads, { where, order, limit }: Asked, last: Asked['after']): Promise<readonly Item[]> {
  const step = order.startsWith('-') ? '-' : ''
  const beyond = step === '-' ? 'lt' : 'gt'
  const byArrival = [`${step}arrival`, 'act'] as const
  const read = async (more: Where<typeof items>, sorted: Query<typeof items>['order'], most: number) => {
    const asked = sorted === undefined ? {} : { order: sorted }
    const rows = await reads.select(items, { where: { ...where, ...more }, ...asked, limit: most + sameArrival })
    return rows.filter((row) => last === undefined || row.arrival !== last.arrival || row.act > last.act).slice(0, most)
  }
  const arrival = last === undefined ? {} : { arrival: { [`${beyond}e`]: last.arrival } }
  if (order === 'arrival' || order === '-arrival') return read(arrival, byArrival, limit)
  const byAt = [`${step}at`, ...byArrival] as const
  if (last === undefined) return read({}, byAt, limit)
  const same = await read({ ...arrival, at: last.at }, byArrival, limit)
  if (same.length >= limit) return same
  const further = await read({ at: { ...rangeOf(where), [beyond]: last.at } }, byAt, limit - same.length)
  return [...same, ...further]
}

/** What is asked of `at` besides. */
function rangeOf({ at }: Where<typeof items>): { readonly gte?: Instant; readonly lt?: Instant } {
  return typeof at === 'object' && !('in' in at) && !('not' in at) && !('has' in at) && !('prefix' in at) ? at : {}
}

async function placesOf(reads: Reads, views: readonly ActView[]): Promise<ReadonlyMap<ActId, LedgerPlace>> {
  const acts = views.map(({ act }) => act)
  const places = new Map<ActId, LedgerPlace>()
  if (acts.length === 0) return places
  for (const [act, progress] of await progressOf(reads, acts)) {
    if (progress.state !== 'recorded') places.set(act, { witnesses: [], ...progress })
  }
  const held = await reads.select(proofs, { where: { act: { in: acts } }, limit: acts.length * 2 })
  const named = { note_id: { in: [...new Set(held.map(({ note_id }) => note_id))] } }
  const notes = held.length === 0 ? [] : await reads.select(proofNotes, { where: named, limit: held.length })
  const cosigned = new Map(notes.map(({ note_id, witnesses }) => [note_id, witnesses]))
  const authors = new Map(views.map(({ act, author }) => [act, author]))
  for (const { act, author, epoch, entry, position, note_id } of held) {
    if (authors.get(act) === author) places.set(act, { epoch, entry, position, witnesses: cosigned.get(note_id) ?? [] })
  }
  return places
}
