import { Fault } from '#kernel/fault.ts'
import { epochMsOf } from '#kernel/instant.ts'
import type { Log } from '#kernel/log.ts'
import type { Clock, Failpoint, Timers } from '#kernel/ports.ts'
import type { Loop } from '#platform/clock/loop.ts'
import type { Store, Transaction } from '#platform/db/store.ts'
import { packRows } from '#platform/db/packed-rows.ts'
import { pack, put, remove, update, type Change, type PackedRows, type Row } from '#platform/db/table.ts'
import { startWokenLoop } from '#platform/db/woken-loop.ts'
import { blocksOf } from './postings.ts'
import { givePlaces } from './places.ts'
import type { Searchable, Source } from './source.ts'
import { entries, postings, waiting } from './tables.ts'
import { techniquesAmong, typesBlockOf } from './types-row.ts'
import { forgetEntries, searchBell } from './waiting.ts'
import { WordBook } from './word-book.ts'
import { wordOfAll, wordOfTlp, wordOfType, wordsOfValue } from './words.ts'

type Waiting = Row<typeof waiting>

export interface IndexerOptions {
  readonly store: Store
  readonly sources: readonly Source[]
  /** Reached as `search:indexed` before each transaction commits. */
  readonly failpoint: Failpoint
  readonly clock: Clock
  readonly timers: Timers
  readonly log: Log
  /** Words of an act's next documents, as far as they are there already. */
  readonly ready?: (held: Waiting, limit: number) => Indexed | undefined
  /** Documents of an act that another thread still has at hand; `undefined` where it has not. */
  readonly ahead?: (held: Waiting, asked: Asked) => Promise<Indexed | undefined>
  /** What `indexedOf` answers, from a thread that holds nothing else up. */
  readonly elsewhere?: (given: Parameters<typeof indexedOf>, asked: Pick<Asked, 'isPressing'>) => Promise<Indexed>
}

interface Asked {
  readonly limit: number
  /** What waits has waited long enough: whoever makes the words does not wait for a rest. */
  readonly isPressing: boolean
}

/** Documents of a batch whose words are made here, between other work, and by another thread: the fewer batches, the fewer rows. */
const batchDocuments = 1000
export const mostDocuments = 32_768
/** Words of fewer are made sooner than a thread would have been asked. An act of fewer goes into the index together with others. */
const manyDocuments = 50
const groupActs = 64
/** Acts whose words are there already go together until they have so many. */
const readyDocuments = 8192
const indexedChars = 20_000
const pollMs = 2000
/** So long after an act has come readers of others may come first. */
const patienceMs = 5000
/** What could not be read is tried again, after a pause that doubles. */
const firstRetryMs = 60_000
const lastRetryMs = 3_600_000

/** Indexes in the background whatever waits, woken by `searchBell`; disposing it ends after the batch under way. */
export function startIndexer(options: IndexerOptions): Loop {
  const { store, timers, log } = options
  const indexer = new Indexer(options)
  const round = async (): Promise<number> => ((await indexer.step()) ? 0 : pollMs)
  return startWokenLoop(store, searchBell, { name: 'search', timers, log, round })
}

/** A batch of one act, and the queue's row that it was made for. */
interface Made {
  readonly held: Waiting
  readonly indexed: Indexed
}

/**
 * Moves acts from the queue into the index, in bounded transactions: one batch of a large act, or as many as come next that are small or whose
 * words are there already. The two take turns, in the order of arrival, so that neither waits for all of the other, and a kill repeats nothing.
 * An act whose source throws holds nobody up: it stays in the queue and is tried again later.
 */
export class Indexer {
  readonly #options: Omit<IndexerOptions, 'timers'>
  /** Acts that could not be read: for how long they are left, and until when, in ms. */
  readonly #left = new Map<string, { readonly pauseMs: number; readonly untilMs: number }>()
  #isTurnOfBegun = false

  constructor(options: Omit<IndexerOptions, 'timers'>) {
    this.#options = options
  }

