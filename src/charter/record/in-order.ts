import type { Instant } from '#kernel/instant.ts'
import type { Reads } from '#platform/db/store.ts'
import type { Query, Row, Where } from '#platform/db/table.ts'
import { withoutFalseStubs } from '#platform/record/recalled.ts'
import { items } from '#platform/record/tables.ts'

type Item = Row<typeof items>

/** Orders in which the register is read: of arrival on this node or of signing, a leading `-` for the newest first. */
export const orders = ['-arrival', 'arrival', '-at', 'at'] as const
export type Order = (typeof orders)[number]

/** Where a page ended. */
export type Last = Pick<Item, 'at' | 'arrival' | 'act'>

/**
 * Among so many numbers of arrival a title is looked for line by line first: what many have fills a page from these, and of what few have the
 * index of pairs says where it is.
 */
const nearNumbers = 8192

/** A recall and the stub that it leaves arrived together: no more rows share a number. */
const sameArrival = 2

export interface Asked {
  readonly where: Where<typeof items>
  readonly order: Order
  /** Stands somewhere in the title, folded. */
  readonly sought?: string
  /** Rows that come after this one. */
  readonly after?: Last
  readonly limit: number
}

/** The next rows of the register, as many as are wanted if there are so many, and none that anybody could have put there. */
export async function itemsInOrder(reads: Reads, asked: Asked): Promise<readonly Item[]> {
  const found: Item[] = []
  for (let last = asked.after; found.length < asked.limit;) {
    const rows = await rowsAfter(reads, asked, last)
    found.push(...(await withoutFalseStubs(reads, rows)))
    last = rows.at(-1)
    if (rows.length < asked.limit) break
  }
  return found.slice(0, asked.limit)
}

/** By arrival, or by the moment of signing and then by arrival: of the same moment there may be any number. */
async function rowsAfter(
  reads: Reads,
  { where, order, limit, sought }: Asked,
  last: Last | undefined,
): Promise<readonly Item[]> {
  const step = order.startsWith('-') ? '-' : ''
  const beyond = step === '-' ? 'lt' : 'gt'
  const byArrival = [`${step}arrival`, 'act'] as const
  const read = async (more: Where<typeof items>, sorted: Query<typeof items>['order'], most: number) => {
    const by = sorted === undefined ? {} : { order: sorted }
    const held = sought === undefined ? {} : { sought: { pairs: sought } }
    const rows = await reads.select(items, { where: { ...held, ...where, ...more }, ...by, limit: most + sameArrival })
    return rows.filter((row) => last === undefined || row.arrival !== last.arrival || row.act > last.act).slice(0, most)
  }
  const arrival = last === undefined ? {} : { arrival: { [`${beyond}e`]: last.arrival } }
  if (order === 'arrival' || order === '-arrival') {
    const near = sought === undefined ? [] : await read(await nearTo(reads, step, { last, sought }), byArrival, limit)
    return near.length === limit ? near : read(arrival, byArrival, limit)
  }
  const byAt = [`${step}at`, ...byArrival] as const
  if (last === undefined) return read({}, byAt, limit)
  const same = await read({ ...arrival, at: last.at }, byArrival, limit)
  if (same.length >= limit) return same
  const further = await read({ at: { ...rangeOf(where), [beyond]: last.at } }, byAt, limit - same.length)
  return [...same, ...further]
}

/** The first numbers after a row, or of all, in either direction. */
async function nearTo(
  reads: Reads,
  step: '-' | '',
  { last, sought }: { readonly last: Last | undefined; readonly sought: string },
): Promise<Where<typeof items>> {
  const held = { sought: { holds: sought } }
  if (step === '') return { ...held, arrival: { gte: last?.arrival ?? 0, lt: (last?.arrival ?? 0) + nearNumbers } }
  const from = last?.arrival ?? (await reads.greatest(items, 'arrival')) ?? 0
  return { ...held, arrival: { lte: from, gt: from - nearNumbers } }
}

/** What is asked of `at` besides. */
function rangeOf({ at }: Where<typeof items>): { readonly gte?: Instant; readonly lt?: Instant } {
  return typeof at === 'object' && ('gte' in at || 'lt' in at) ? at : {}
}
