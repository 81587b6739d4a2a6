import type { ActId } from '#protocol/act/statement.ts'
import type { Party } from '#protocol/identity/party.ts'
import type { Reads } from '#platform/db/store.ts'
import { waiting } from './tables.ts'

/** Who asks: levels he is cleared for, categories he may read. Everything answered is answered over these and nothing else. */
export interface SearchReader {
  readonly levels: readonly string[]
  readonly categories: readonly string[] | 'all'
}

/** All words of `text` must be in a document; `type` and `author` narrow. */
export interface SearchQuery {
  readonly text: string
  readonly type?: string
  readonly author?: Party
}

/** Where a list of finds goes on, taken from the last one given; opaque to callers. */
export type FoundPlace = readonly (string | number)[]

export interface FoundPage {
  readonly limit: number
  readonly after?: FoundPlace
}

export interface Found {
  readonly act: ActId
  readonly author: Party
  readonly position: number
  /** Id of the STIX object; empty where the act itself was found. */
  readonly object: string
  readonly type: string
  readonly name: string
  /** The place of the find in the description, or the description's beginning. */
  readonly snippet: string
  readonly place: FoundPlace
}

/**
 * Finds what `Source`s gave to the index. Two adapters, one suite (test/suites/search.ts): PostgreSQL, and any `Reads`. Finds in names come
 * first, then the newest; a query without words finds nothing.
 */
export interface Search {
  find(query: SearchQuery, reader: SearchReader, page: FoundPage): Promise<readonly Found[]>
}

/** Acts that this reader may see and that are not wholly in the index yet; counts to 1000. */
export function searchLag(reads: Reads, reader: SearchReader): Promise<number> {
  return reads.count(waiting, visible(reader), 1000)
}

/** Conditions on `level` and `category`. */
export function visible({ levels, categories }: SearchReader) {
  return { level: { in: levels }, ...(categories === 'all' ? {} : { category: { in: categories } }) }
}
