import type { Reads } from '#platform/db/store.ts'
import type { Row } from '#platform/db/table.ts'
import type { Reader } from '#platform/http/reader.ts'
import { askedBy } from '#platform/search/filters.ts'
import type { Count, Search } from '#platform/search/search.ts'
import { watches } from './tables.ts'

export type Watch = Row<typeof watches>

/** Watches of one account, at most. */
export const mostWatches = 50
/** Finds are counted no further. */
const mostFinds = 99

export function watchesOf(reads: Reads, accounts: readonly string[]): Promise<readonly Watch[]> {
  const limit = accounts.length * mostWatches
  return reads.select(watches, { where: { account: { in: accounts } }, order: ['name', 'watch'], limit })
}

/** What came in since it was looked at, counted over what the reader may see now. */
export function newIn(search: Search, reader: Reader, { query, seen }: Watch): Promise<Count> {
  return search.count({ ...askedBy(query), newSince: seen }, reader, mostFinds)
}
