import type { ActId } from '#protocol/act/statement.ts'
import type { Party } from '#protocol/identity/party.ts'
import { timestampKey } from '#protocol/stix/timestamp.ts'
import type { Reads } from '#platform/db/store.ts'
import type { Row } from '#platform/db/table.ts'
import { visibleTo, type Reader } from '#platform/http/reader.ts'
import { items } from '#platform/record/tables.ts'
import { objects, revocations } from './tables.ts'

const placed = ['arrival', 'id', 'modified'] as const
type Placed = Pick<Row<typeof objects>, (typeof placed)[number]>

/** Rows of a page's ids, in all shares. */
const mostPlaced = 100_000

/**
 * How one version of an object stands among those that the reader sees. `introducedBy`: another state brought the object in, and this is its
 * author's own version. `revocation`: by this version its creator revokes the object; he has done so `since`; or he had done so `before`, and the
 * version counts for nothing (STIX 2.1 section 3.6).
 */
export interface Standing {
  readonly introducedBy?: Party
  readonly revocation?: Revocation
}

export type Revocation = 'this' | 'since' | 'before'

/**
 * How versions stand. Only the creator makes a newer version or revokes (STIX 2.1 section 3.6): whose share was signed first brought the object
 * in, and a version that he shares himself is his, whoever passes it on. Told by what the reader may see and nothing else, whatever came first.
 */
export async function standings(
  reads: Reads,
  reader: Reader,
  rows: readonly Placed[],
): Promise<(row: Placed) => Standing> {
  const { same, shareOf, creatorOf, revokedAt } = await lineagesOf(reads, reader, {
    ids: [...new Set(rows.map(({ id }) => id))],
    columns: placed,
  })
  const own = new Set(same.flatMap((row) => (shareOf(row)?.author === creatorOf(row.id) ? [versionOf(row)] : [])))
  return (row) => {
    const first = creatorOf(row.id)
    const author = shareOf(row)?.author
    const isOfFirst = first === author || own.has(versionOf(row))
    const at = revokedAt(row.id, isOfFirst ? first : author)
    const revocation = at === undefined ? {} : { revocation: compare(at, momentOf(row)) }
    return { ...(isOfFirst || first === undefined ? {} : { introducedBy: first }), ...revocation }
  }
}

type ObjectColumn = keyof Row<typeof objects>

/** Every copy of some objects that the reader sees, whose shares these are, and what follows from all of them. */
export interface Lineages {
  readonly same: readonly Row<typeof objects>[]
  shareOf(row: Pick<Placed, 'arrival'>): Held | undefined
  /** Who brought the object in. */
  creatorOf(id: string): Party | undefined
  /** The moment of the earliest version by which a state revokes the object. */
  revokedAt(id: string, by: Party | undefined): string | undefined
}

type Held = Pick<Row<typeof items>, 'arrival' | 'act' | 'author' | 'at'>

export async function lineagesOf(
  reads: Reads,
  reader: Reader,
  { ids, columns }: { readonly ids: readonly string[]; readonly columns: readonly ObjectColumn[] },
): Promise<Lineages> {
  const where = { id: { in: ids } }
  const all = await reads.select(objects, { where, columns, limit: mostPlaced })
  const arrivals = [...new Set(all.map(({ arrival }) => arrival))]
  const held = await reads.select(items, {
    where: { arrival: { in: arrivals }, ...visibleTo(reader) },
    columns: ['arrival', 'act', 'author', 'at'],
    limit: arrivals.length,
  })
  const shares = new Map(held.map((item) => [item.arrival, item]))
  const same = all.filter(({ arrival }) => shares.has(arrival))
  const revoked: readonly Placed[] = await reads.select(revocations, { where, limit: mostPlaced })
  const firsts = new Map<string, Held>()
  for (const { id, arrival } of same) {
    const [share, first] = [shares.get(arrival), firsts.get(id)]
    if (share !== undefined && (first === undefined || order(share) < order(first))) firsts.set(id, share)
  }
  const earliest = earliestBy(revoked, ({ arrival }) => shares.get(arrival)?.author)
  return {
    same,
    shareOf: ({ arrival }) => shares.get(arrival),
    creatorOf: (id) => firsts.get(id)?.author,
    revokedAt: (id, by) => earliest.get(`${id} ${by}`),
  }
}

/** The moment of the earliest of some rows, by object and state. */
function earliestBy(
  rows: readonly Placed[],
  authorOf: (row: Placed) => Party | undefined,
): ReadonlyMap<string, string> {
  const earliest = new Map<string, string>()
  for (const row of rows) {
    const name = `${row.id} ${authorOf(row)}`
    const [moment, before] = [momentOf(row), earliest.get(name)]
    if (before === undefined || moment < before) earliest.set(name, moment)
  }
  return earliest
}

function compare(revokedAt: string, moment: string): Revocation {
  if (moment === revokedAt) return 'this'
  return moment < revokedAt ? 'since' : 'before'
}

/** An object of a share, as it was found by a search. */
interface Find {
  readonly act: ActId
  readonly position: number
  readonly object: string
}

/** Which finds are revoked, or were made after a revocation: of most nothing is asked but their ids. */
export async function revocationsAmong(
  reads: Reads,
  reader: Reader,
  finds: readonly Find[],
): Promise<(find: Find) => Revocation | undefined> {
  const ids = [...new Set(finds.map(({ object }) => object))]
  const revoked = await reads.select(revocations, { where: { id: { in: ids } }, columns: ['id'], limit: mostPlaced })
  if (revoked.length === 0) return () => undefined
  const known = new Set(revoked.map(({ id }) => id))
  const some = finds.filter(({ object }) => known.has(object))
  const acts = { in: [...new Set(some.map(({ act }) => act))] }
  const held = await reads.select(items, { where: { act: acts, ...visibleTo(reader) }, columns: ['act', 'arrival'] })
  const arrivals = new Map(held.map(({ act, arrival }) => [act, arrival]))
  const keys = some.flatMap(({ act, position }) => {
    const arrival = arrivals.get(act)
    return arrival === undefined ? [] : [{ arrival, position }]
  })
  const rows = await reads.select(objects, { keys, columns: ['arrival', 'position', 'id', 'modified'] })
  const standing = await standings(reads, reader, rows)
  const byPlace = new Map(rows.map((row) => [`${row.arrival} ${row.position}`, standing(row).revocation]))
  return ({ act, position }) => byPlace.get(`${arrivals.get(act)} ${position}`)
}

const order = ({ at, act }: { readonly at: string; readonly act: string }): string => `${at} ${act}`
export const momentOf = ({ modified }: Pick<Placed, 'modified'>): string => timestampKey(modified) ?? ''
const versionOf = (row: Pick<Placed, 'id' | 'modified'>): string => `${row.id} ${momentOf(row)}`
