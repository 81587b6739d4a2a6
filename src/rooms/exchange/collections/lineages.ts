import type { VersionFilter } from '#protocol/taxii/query.ts'
import { question, type Question } from '#platform/db/select-all.ts'
import { items } from '#platform/record/tables.ts'
import { objects, revocations } from '../tables.ts'
import type { Scope } from './copies.ts'
import { momentOf } from './repeats.ts'
import { added } from './tables.ts'
import { areDisputed, chosenAmong, type Copy } from './versions.ts'

/** Copies of the objects of one page, in all shares. */
const mostCopies = 200_000

/** Objects, and their copies as far as it depends on them which versions are meant. */
interface Held {
  readonly ids: readonly string[]
  readonly copies: Promise<readonly (Copy & { readonly id: string })[]>
  /** Tells who brought objects in, where that is noted. */
  readonly creators?: (ids: ReadonlySet<string>) => Promise<Creators>
}

/** By object the state that brought it in. */
export type Creators = ReadonlyMap<string, string>

/** Dates of the copies that are the versions meant. */
export async function datesMeant(
  scope: Scope,
  versions: VersionFilter,
  { ids, copies, creators: noted }: Held,
): Promise<ReadonlySet<number>> {
  const [all, revoked] = await Promise.all([copies, versions.last ? revokedIn(scope, ids) : undefined])
  const byId = Map.groupBy(all, ({ id }) => id)
  const isDisputed = (id: string): boolean => areDisputed(versions, byId.get(id) ?? [], revoked?.get(id))
  const disputed = ids.filter(isDisputed)
  const creators = await (noted?.(new Set(disputed)) ?? creatorsIn(scope, disputed))
  const dates = new Set<number>()
  for (const [id, ofOne] of byId) {
    const lineage = { creator: creators.get(id), revokedAt: revoked?.get(id) }
    for (const { date } of chosenAmong(versions, ofOne, lineage)) dates.add(date)
  }
  return dates
}

/** What is asked of objects whose last versions are meant. */
export const revokedQuestion = (ids: readonly string[]): Question<typeof revocations> =>
  question(revocations, { where: { id: { in: ids } }, limit: mostCopies })

/** By object and state the earliest version by which it is revoked, over the shares of the scope and nothing else. */
async function revokedIn(
  { reads, shares }: Scope,
  ids: readonly string[],
): Promise<ReadonlyMap<string, ReadonlyMap<string, string>>> {
  const found = new Map<string, Map<string, string>>()
  const { table, query } = revokedQuestion(ids)
  const rows = await reads.select(table, query)
  if (rows.length === 0) return found
  const arrivals = [...new Set(rows.map(({ arrival }) => arrival))]
  const held = await reads.select(added, { where: { ...shares, arrival: { in: arrivals } } })
  const authors = new Map(held.map(({ arrival, author }) => [arrival, author]))
  for (const { arrival, id, modified } of rows) {
    const author = authors.get(arrival)
    if (author === undefined) continue
    const ofObject = found.get(id) ?? new Map<string, string>()
    found.set(id, ofObject)
    const [moment, before] = [momentOf(modified), ofObject.get(author)]
    if (before === undefined || moment < before) ofObject.set(author, moment)
  }
  return found
}

/** Who brought each object in: whose share of it was signed first, of those of the scope. */
async function creatorsIn({ reads, shares }: Scope, ids: readonly string[]): Promise<Creators> {
  const creators = new Map<string, string>()
  if (ids.length === 0) return creators
  const rows = await reads.select(objects, {
    where: { id: { in: ids } },
    columns: ['arrival', 'id'],
    limit: mostCopies,
  })
  const arrivals = [...new Set(rows.map(({ arrival }) => arrival))]
  const held = await reads.select(added, {
    where: { ...shares, arrival: { in: arrivals } },
    columns: ['arrival'],
  })
  const seen = { in: held.map(({ arrival }) => arrival) }
  const signed = await reads.select(items, { where: { arrival: seen }, columns: ['arrival', 'act', 'author', 'at'] })
  const order = ({ at, act }: { readonly at: string; readonly act: string }): string => `${at} ${act}`
  const rank = signed.toSorted((one, other) => (order(one) < order(other) ? -1 : 1))
  const places = new Map(rank.map(({ arrival }, place) => [arrival, place]))
  const firsts = new Map<string, number>()
  for (const { arrival, id } of rows) {
    const place = places.get(arrival)
    if (place !== undefined && place < (firsts.get(id) ?? rank.length)) firsts.set(id, place)
  }
  for (const [id, place] of firsts) creators.set(id, rank[place]?.author ?? '')
  return creators
}
