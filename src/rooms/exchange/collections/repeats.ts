import { timestampKey } from '#protocol/stix/timestamp.ts'
import type { Transaction } from '#platform/db/store.ts'
import { put, type Row, type Where } from '#platform/db/table.ts'
import { items } from '#platform/record/tables.ts'
import { objects } from '../tables.ts'
import { changeLayout } from './layout.ts'
import { added, dated, laidName, lanes, repeats } from './tables.ts'

type Repeat = Row<typeof repeats>
/** A copy of an object in a share that is laid out. */
type Copy = Omit<Repeat, 'is_first' | 'is_newest' | 'is_earliest'>

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
  const noted = await notedOf(tx, ids)
  const known = new Set(noted.map(({ id }) => id))
  const signed = (await signedAt(tx, [share.arrival])).get(share.arrival) ?? ''
  const own = rows.map(({ arrival, position, id, modified }) => {
    return { lane, date: share.first + position, arrival, id, moment: momentOf(modified), signed }
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
    return { ...copy, is_first, is_newest: false, is_earliest: false }
  })
  await tx.apply(marked(noted, fresh).map((row) => put(repeats, row)))
}

/** The first of each version in each lane, and the one that was signed first. */
async function notedOf(tx: Transaction, ids: readonly string[]): Promise<readonly Repeat[]> {
  const firsts = await tx.select(repeats, { where: { id: { in: ids }, is_first: true } })
  const earliest = await tx.select(repeats, { where: { id: { in: ids }, is_earliest: true } })
  return [...firsts, ...earliest.filter((row) => !row.is_first)]
}

/** When shares were signed, and their acts: a text that orders them. */
async function signedAt(tx: Transaction, arrivals: readonly number[]): Promise<ReadonlyMap<number, string>> {
  const columns = ['arrival', 'at', 'act'] as const
  const rows = await tx.select(items, { where: { arrival: { in: arrivals } }, columns })
  return new Map(rows.map(({ arrival, at, act }) => [arrival, `${at} ${act}`]))
}

/** Rows as they stand now, and those to be written: with these the rows whose place among their lane's is another now. */
function marked(standing: readonly Repeat[], changed: readonly Repeat[]): readonly Repeat[] {
  const [newest, earliest] = [new Map<string, Repeat>(), new Map<string, Repeat>()]
  for (const row of [...standing, ...changed]) {
    const name = `${row.lane} ${row.id}`
    const [last, first] = [newest.get(name), earliest.get(name)]
    if (row.is_first && (last === undefined || last.moment < row.moment)) newest.set(name, row)
    if (first === undefined || row.signed < first.signed) earliest.set(name, row)
  }
  const mark = (row: Repeat): Repeat => {
    const name = `${row.lane} ${row.id}`
    return { ...row, is_newest: newest.get(name) === row, is_earliest: earliest.get(name) === row }
  }
  const isOther = (row: Repeat): boolean => {
    const { is_newest: isNewest, is_earliest: isEarliest } = mark(row)
    return row.is_newest !== isNewest || row.is_earliest !== isEarliest
  }
  return [...standing.filter(isOther).map(mark), ...changed.map(mark)]
}

/**
 * Before a share goes: where it has the first copy of a version, the next one in the lane becomes the first, and likewise where it was signed
 * first. Whoever lays out, or takes another share back, waits.
 */
export async function handOver(tx: Transaction, arrival: number): Promise<void> {
  await tx.lock(dated, { name: laidName })
  await changeLayout(tx)
  const going = await tx.select(repeats, { where: { arrival } })
  const leading = going.filter((row) => row.is_first || row.is_earliest)
  for (let at = 0; at < leading.length; at += idsAtOnce) {
    const some = leading.slice(at, at + idsAtOnce)
    const gone = new Set(some.filter((row) => row.is_first).map(versionOf))
    const ids = [...new Set(some.map(({ id }) => id))]
    const all = await tx.select(repeats, { where: { id: { in: ids } }, order: ['date'] })
    const left = all.filter((one) => one.arrival !== arrival)
    const heirs = new Map<string, Repeat>()
    for (const one of left) {
      const version = versionOf(one)
      if (!one.is_first && gone.has(version) && !heirs.has(version)) heirs.set(version, one)
    }
    const raised = new Set(heirs.values())
    const standing = left.filter((one) => !raised.has(one))
    const risen = Array.from(raised, (one) => ({ ...one, is_first: true }))
    await tx.apply(marked(standing, risen).map((row) => put(repeats, row)))
  }
}

const versionOf = ({ lane, id, moment }: Pick<Copy, 'lane' | 'id' | 'moment'>): string => `${lane} ${id} ${moment}`

/** Where these stand in other shares that are laid out. A share that is not will find them itself. */
async function copiesBefore(
  tx: Transaction,
  share: Row<typeof added>,
  ids: readonly string[],
): Promise<readonly Copy[]> {
  if (ids.length === 0) return []
  const rows = await tx.select(objects, { where: { id: { in: ids } }, columns, limit: mostCopies })
  const arrivals = [...new Set(rows.map(({ arrival }) => arrival))].filter((arrival) => arrival !== share.arrival)
  const laid = await tx.select(added, { where: { arrival: { in: arrivals }, last: { lt: share.first } } })
  const numbers = await tx.select(lanes, { where: { type: '' } })
  const laneOf = new Map(numbers.map((one) => [seenAs(one), one.lane]))
  const byArrival = new Map(laid.map((one) => [one.arrival, one]))
  const signed = await signedAt(tx, [...byArrival.keys()])
  return rows.flatMap(({ arrival, position, id, modified }) => {
    const of = byArrival.get(arrival)
    const lane = of === undefined ? undefined : laneOf.get(seenAs(of))
    if (of === undefined || lane === undefined) return []
    const moment = momentOf(modified)
    return [{ lane, date: of.first + position, arrival, id, moment, signed: signed.get(arrival) ?? '' }]
  })
}

/** Who sees a share, or a lane, as one text. */
export const seenAs = ({
  author,
  level,
  category,
  collection,
}: Pick<Row<typeof added>, 'author' | 'level' | 'category' | 'collection'>): string =>
  JSON.stringify([author, level, category, collection])
