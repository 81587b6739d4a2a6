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
  const ids = { in: [...new Set(rows.map(({ id }) => id))] }
  const same: readonly Placed[] = await reads.select(objects, {
    where: { id: ids },
    columns: placed,
    limit: mostPlaced,
  })
  const arrivals = [...new Set(same.map(({ arrival }) => arrival))]
  const held = await reads.select(items, {
    where: { arrival: { in: arrivals }, ...visibleTo(reader) },
    columns: ['arrival', 'act', 'author', 'at'],
    limit: arrivals.length,
  })
  const shares = new Map(held.map((item) => [item.arrival, item]))
  const revoked: readonly Placed[] = await reads.select(revocations, { where: { id: ids }, limit: mostPlaced })
  const authorOf = ({ arrival }: Placed): Party | undefined => shares.get(arrival)?.author
  const firsts = new Map<string, (typeof held)[number]>()
  for (const row of same) {
    const share = shares.get(row.arrival)
    const first = firsts.get(row.id)
    if (share !== undefined && (first === undefined || order(share) < order(first))) firsts.set(row.id, share)
  }
  const own = new Set(same.flatMap((row) => (authorOf(row) === firsts.get(row.id)?.author ? [versionOf(row)] : [])))
  const revokedAt = earliestBy(revoked, authorOf)
  return (row) => {
    const first = firsts.get(row.id)?.author
    const author = authorOf(row)
    const isOfFirst = first === author || own.has(versionOf(row))
    const at = revokedAt.get(`${row.id} ${isOfFirst ? first : author}`)
    const revocation = at === undefined ? {} : { revocation: compare(at, momentOf(row)) }
    return { ...(isOfFirst || first === undefined ? {} : { introducedBy: first }), ...revocation }
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
const momentOf = ({ modified }: Pick<Placed, 'modified'>): string => timestampKey(modified) ?? ''
const versionOf = (row: Pick<Placed, 'id' | 'modified'>): string => `${row.id} ${momentOf(row)}`
