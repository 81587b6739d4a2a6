import type { Instant } from '#kernel/instant.ts'
import type { ActId } from '#protocol/act/statement.ts'
import type { Party } from '#protocol/identity/party.ts'
import { typesBucket, typesIn, untraited, type Traits } from './types-row.ts'
import { placesIn, type PostingBlock, type SoughtWord } from './postings.ts'
import type { News } from './places.ts'
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
  /** Of these alone, and of no act that arrived before the first of them. */
  readonly news?: News
  readonly types?: boolean
}

/** A word, and the buckets of which one holds it in every batch that holds it. */
export interface BatchWord {
  readonly hash: number
  readonly buckets: readonly number[]
}

export interface BatchQuery extends SoughtActs {
  /** The first stands in every batch that is answered. */
  readonly words: readonly BatchWord[]
  readonly after?: BatchPlace
  /** About so many are answered. */
  readonly limit: number
}

/**
 * Batches of acts that the reader may see, the newest act first and each act from its beginning. Of a batch in which not all words stand, some
 * blocks or all are missing.
 */
export interface Batches {
  readonly batches: readonly Batch[]
  /** Where there may be more: behind it. */
  readonly after?: BatchPlace
}

export interface Index {
  /** The same words, the first of which stands in few batches if any of them does. */
  rarestFirst(words: readonly SoughtWord[]): Promise<readonly SoughtWord[]>
  batches(query: BatchQuery): Promise<Batches>
}

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

const isNamed = 0
const unnamed = 1
const either = 2
const ranks = { relevance: [isNamed, unnamed], time: [either] } as const
const firstBatches = 32
const mostBatches = 256
/** Batches looked into in vain for one page: then it ends where it is. */
const mostInVain = 4096
/** Documents of a batch at most: one that holds a position begins no further before it. */
const batchDocuments = 32_768

/** What a page came to. */
export interface Matches {
  readonly matches: readonly Match[]
  /** Where it ended before it was full, though there may be more. */
  readonly stopped?: FoundPlace
}

/** Documents whose naming holds all words, then the others that hold them, or both together; the newest act first. */
export async function matchesOf(index: Index, sought: Sought, page: FoundPage): Promise<Matches> {
  const { limit, after, order = 'relevance' } = page
  const words = await index.rarestFirst(sought.words)
  const found: Match[] = []
  const work = { inVain: 0 }
  for (const rank of ranks[order]) {
    const isBefore = after !== undefined && Number(after[0]) > rank
    if (isBefore || found.length >= limit) continue
    const behind = after !== undefined && Number(after[0]) === rank ? { after } : {}
    const ranked = { rank, limit: limit - found.length, ...behind, work }
    const { matches, stopped } = await rankedMatches(index, { ...sought, words }, ranked)
    found.push(...matches)
    if (stopped !== undefined) return { matches: found, stopped }
  }
  return { matches: found }
}

interface RankedPage extends FoundPage {
  readonly rank: number
  readonly work: { inVain: number }
}

async function rankedMatches(index: Index, sought: Sought, page: RankedPage): Promise<Matches> {
  const { words, ...asked } = sought
  const { rank, limit, after = [], work } = page
  const buckets = words.map(({ hash, named, anywhere }) => ({ hash, buckets: rank === isNamed ? named : anywhere }))
  const [, arrival, position] = after.map(Number)
  const found: Match[] = []
  // From before the batch in which the last page ended.
  let from: BatchPlace | undefined =
    arrival === undefined ? undefined : { arrival, first: (position ?? 0) - batchDocuments }
  for (let size = firstBatches; ; size = Math.min(size * 2, mostBatches)) {
    const read = await index.batches({
      ...asked,
      words: buckets,
      limit: size,
      ...(from === undefined ? {} : { after: from }),
    })
    for (const batch of read.batches) {
      const least = batch.arrival === arrival ? (position ?? -1) : -1
      const matches = matchesIn(batch, words, rank).filter((match) => match.position > least)
      found.push(...matches)
      work.inVain += matches.length === 0 ? 1 : 0
      if (found.length >= limit) return { matches: found.slice(0, limit) }
    }
    if (read.after === undefined) return { matches: found }
    from = read.after
    if (work.inVain >= mostInVain) return { matches: found, stopped: placeBehind(rank, from, found.at(-1)) }
  }
}

/** Behind this batch, and behind the last find. */
function placeBehind(rank: number, { arrival, first }: BatchPlace, last: Match | undefined): FoundPlace {
  return [rank, arrival, Math.max(first, last?.arrival === arrival ? last.position : -1)]
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
