import { timestampKey } from '#protocol/stix/timestamp.ts'
import type { Transaction } from '#platform/db/store.ts'
import { put, type Row, type Where } from '#platform/db/table.ts'
import { objects } from '../tables.ts'
import { changeLayout } from './layout.ts'
import { added, dated, laidName, lanes, repeats } from './tables.ts'

/** A copy of an object in a share that is laid out. */
type Repeat = Omit<Row<typeof repeats>, 'is_first' | 'is_newest'>

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
  const fresh = copies.map((copy) => {
    const version = versionOf(copy)
    const is_first = !versions.has(version)
    versions.add(version)
    return { ...copy, is_first, is_newest: false }
  })
  await tx.apply(newestOf(noted, fresh).map((row) => put(repeats, row)))
}

/** Rows as they stand now, and those to be written: with these the rows that are the newest of their lane no more, or are it now. */
function newestOf(
  standing: readonly Row<typeof repeats>[],
  changed: readonly Row<typeof repeats>[],
): readonly Row<typeof repeats>[] {
  const newest = new Map<string, Row<typeof repeats>>()
  for (const row of [...standing, ...changed]) {
    const name = `${row.lane} ${row.id}`
    const best = newest.get(name)
    if (row.is_first && (best === undefined || best.moment < row.moment)) newest.set(name, row)
  }
  const isNewest = (row: Row<typeof repeats>): boolean => newest.get(`${row.lane} ${row.id}`) === row
  return [
    ...standing.filter((row) => row.is_newest !== isNewest(row)).map((row) => ({ ...row, is_newest: isNewest(row) })),
    ...changed.map((row) => ({ ...row, is_newest: isNewest(row) })),
  ]
}

/**
 * Before a share goes: where it has the first copy of a version, the next one in the lane becomes the first. Whoever lays out, or takes
 * another share back, waits.
 */
export async function handOver(tx: Transaction, arrival: number): Promise<void> {
  await tx.lock(dated, { name: laidName })
  await changeLayout(tx)
  const firsts = await tx.select(repeats, { where: { arrival, is_first: true } })
  for (let at = 0; at < firsts.length; at += idsAtOnce) {
    const some = firsts.slice(at, at + idsAtOnce)
    const gone = new Set(some.map(versionOf))
    const ids = [...new Set(some.map(({ id }) => id))]
    const all = await tx.select(repeats, { where: { id: { in: ids } }, order: ['date'] })
    const left = all.filter((one) => one.arrival !== arrival)
    const heirs = new Map<string, Row<typeof repeats>>()
    for (const one of left) {
      const version = versionOf(one)
      if (!one.is_first && gone.has(version) && !heirs.has(version)) heirs.set(version, one)
    }
    const raised = Array.from(heirs.values(), (one) => ({ ...one, is_first: true }))
    const standing = left.filter((one) => one.is_first)
    await tx.apply(newestOf(standing, raised).map((row) => put(repeats, row)))
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
