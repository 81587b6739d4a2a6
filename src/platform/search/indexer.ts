import { Fault } from '#kernel/fault.ts'
import type { Log } from '#kernel/log.ts'
import type { Failpoint, Timers } from '#kernel/ports.ts'
import type { Loop } from '#platform/clock/loop.ts'
import type { Store, Transaction } from '#platform/db/store.ts'
import { packRows } from '#platform/db/packed-rows.ts'
import { pack, put, remove, update, type PackedRows, type Row } from '#platform/db/table.ts'
import { startWokenLoop } from '#platform/db/woken-loop.ts'
import { blocksOf } from './postings.ts'
import type { Searchable, Source } from './source.ts'
import { entries, postings, waiting } from './tables.ts'
import { typesBlockOf } from './types-row.ts'
import { forgetEntry, searchBell } from './waiting.ts'
import { WordBook } from './word-book.ts'
import { wordOfAll, wordOfTlp, wordOfType, wordsOfValue } from './words.ts'

type Waiting = Row<typeof waiting>

export interface IndexerOptions {
  readonly store: Store
  readonly sources: readonly Source[]
  /** Reached as `search:indexed` before each batch commits. */
  readonly failpoint: Failpoint
  readonly timers: Timers
  readonly log: Log
  /** Documents of an act that another thread still has at hand; `undefined` where it has not. */
  readonly ahead?: (held: Waiting, limit: number) => Promise<Indexed | undefined>
  /** What `indexedOf` answers, from a thread that holds nothing else up. */
  readonly elsewhere?: (...given: Parameters<typeof indexedOf>) => Promise<Indexed>
}

/** Documents of a batch whose words are made here, between other work, and by another thread: the fewer batches, the fewer rows. */
const batchDocuments = 1000
const aheadDocuments = 32_768
/** Words of fewer are made sooner than a thread would have been asked. */
const manyDocuments = 50
const indexedChars = 20_000
const pollMs = 2000

/** Indexes in the background whatever waits, woken by `searchBell`; disposing it ends after the batch under way. */
export function startIndexer(options: IndexerOptions): Loop {
  const { store, timers, log } = options
  const indexer = new Indexer(options)
  const round = async (): Promise<number> => ((await indexer.step()) ? 0 : pollMs)
  return startWokenLoop(store, searchBell, { name: 'search', timers, log, round })
}

/**
 * Moves acts from the queue into the index, one bounded batch per transaction: small and new acts never wait for the rest of a large
 * one, and a kill repeats nothing. An act whose source throws stays in the queue and is passed over until the node starts again.
 */
export class Indexer {
  readonly #options: Omit<IndexerOptions, 'timers'>
  readonly #passedOver = new Set<string>()

  constructor(options: Omit<IndexerOptions, 'timers'>) {
    this.#options = options
  }

  /** One batch. Answers whether there is more to do. */
  async step(): Promise<boolean> {
    const { store, sources, log } = this.#options
    const queue = await store.select(waiting, { order: ['next', 'arrival'], limit: this.#passedOver.size + 1 })
    const next = queue.find(({ act, author }) => !this.#passedOver.has(`${act} ${author}`))
    if (next === undefined) return false
    const source = sources.find(({ name }) => name === next.source)
    try {
      const ahead = await this.#options.ahead?.(next, aheadDocuments)
      const indexed = ahead ?? (await this.#indexed(next, source))
      await store.transaction((tx) => this.#write(tx, next, indexed))
    } catch (error) {
      if (error instanceof Fault && /^(?:db-|disk-full)/u.test(error.code)) throw error
      this.#passedOver.add(`${next.act} ${next.author}`)
      log({
        level: 'error',
        event: 'search-passed-over',
        act: next.act,
        error: error instanceof Error ? error.name : '',
      })
    }
    return true
  }

  async #indexed(held: Waiting, source: Source | undefined): Promise<Indexed> {
    const { store, elsewhere } = this.#options
    const found = (await source?.documents(store, held.act, held.next, batchDocuments)) ?? []
    const isMuch = found.length >= manyDocuments
    return isMuch && elsewhere !== undefined
      ? elsewhere(held, found, batchDocuments)
      : indexedOf(held, found, batchDocuments)
  }

  /**
   * Nothing is written unless the queue's row is what it was before the content was read: an erasure since then has taken it away, and
   * one that comes now waits for the end. An act's first batch comes in place of whatever was indexed of it before.
   */
  async #write(tx: Transaction, read: Waiting, { rows, next, isEnd }: Indexed): Promise<void> {
    const { act, author } = read
    const held = await tx.lock(waiting, { act, author })
    if (held?.next !== read.next || held.arrival !== read.arrival) return
    if (held.next === 0) await forgetEntry(tx, act, author)
    if (held.next === 0 && rows.count > 0) await tx.apply([put(entries, entryOf(held))])
    const step = isEnd ? remove(waiting, { act, author }) : update(waiting, { act, author }, { next })
    await tx.apply(rows.count === 0 ? [step] : [pack(postings, rows), step])
    await this.#options.failpoint('search:indexed')
  }
}

const entryOf = ({ next: _, ...entry }: Waiting): Row<typeof entries> => entry

/** A batch of an act's documents as the index keeps them; `next`: the position from which to go on. */
export interface Indexed {
  readonly rows: PackedRows
  readonly next: number
  readonly isEnd: boolean
}

/** `found` are documents of the act from where the index stands, `limit` of them unless there are no more. */
export function indexedOf({ arrival, next }: Waiting, found: readonly Searchable[], limit: number): Indexed {
  book ??= new WordBook()
  book.beginBatch()
  for (const document of found) addTo(book, document, document.position - next)
  const types = found.map(({ type, position }) => ({ type, place: position - next }))
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