  /** One transaction. Answers whether there is more to do. */
  async step(): Promise<boolean> {
    const next = await this.#next()
    if (next.length === 0) return false
    const made: Made[] = []
    let documents = 0
    for (const held of next) {
      const isFirst = made.length === 0
      const ready = this.#options.ready?.(held, mostDocuments)
      const indexed = ready ?? (await this.#tried(held, () => this.#made(held, { isFirst })))
      if (indexed === 'too much') break
      if (indexed === undefined) continue
      made.push({ held, indexed })
      documents += indexed.next - held.next
      if (ready === undefined ? indexed.next - held.next >= manyDocuments : documents >= readyDocuments) break
    }
    await this.#written(made)
    return true
  }

  /** Whose turn it is: an act that was begun, or those that were not, whichever has not had the last. */
  async #next(): Promise<readonly Waiting[]> {
    this.#isTurnOfBegun = !this.#isTurnOfBegun
    const begun = (await this.#waiting({ gt: 0 }, 1)).slice(0, 1)
    if (this.#isTurnOfBegun && begun.length > 0) return begun
    const fresh = await this.#waiting(0, groupActs)
    return fresh.length > 0 ? fresh : begun
  }

  async #waiting(next: 0 | { readonly gt: 0 }, limit: number): Promise<readonly Waiting[]> {
    const nowMs = epochMsOf(this.#options.clock.now())
    const left = new Set([...this.#left].flatMap(([name, { untilMs }]) => (untilMs > nowMs ? [name] : [])))
    const query = { where: { next }, order: ['arrival'], limit: limit + left.size } as const
    const rows = await this.#options.store.select(waiting, query)
    return rows.filter((held) => !left.has(nameOf(held))).slice(0, limit)
  }

  /** Words of an act's next documents. `too much`: it is large and goes by itself. */
  async #made(held: Waiting, { isFirst }: { readonly isFirst: boolean }): Promise<Indexed | 'too much'> {
    const { store, sources, clock, ahead, elsewhere } = this.#options
    const pressing = { isPressing: epochMsOf(clock.now()) - epochMsOf(held.arrived_at) >= patienceMs }
    const ready = isFirst ? await ahead?.(held, { limit: mostDocuments, ...pressing }) : undefined
    if (ready !== undefined) return ready
    const limit = isFirst ? batchDocuments : manyDocuments
    const source = sources.find(({ name }) => name === held.source)
    const found = (await source?.documents(store, held.act, held.next, limit)) ?? []
    if (!isFirst && found.length === limit) return 'too much'
    return found.length >= manyDocuments && elsewhere !== undefined
      ? elsewhere([held, found, limit], pressing)
      : indexedOf(held, found, limit)
  }

  /** All in one transaction; where that fails, each by itself, so that the one at fault holds up no other. */
  async #written(made: readonly Made[]): Promise<void> {
    const { store } = this.#options
    if (made.length > 1) {
      const isDone = await store.transaction((tx) => this.#write(tx, made)).then(() => true, isFaultOfOne)
      if (isDone) return
    }
    for (const one of made) await this.#tried(one.held, () => store.transaction((tx) => this.#write(tx, [one])))
  }

  /** What `work` answers; nothing where it fails for the act's sake, which is then left for a while. */
  async #tried<Result>(held: Waiting, work: () => Promise<Result>): Promise<Result | undefined> {
    const name = nameOf(held)
    try {
      const result = await work()
      this.#left.delete(name)
      return result
    } catch (error) {
      isFaultOfOne(error)
      const pauseMs = Math.min(lastRetryMs, (this.#left.get(name)?.pauseMs ?? firstRetryMs / 2) * 2)
      this.#left.set(name, { pauseMs, untilMs: epochMsOf(this.#options.clock.now()) + pauseMs })
      const of = { act: held.act, error: error instanceof Error ? error.name : '' }
      this.#options.log({ level: 'error', event: 'search-passed-over', ...of })
      return undefined
    }
  }

  /**
   * Nothing is written of an act unless the queue's row is what it was before the content was read: an erasure since then has taken it
   * away, and one that comes now waits for the end. An act's first batch comes in place of whatever was indexed of it before.
   */
  async #write(tx: Transaction, made: readonly Made[]): Promise<void> {
    const rows = await tx.lockMany(
      waiting,
      made.map(({ held: { act, author } }) => ({ act, author })),
    )
    const isHeld = ({ held }: Made): boolean =>
      rows.some((row) => nameOf(row) === nameOf(held) && row.next === held.next && row.arrival === held.arrival)
    const current = made.filter(isHeld)
    if (current.length === 0) return
    const first = current.filter(({ held }) => held.next === 0)
    await forgetEntries(
      tx,
      first.map(({ held }) => held),
    )
    await tx.apply([
      ...first.flatMap(({ held, indexed }) => (indexed.rows.count > 0 ? [put(entries, entryOf(held))] : [])),
      ...packed(current),
      ...current.map(({ held: { act, author }, indexed: { isEnd, next } }) =>
        isEnd ? remove(waiting, { act, author }) : update(waiting, { act, author }, { next }),
      ),
    ])
    await givePlaces(
      tx,
      current.filter(isWhole).map(({ held }) => held.arrival),
    )
    await this.#options.failpoint('search:indexed')
  }
}

const nameOf = ({ act, author }: Waiting): string => `${act} ${author}`

/** False for what is one act's fault; whatever befalls the database befalls all, and is thrown on. */
function isFaultOfOne(error: unknown): false {
  if (error instanceof Fault && /^(?:db-|disk-full)/u.test(error.code)) throw error
  return false
}

/** Whether all of the act is in the index with this batch, and something is. */
const isWhole = ({ held, indexed }: Made): boolean => indexed.isEnd && (held.next > 0 || indexed.rows.count > 0)

/** Their rows, as one COPY. */
function packed(made: readonly Made[]): readonly Change[] {
  const count = made.reduce((sum, { indexed: { rows } }) => sum + rows.count, 0)
  return count === 0 ? [] : [pack(postings, { count, parts: made.flatMap(({ indexed: { rows } }) => rows.parts) })]
}

const entryOf = ({ next: _, arrived_at: __, ...entry }: Waiting): Row<typeof entries> => entry

/** A batch of an act's documents as the index keeps them; `next`: the position from which to go on. */
export interface Indexed {
  readonly rows: PackedRows
  readonly next: number
  readonly isEnd: boolean
}

/** `found` are documents of the act from where the index stands, `limit` of them unless there are no more. */
export function indexedOf(
  { arrival, next }: Pick<Waiting, 'arrival' | 'next'>,
  found: readonly Searchable[],
  limit: number,
): Indexed {
  book ??= new WordBook()
  book.beginBatch()
  for (const document of found) addTo(book, document, document.position - next)
  const types = found.map(({ type, tlp, values, position }) => {
    return { type, tlp, techniques: techniquesAmong(values), place: position - next }
  })
  const blocks = found.length === 0 ? [] : [typesBlockOf(types), ...blocksOf(book.lists())]
  const rows = packRows(
    postings,
    blocks.map((block) => ({ ...block, arrival, first: next })),
  )
  return { rows, next: (found.at(-1)?.position ?? 0) + 1, isEnd: found.length < limit }
}

/** The words of documents before are known to the next. */
let book: WordBook | undefined

function addTo(words: WordBook, document: Searchable, place: number): void {
  const { object, type, name, aliases, values, tlp, description } = document
  words.begin(place)
  words.addWord(wordOfAll)
  words.addWord(wordOfType(type))
  for (const mark of tlp) words.addWord(wordOfTlp(mark))
  if (object !== '') words.addWord(`=${object}`)
  words.addText((aliases.length === 0 ? name : [name, ...aliases].join('\n')).slice(0, indexedChars))
  for (const value of values) for (const word of wordsOfValue(value.slice(0, indexedChars))) words.addWord(word)
  words.endNaming()
  words.addText(description.slice(0, indexedChars))
}
