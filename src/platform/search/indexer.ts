import { Fault } from '#kernel/fault.ts'
import type { Log } from '#kernel/log.ts'
import type { Failpoint, Timers } from '#kernel/ports.ts'
import { startLoop, type Loop } from '#platform/clock/loop.ts'
import type { Store, Transaction } from '#platform/db/store.ts'
import { packRows, type PackableRow } from '#platform/db/packed-rows.ts'
import { pack, remove, update, type PackedRows, type Row } from '#platform/db/table.ts'
import type { Searchable, Source } from './source.ts'
import { documents, waiting } from './tables.ts'
import { searchBell } from './waiting.ts'
import { WordBook } from './word-book.ts'
import { wordsOfValue } from './words.ts'

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
  /** Of the `Search` that finds what is indexed here. */
  readonly settle?: () => Promise<void>
}

const batchDocuments = 1000
const nameChars = 500
const excerptChars = 600
const indexedChars = 20_000
const pollMs = 2000
/** Rounds that found nothing, one after the other, before what was indexed is put in order. */
const roundsToSettle = 2

/** Indexes in the background whatever waits, woken by `searchBell`; disposing it ends after the batch under way. */
export function startIndexer(options: IndexerOptions): Loop {
  const { store, timers, log, settle } = options
  const indexer = new Indexer(options)
  let quietRounds = 0
  const round = async (): Promise<number> => {
    if (await indexer.step()) {
      quietRounds = 0
      return 0
    }
    quietRounds += 1
    if (quietRounds === roundsToSettle) await settle?.()
    return pollMs
  }
  const loop = startLoop({ name: 'search', timers, log, round })
  const stopListening = store.onRing(searchBell, loop.wake)
  return {
    wake: loop.wake,
    async [Symbol.asyncDispose]() {
      stopListening()
      await loop[Symbol.asyncDispose]()
    },
  }
}

/**
 * Moves acts from the queue into the index, one bounded batch per transaction: small and new acts never wait for the rest of a large
 * one, and a kill repeats nothing. An act whose source throws stays in the queue and is passed over until the node starts again.
 */
export class Indexer {
  readonly #options: Pick<IndexerOptions, 'store' | 'sources' | 'failpoint' | 'log' | 'ahead'>
  readonly #passedOver = new Set<string>()

  constructor(options: Pick<IndexerOptions, 'store' | 'sources' | 'failpoint' | 'log' | 'ahead'>) {
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
      await store.transaction((tx) => this.#batch(tx, next, source))
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

  /** The queue's row is held from before the first read to the end: an erasure waits for it or has taken it away. */
  async #batch(tx: Transaction, { act, author }: Waiting, source: Source | undefined): Promise<void> {
    const held = await tx.lock(waiting, { act, author })
    if (held === undefined) return
    const { rows, next, isEnd } =
      (await this.#options.ahead?.(held, batchDocuments)) ?? (await this.#here(tx, held, source))
    const step = isEnd ? remove(waiting, { act, author }) : update(waiting, { act, author }, { next })
    await tx.apply(rows.count === 0 ? [step] : [pack(documents, rows), step])
    await this.#options.failpoint('search:indexed')
  }

  async #here(tx: Transaction, held: Waiting, source: Source | undefined): Promise<Indexed> {
    const found = (await source?.documents(tx, held.act, held.next, batchDocuments)) ?? []
    return indexedOf(held, found, batchDocuments)
  }
}

/** A batch of an act's documents as the index keeps them; `next`: the position from which to go on. */
export interface Indexed {
  readonly rows: PackedRows
  readonly next: number
  readonly isEnd: boolean
}

/** `found` are documents of the act from where the index stands, `limit` of them unless there are no more. */
export function indexedOf(held: Waiting, found: readonly Searchable[], limit: number): Indexed {
  const rows = packRows(
    documents,
    found.map((document) => rowOf(held, document)),
  )
  return { rows, next: (found.at(-1)?.position ?? 0) + 1, isEnd: found.length < limit }
}

/** The words of documents before are known to the next. */
const book = new WordBook()

function rowOf(
  { act, author, arrival, level, category }: Waiting,
  document: Searchable,
): PackableRow<typeof documents> {
  const { position, object, type, name, description } = document
  book.begin()
  if (object !== '') book.addWord(`=${object}`)
  book.addText([name, ...document.aliases].join('\n').slice(0, indexedChars))
  for (const value of document.values) for (const word of wordsOfValue(value)) book.addWord(word)
  const naming = book.packed()
  book.addText(description.slice(0, indexedChars))
  const shown = {
    name: name.slice(0, nameChars).toWellFormed(),
    excerpt: description.slice(0, excerptChars).toWellFormed(),
  }
  const place = { act, author, position, object, type, level, category, arrival }
  return { ...place, ...shown, naming, words: book.packed() }
}
