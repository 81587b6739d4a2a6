import { expect } from 'vitest'
import type { Log } from '#kernel/log.ts'
import type { Instant } from '#kernel/instant.ts'
import type { ActId } from '#protocol/act/statement.ts'
import type { Party } from '#protocol/identity/party.ts'
import type { Store } from '#platform/db/store.ts'
import { FakeTime } from '#platform/clock/fake-time.ts'
import { indexedOf, Indexer } from '#platform/search/indexer.ts'
import type { Found, Search, SearchQuery, SearchReader } from '#platform/search/search.ts'
import type { Searchable, Source } from '#platform/search/source.ts'
import { entries, postings } from '#platform/search/tables.ts'
import { awaitIndexing, forgetIndexed } from '#platform/search/waiting.ts'

/** A search under test over the store whose index it asks. */
export interface OpenSearch extends AsyncDisposable {
  readonly store: Store
  readonly search: (source: Source) => Search
}

export const anyone: SearchReader = { levels: ['open', 'restricted', 'secret'], categories: 'all' }
export const act = (name: string) => `act--${name}` as ActId
export const alt = 'alt' as Party
export const noon = '2026-11-21T12:00:00.000Z' as Instant

/** What an act is besides its content, where a test says it. */
export interface Of {
  readonly level?: string
  readonly category?: string
  readonly author?: Party
  readonly at?: Instant
}

/** One claim that an adapter must meet. */
export type Rule = (claim: string, body: (room: Room) => Promise<void>) => void

/** A room that shares texts and asks for them. */
export class Room {
  readonly opened: Pick<OpenSearch, 'store' | 'search'>
  readonly store: Store
  readonly search: Search
  readonly #held = new Map<string, readonly Searchable[]>()
  /** Two, as of a node of two processes. */
  readonly #indexers: readonly Indexer[]
  /** Fails or acts when the indexer has read an act's content and not yet begun to write. */
  atRead: () => void | Promise<void> = () => undefined
  /** Fails or acts inside the indexer's transaction. */
  atIndexed: () => void | Promise<void> = () => undefined
  log: Log = () => undefined
  /** Acts whose words are made before the indexer asks. */
  readonly ready = new Set<ActId>()
  /** When words of many documents are made: whether they may wait for a rest. */
  atElsewhere: (isPressing: boolean) => void = () => undefined
  /** The indexer's. */
  readonly time = new FakeTime(noon)
  #arrivals = 0

  constructor(opened: Room['opened']) {
    const { store, search } = opened
    this.opened = opened
    this.store = store
    const source: Source = {
      name: 'suite',
      documents: async (_, id, from, limit) => {
        const held = this.#held.get(id)
        if (held === undefined) throw new Error('damaged')
        await this.atRead()
        return held.filter(({ position }) => position >= from).slice(0, limit)
      },
      shown: async (_, found) =>
        new Map(
          found.map(({ act: id, positions }) => {
            const shown = (this.#held.get(id) ?? []).filter(({ position }) => positions.includes(position))
            return [id, shown]
          }),
        ),
    }
    this.search = search(source)
    const indexer = () =>
      new Indexer({
        store,
        sources: [source],
        failpoint: () => this.atIndexed(),
        clock: this.time,
        log: (line) => this.log(line),
        ready: (held, limit) => {
          const texts = this.ready.has(held.act) ? this.#held.get(held.act) : undefined
          const found = texts?.filter(({ position }) => position >= held.next).slice(0, limit)
          return found === undefined ? undefined : indexedOf(held, found, limit)
        },
        elsewhere: async (given, { isPressing }) => {
          this.atElsewhere(isPressing)
          return indexedOf(...given)
        },
      })
    this.#indexers = [indexer(), indexer()]
  }

  hold(name: string, texts: readonly Partial<Searchable>[]): void {
    const empty = {
      object: '',
      type: 'report',
      name: '',
      description: '',
      aliases: [],
      values: [],
      tlp: [],
      translated: '',
      languages: [],
    }
    this.#held.set(
      act(name),
      texts.map((text, position) => ({ ...empty, position, ...text })),
    )
  }

  async queue(name: string, of: Of = {}): Promise<void> {
    await this.queueAll([name], of)
  }

  async queueAll(names: readonly string[], of: Of = {}): Promise<void> {
    const usual = { author: alt, at: noon, arrivedAt: this.time.now(), level: 'open', category: 'drones' }
    const changes = names.flatMap((name) => {
      const arrival = ++this.#arrivals
      return awaitIndexing({ act: act(name), source: 'suite', arrival, ...usual, ...of })
    })
    await this.store.transaction((tx) => tx.apply(changes))
  }

  async share(name: string, texts: readonly Partial<Searchable>[], of?: Of): Promise<void> {
    this.hold(name, texts)
    await this.queue(name, of)
    await this.index()
  }

  erase(name: string): Promise<void> {
    return this.store.transaction((tx) => forgetIndexed(tx, act(name), alt))
  }

  /** Rows of the index: none is left of what was erased. */
  async rows(): Promise<readonly unknown[]> {
    return [...(await this.store.select(entries, {})), ...(await this.store.select(postings, {}))]
  }

  async index(): Promise<void> {
    while (await this.step());
  }

  /** One transaction of an indexer; false where nothing waits. */
  step(by = 0): Promise<boolean> {
    return this.#indexers[by]?.step() ?? Promise.resolve(false)
  }

  async find(text: string, reader: SearchReader = anyone): Promise<readonly Found[]> {
    return (await this.search.find({ text }, reader, { limit: 10_000 })).finds
  }

  /** The same, page by page. */
  async paged(
    query: SearchQuery,
    limit: number,
    reader: SearchReader = anyone,
    order: 'relevance' | 'time' = 'relevance',
  ): Promise<readonly Found[]> {
    const found: Found[] = []
    for (let page = (await this.search.find(query, reader, { limit, order })).finds; page.length > 0;) {
      found.push(...page)
      expect(page.length).toBeLessThanOrEqual(limit)
      const after = found.at(-1)?.place ?? []
      page = page.length < limit ? [] : (await this.search.find(query, reader, { limit, order, after })).finds
    }
    return found
  }

  /** Names of what is found, whatever the query. */
  async named(query: Partial<SearchQuery>, reader: SearchReader = anyone): Promise<readonly string[]> {
    return (await this.paged({ text: '', ...query }, 2, reader)).map(({ name }) => name)
  }

  async names(text: string, reader: SearchReader = anyone): Promise<readonly string[]> {
    return (await this.find(text, reader)).map(({ name }) => name)
  }
}
