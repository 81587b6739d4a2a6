import type { Instant } from '#kernel/instant.ts'
import type { ActId } from '#protocol/act/statement.ts'
import type { Party } from '#protocol/identity/party.ts'
import type { Reads } from '#platform/db/store.ts'
import type { Reason } from './reasons.ts'
import type { Snippet } from './snippet.ts'
import { waiting } from './tables.ts'

/** Who asks: levels he is cleared for, categories he may read. Everything answered is answered over these and nothing else. */
export interface SearchReader {
  readonly levels: readonly string[]
  readonly categories: readonly string[] | 'all'
}

/** All words of `text` must be in a document, and all else narrows. Without a text everything is found that is left then. */
export interface SearchQuery {
  readonly text: string
  readonly type?: string
  readonly author?: Party
  /** Of anyone but this party. */
  readonly notAuthor?: Party
  readonly category?: string
  readonly level?: string
  /** Shared at this moment or after it, and before that one. */
  readonly since?: Instant
  readonly until?: Instant
  /** How the object itself is marked: `amber`. */
  readonly tlp?: string
  /** An id that others gave the object, or that stands in its name: `T1055.011`. */
  readonly technique?: string
  /** A value or id that the object bears, by itself or within an address. */
  readonly value?: string
  /** Only what came to be wholly in the index behind this place (`places.ts`). */
  readonly newSince?: number
}

/** Where a list of finds goes on, taken from the last one given; opaque to callers. */
export type FoundPlace = readonly (string | number)[]

export interface FoundPage {
  readonly limit: number
  readonly after?: FoundPlace
  /** Finds in names first, unless it is said otherwise; by `time` what arrived last is first. */
  readonly order?: 'relevance' | 'time'
  /** Each find says why it is one. */
  readonly why?: boolean
  /** The reader's: `ru`. A translation is shown in the language in which it was found, else in this one. */
  readonly language?: string
}

/** `snippet` is the place of the find in the description, or the description's beginning. */
export interface Found extends Snippet {
  readonly act: ActId
  readonly author: Party
  readonly at: Instant
  /** Of the act that holds it. */
  readonly level: string
  readonly position: number
  /** Id of the STIX object; empty where the act itself was found. */
  readonly object: string
  readonly type: string
  readonly name: string
  /** Id of the object whose translation was found; absent for anything else. */
  readonly translates?: string
  /** Which version of that object; absent for the last one. */
  readonly translatedVersion?: string
  /** Of a translation, the language of what is shown. */
  readonly language?: string
  /** Absent where it was not asked for. */
  readonly reasons?: readonly Reason[]
  readonly place: FoundPlace
}

export interface FacetValue {
  readonly value: string
  readonly count: number
}

/**
 * How the finds of a query divide, the most frequent values of each kind first and a hundred at most. Counted is what the reader may see
 * and nothing else, up to 10,000 finds: `exact` says whether that is all of them. If not, the newest were counted, as far as a page is looked for.
 */
export interface Facets {
  readonly finds: number
  readonly exact: boolean
  readonly type: readonly FacetValue[]
  readonly category: readonly FacetValue[]
  readonly author: readonly FacetValue[]
  readonly level: readonly FacetValue[]
  readonly tlp: readonly FacetValue[]
  readonly technique: readonly FacetValue[]
  /** On which day, in UTC, they were shared: `2026-11-21`. */
  readonly day: readonly FacetValue[]
}

export type Count = Pick<Facets, 'finds' | 'exact'>

/** A page of finds. */
export interface Finds {
  readonly finds: readonly Found[]
  /**
   * Where the page ended, though it is not full and there may be more: words that stand together in very many shares, and never in the same
   * object, are looked for in a bounded number of them.
   */
  readonly stopped?: FoundPlace
}

/**
 * Finds what `Source`s gave to the index. Two adapters, one suite (test/suites/search.ts): PostgreSQL, and any `Reads`. Finds in names come
 * first, then the newest; a text without words finds nothing.
 */
export interface Search {
  find(query: SearchQuery, reader: SearchReader, page: FoundPage): Promise<Finds>
  facets(query: SearchQuery, reader: SearchReader): Promise<Facets>
  /** How many finds there are, counted as far as `most`; `exact` says whether that is all of them. */
  count(query: SearchQuery, reader: SearchReader, most: number): Promise<Count>
}

/** How far the index lags behind what the node has. */
export interface Lag {
  /** Acts that are not wholly in the index yet. */
  readonly lag: number
  /** Since when the node has the oldest of them. */
  readonly lagSince?: Instant
}

/** Counted is what this reader may see, to 1000, unless it is said otherwise. */
export async function searchLag(reads: Reads, reader?: SearchReader, most = 1000): Promise<Lag> {
  const where = reader === undefined ? {} : visible(reader)
  const lag = await reads.count(waiting, where, most)
  if (lag === 0) return { lag }
  const [oldest] = await reads.select(waiting, { where, order: ['arrived_at'], limit: 1 })
  return { lag, ...(oldest === undefined ? {} : { lagSince: oldest.arrived_at }) }
}

/** Conditions on `level` and `category`. */
export function visible({ levels, categories }: SearchReader) {
  return { level: { in: levels }, ...(categories === 'all' ? {} : { category: { in: categories } }) }
}
