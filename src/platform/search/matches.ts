import type { Instant } from '#kernel/instant.ts'
import type { ActId } from '#protocol/act/statement.ts'
import type { Party } from '#protocol/identity/party.ts'
import { typesBucket, typesIn, untraited, type Traits } from './types-row.ts'
import { placesIn, type PostingBlock, type SoughtWord } from './postings.ts'
import type { FoundPage, FoundPlace, SearchReader } from './search.ts'

/** A batch of an act's documents in which words that are asked for may stand. */
export interface Batch {
  readonly act: ActId
  readonly author: Party
  readonly source: string
  readonly arrival: number
  readonly at: Instant
  readonly level: string
  readonly category: string
  /** Position of its first document. */
  readonly first: number
  readonly blocks: readonly PostingBlock[]
}

/** Where batches are asked for from: behind this one, in their order. */
export interface BatchPlace {
  readonly arrival: number
  readonly first: number
}

/** Of which acts documents are found, and whether their types are asked for. */
export interface SoughtActs {
  readonly reader: SearchReader
  readonly author?: Party
  /** Of anyone but this party. */
  readonly notAuthor?: Party
  /** Shared at this moment or after it, and before that one. */
  readonly since?: Instant
  readonly until?: Instant
  readonly types?: boolean
}

export interface BatchQuery extends SoughtActs {
  /** Each of its words has a row in every batch answered, of one of these buckets: the words' own, in the same order. */
  readonly buckets: readonly (readonly number[])[]
  readonly after?: BatchPlace
  readonly limit: number
}

/** Batches of acts that the reader may see, the newest act first and each act from its beginning; fewer than `limit` are the last. */
export type ReadBatches = (query: BatchQuery) => Promise<readonly Batch[]>

/** What is asked, as the index knows it. */
export interface Sought extends SoughtActs {
  readonly words: readonly SoughtWord[]
}

/** A document that holds all words. */
export interface Match extends Omit<Batch, 'first' | 'blocks'> {
  readonly position: number
  /** Empty where types were not asked for. */
  readonly traits: Traits
  readonly place: FoundPlace
}

const named = 0
const unnamed = 1
const either = 2
const ranks = { relevance: [named, unnamed], time: [either] } as const
const firstBatches = 16
const mostBatches = 256

/** Documents whose naming holds all words, then the others that hold them, or both together; the newest act first. */
export async function matchesOf(read: ReadBatches, sought: Sought, page: FoundPage): Promise<readonly Match[]> {
  const { limit, after, order = 'relevance' } = page
  const found: Match[] = []
  for (const rank of ranks[order]) {
    const isBefore = after !== undefined && Number(after[0]) > rank
    if (isBefore || found.length >= limit) continue
    const behind = after !== undefined && Number(after[0]) === rank ? { after } : {}
    found.push(...(await rankedMatches(read, sought, { rank, limit: limit - found.length, ...behind })))
  }
  return found
}

interface RankedPage extends FoundPage {
  readonly rank: number
}

async function rankedMatches(read: ReadBatches, sought: Sought, page: RankedPage): Promise<readonly Match[]> {
  const { words, ...asked } = sought
  const { rank, limit, after = [] } = page
  const buckets = words.map((word) => (rank === named ? word.named : word.anywhere))
  const [, arrival, position] = after.map(Number)
  const found: Match[] = []
  // From the act in which the last page ended, that act included.
  let from: BatchPlace | undefined = arrival === undefined ? undefined : { arrival: arrival + 1, first: 0 }
  for (let size = firstBatches; ; size = Math.min(size * 2, mostBatches)) {
    const batches = await read({ ...asked, buckets, limit: size, ...(from === undefined ? {} : { after: from }) })
    for (const batch of batches) {
      const least = batch.arrival === arrival ? (position ?? -1) : -1
      for (const match of matchesIn(batch, words, rank)) if (match.position > least) found.push(match)
      if (found.length >= limit) return found.slice(0, limit)
    }
    if (batches.length < size) return found
    from = batches.at(-1)
  }
}

function matchesIn(batch: Batch, words: readonly SoughtWord[], rank: number): readonly Match[] {
  const { first, blocks, ...of } = batch
  const types = blocks.find(({ bucket }) => bucket === typesBucket)
  const typeAt = types === undefined ? () => untraited : typesIn(types.words)
  return placesOfAll(blocks, words)
    .filter((place) => (place & 1) !== rank)
    .map((place) => {
      const position = first + (place >>> 1)
      return { ...of, position, traits: typeAt(place >>> 1), place: [rank, batch.arrival, position] }
    })
}

/** Places at which all words stand, odd where all of them name it. */
function placesOfAll(blocks: readonly PostingBlock[], words: readonly SoughtWord[]): readonly number[] {
  const lists: (readonly number[])[] = []
  for (const { hash, anywhere, isNaming } of words) {
    const held = blocks.filter(({ bucket }) => anywhere.includes(bucket))
    const places = held.map((block) => placesIn(block.words, hash)).find((list) => list !== undefined)
    if (places === undefined) return []
    lists.push(isNaming ? places.filter((place) => (place & 1) === 1) : places)
  }
  const [shortest = [], ...others] = lists.toSorted((one, other) => one.length - other.length)
  return others.reduce<readonly number[]>(inBoth, shortest)
}

function inBoth(some: readonly number[], others: readonly number[]): readonly number[] {
  const both: number[] = []
  let at = 0
  for (const place of some) {
    while (at < others.length && (others[at] ?? 0) < (place & ~1)) at += 1
    const other = others[at]
    if (other === undefined) break
    if ((other & ~1) === (place & ~1)) both.push(place & other)
  }
  return both
}
