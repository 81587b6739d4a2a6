import { timestampKey } from '#protocol/stix/timestamp.ts'
import type { Transaction } from '#platform/db/store.ts'
import { put, type Row, type Where } from '#platform/db/table.ts'
import { objects } from '../tables.ts'
import { added, dated, laidName, lanes, repeats } from './tables.ts'

/** A copy of an object in a share that is laid out. */
type Repeat = Omit<Row<typeof repeats>, 'is_first'>

const columns = ['arrival', 'position', 'id', 'modified'] as const
const idsAtOnce = 1000
/** Copies of the objects of one run that were never noted before; there is one of each, unless many shares are laid out for the first time. */
const mostCopies = 100_000

/** The sort key of a version; alike for all spellings of one moment. */
export const momentOf = (modified: string): string => timestampKey(modified) ?? ''

/** Notes which objects of a share, within `where`, stand in other places too, and where they stood when nobody had noted them. */
export async function noteRepeats(
  tx: Transaction,
  { share, lane }: { readonly share: Row<typeof added>; readonly lane: number },
  where: Where<typeof objects>,
): Promise<void> {
  const rows = await tx.select(objects, { where, repeated: 'id', columns })
  if (rows.length === 0) return
  const ids = [...new Set(rows.map(({ id }) => id))]
  const noted = await tx.select(repeats, { where: { id: { in: ids }, is_first: true } })
  const known = new Set(noted.map(({ id }) => id))
  const own = rows.map(({ arrival, position, id, modified }) => {
    return { lane, date: share.first + position, arrival, id, moment: momentOf(modified) }
  })
  const others = await copiesBefore(
    tx,
    share,
    ids.filter((id) => !known.has(id)),
  )
  const versions = new Set(noted.map(versionOf))
  const copies = [...others, ...own].toSorted((one, other) => one.date - other.date)
  await tx.apply(
    copies.map((copy) => {
      const version = versionOf(copy)
      const is_first = !versions.has(version)
      versions.add(version)
      return put(repeats, { ...copy, is_first })
    }),
  )
}

/**
 * Before a share goes: where it has the first copy of a version, the next one in the lane becomes the first. Whoever lays out, or takes
 * another share back, waits.
 */
export async function handOver(tx: Transaction, arrival: number): Promise<void> {
  await tx.lock(dated, { name: laidName })
  const firsts = await tx.select(repeats, { where: { arrival, is_first: true } })
  for (let at = 0; at < firsts.length; at += idsAtOnce) {
    const some = firsts.slice(at, at + idsAtOnce)
    const gone = new Set(some.map(versionOf))
    const ids = [...new Set(some.map(({ id }) => id))]
    const later = await tx.select(repeats, { where: { id: { in: ids }, is_first: false }, order: ['date'] })
    const heirs = new Map<string, Row<typeof repeats>>()
    for (const one of later) {
      const version = versionOf(one)
      if (one.arrival !== arrival && gone.has(version) && !heirs.has(version)) heirs.set(version, one)
    }
    await tx.apply(Array.from(heirs.values(), (one) => put(repeats, { ...one, is_first: true })))
  }
}

const versionOf = ({ lane, id, moment }: Pick<Repeat, 'lane' | 'id' | 'moment'>): string => `${lane} ${id} ${moment}`

/** Where these stand in other shares that are laid out. A share that is not will find them itself. */
async function copiesBefore(
  tx: Transaction,
  share: Row<typeof added>,
  ids: readonly string[],
): Promise<readonly Repeat[]> {
  if (ids.length === 0) return []
  const rows = await tx.select(objects, { where: { id: { in: ids } }, columns, limit: mostCopies })
  const arrivals = [...new Set(rows.map(({ arrival }) => arrival))].filter((arrival) => arrival !== share.arrival)
  const laid = await tx.select(added, { where: { arrival: { in: arrivals }, last: { lt: share.first } } })
  const numbers = await tx.select(lanes, { where: { type: '' } })
  const laneOf = new Map(numbers.map((one) => [seenAs(one), one.lane]))
  const byArrival = new Map(laid.map((one) => [one.arrival, one]))
  return rows.flatMap(({ arrival, position, id, modified }) => {
    const of = byArrival.get(arrival)
    const lane = of === undefined ? undefined : laneOf.get(seenAs(of))
    if (of === undefined || lane === undefined) return []
    return [{ lane, date: of.first + position, arrival, id, moment: momentOf(modified) }]
  })
}

const seenAs = ({
  author,
  level,
  category,
  collection,
}: Pick<Row<typeof added>, 'author' | 'level' | 'category' | 'collection'>): string =>
  JSON.stringify([author, level, category, collection])
