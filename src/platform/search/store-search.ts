import type { Reads } from '#platform/db/store.ts'
import type { Row } from '#platform/db/table.ts'
import { searchOver, type Showing } from './found.ts'
import type { Batch, Batches, BatchQuery } from './matches.ts'
import { placesIn } from './postings.ts'
import { visible, type Search } from './search.ts'
import { entries, placed, postings } from './tables.ts'
import { typesBucket } from './types-row.ts'

/** Search over any `Reads`: reads every row of the words that are asked for and sorts them here. For the simulated store. */
export function storeSearch(reads: Reads, sources: Showing['sources']): Search {
  const index = {
    rarestFirst: <Word>(words: readonly Word[]) => Promise.resolve(words),
    batches: (query: BatchQuery) => batchesOf(reads, query),
  }
  return searchOver(index, { reads, sources })
}

async function batchesOf(reads: Reads, query: BatchQuery): Promise<Batches> {
  const { words, author, news, reader, types } = query
  const behind = news === undefined ? undefined : await reads.select(placed, { where: { place: { gt: news.place } } })
  const arrivals = behind === undefined ? {} : { arrival: { in: behind.map(({ arrival }) => arrival) } }
  const where = { ...visible(reader), ...(author === undefined ? {} : { author }), ...arrivals }
  const asked = [...words.flatMap(({ buckets }) => buckets), ...(types === true ? [typesBucket] : [])]
  return batchesAmong(
    await reads.select(entries, { where }),
    await reads.select(postings, { where: { bucket: { in: asked } }, order: ['-arrival', 'first'] }),
    query,
  )
}

/** The same among acts and rows that were read before; `rows` as they are asked for above. */
export function batchesAmong(
  entered: readonly Row<typeof entries>[],
  rows: readonly Row<typeof postings>[],
  query: BatchQuery,
): Batches {
  const { words, after, limit } = query
  const acts = new Map(entered.filter(isOf(query)).map((entry) => [entry.arrival, entry]))
  const found: Batch[] = []
  for (const blocks of Map.groupBy(rows, ({ arrival, first }) => `${arrival} ${first}`).values()) {
    const [{ arrival, first } = { arrival: 0, first: 0 }] = blocks
    const entry = acts.get(arrival)
    const isBefore =
      after !== undefined && (arrival > after.arrival || (arrival === after.arrival && first <= after.first))
    const [word] = words
    const isHeld = blocks.some(
      (block) => word?.buckets.includes(block.bucket) === true && placesIn(block.words, word.hash) !== undefined,
    )
    if (entry === undefined || isBefore || !isHeld) continue
    const { act, source, at, level, category } = entry
    found.push({ act, author: entry.author, source, at, level, category, arrival, first, blocks })
  }
  const batches = found.slice(0, limit)
  const last = batches.at(-1)
  return { batches, ...(found.length > limit && last !== undefined ? { after: last } : {}) }
}

/** Whether an act is one of which documents are found. */
const isOf =
  ({ reader, author, notAuthor, since, until }: BatchQuery) =>
  (entry: Row<typeof entries>): boolean =>
    reader.levels.includes(entry.level) &&
    (reader.categories === 'all' || reader.categories.includes(entry.category)) &&
    (author === undefined || entry.author === author) &&
    entry.author !== notAuthor &&
    (since === undefined || entry.at >= since) &&
    (until === undefined || entry.at < until)
