import type { Reads } from '#platform/db/store.ts'
import { searchOver, type Showing } from './found.ts'
import type { Batch, BatchQuery } from './matches.ts'
import { visible, type Search } from './search.ts'
import { entries, postings } from './tables.ts'
import { typesBucket } from './types-row.ts'

/** Search over any `Reads`: reads every row of the words that are asked for and sorts them here. For the simulated store. */
export function storeSearch(reads: Reads, sources: Showing['sources']): Search {
  return searchOver((query) => batchesOf(reads, query), { reads, sources })
}

async function batchesOf(reads: Reads, query: BatchQuery): Promise<readonly Batch[]> {
  const { buckets, author, notAuthor, since, until, reader, after, limit, types } = query
  const where = { ...visible(reader), ...(author === undefined ? {} : { author }) }
  const entered = (await reads.select(entries, { where })).filter(
    (entry) =>
      (since === undefined || entry.at >= since) &&
      (until === undefined || entry.at < until) &&
      entry.author !== notAuthor,
  )
  const acts = new Map(entered.map((entry) => [entry.arrival, entry]))
  const asked = types === true ? [...buckets.flat(), typesBucket] : buckets.flat()
  const rows = await reads.select(postings, { where: { bucket: { in: asked } }, order: ['-arrival', 'first'] })
  const found: Batch[] = []
  for (const blocks of Map.groupBy(rows, ({ arrival, first }) => `${arrival} ${first}`).values()) {
    const [{ arrival, first } = { arrival: 0, first: 0 }] = blocks
    const entry = acts.get(arrival)
    const isBefore =
      after !== undefined && (arrival > after.arrival || (arrival === after.arrival && first <= after.first))
    const hasAll = buckets.every((of) => blocks.some(({ bucket }) => of.includes(bucket)))
    if (entry === undefined || isBefore || !hasAll) continue
    const { act, source, at, level, category } = entry
    found.push({ act, author: entry.author, source, at, level, category, arrival, first, blocks })
  }
  return found.slice(0, limit)
}
