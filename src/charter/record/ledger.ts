import type { Instant } from '#kernel/instant.ts'
import type { ActId, Kind } from '#protocol/act/statement.ts'
import type { Party } from '#protocol/identity/party.ts'
import type { Reads } from '#platform/db/store.ts'
import type { Row, Where } from '#platform/db/table.ts'
import { visibleTo, type Reader } from '#platform/http/reader.ts'
import { progressOf } from '#platform/journal/progress.ts'
import { proofNotes, proofs } from '#platform/journal/tables.ts'
import type { items } from '#platform/record/tables.ts'
import type { House } from './house.ts'
import { itemsInOrder, type Last, type Order } from './in-order.ts'
import { viewsOf, type ActView } from './register.ts'

type Item = Row<typeof items>

export interface LedgerQuery {
  readonly kind?: Kind
  readonly author?: Party
  readonly category?: string
  readonly state?: Item['state']
  /** Signed from this moment on, and before that one. */
  readonly from?: Instant
  readonly until?: Instant
  readonly order: Order
  /** Rows that come after this one. */
  readonly after?: Last
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
  const found = await itemsInOrder(reads, { ...ask, where: whereOf(reader, ask) })
  const views = await viewsOf(house, reader, found)
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
