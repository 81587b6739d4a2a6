import type { Reads } from '#platform/db/store.ts'
import { searchOver, type Showing } from './found.ts'
import type { Batch, Batches, BatchQuery } from './matches.ts'
import { placesIn } from './postings.ts'
import { visible, type Search } from './search.ts'
import { entries, postings } from './tables.ts'
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
  const { words, author, notAuthor, since, until, reader, after, limit, types } = query
  const where = { ...visible(reader), ...(author === undefined ? {} : { author }) }
  const entered = (await reads.select(entries, { where })).filter(
    (entry) =>
      (since === undefined || entry.at >= since) &&
      (until === undefined || entry.at < until) &&
      entry.author !== notAuthor,
  )
  const acts = new Map(entered.map((entry) => [entry.arrival, entry]))
  const asked = [...words.flatMap(({ buckets }) => buckets), ...(types === true ? [typesBucket] : [])]
  const rows = await reads.select(postings, { where: { bucket: { in: asked } }, order: ['-arrival', 'first'] })
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
