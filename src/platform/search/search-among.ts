import type { Reads } from '#platform/db/store.ts'
import { searchOver, soughtWordsOf } from './found.ts'
import type { SearchQuery, SearchReader } from './search.ts'
import { batchesAmong } from './store-search.ts'
import { entries, postings } from './tables.ts'

/** Whether a query has a find among those of the acts that `isMeant`. */
export type FindsAmong = (
  query: SearchQuery,
  reader: SearchReader,
  isMeant: (arrival: number) => boolean,
) => Promise<boolean>

/** Answers many queries over few acts: what the index has of these acts and of any word asked for is read once, for all. */
export async function findsAmong(
  reads: Reads,
  arrivals: readonly number[],
  queries: readonly SearchQuery[],
): Promise<FindsAmong> {
  const where = { arrival: { in: arrivals } }
  const buckets = new Set(queries.flatMap((query) => soughtWordsOf(query).flatMap(({ anywhere }) => anywhere)))
  const entered = await reads.select(entries, { where })
  const asked = { ...where, bucket: { in: [...buckets] } }
  const rows = await reads.select(postings, { where: asked, order: ['-arrival', 'first'] })
  return async (query, reader, isMeant) => {
    const meant = entered.filter(({ arrival }) => isMeant(arrival))
    const index = {
      rarestFirst: <Word>(words: readonly Word[]) => Promise.resolve(words),
      batches: (sought: Parameters<typeof batchesAmong>[2]) => Promise.resolve(batchesAmong(meant, rows, sought)),
    }
    const { newSince: _, ...rest } = query
    return (await searchOver(index, { reads, sources: [] }).count(rest, reader, 1)).finds > 0
  }
}
