import { expect, test } from 'vitest'
import type { ActId } from '#protocol/act/statement.ts'
import type { Party } from '#protocol/identity/party.ts'
import type { Store } from '#platform/db/store.ts'
import { Indexer } from '#platform/search/indexer.ts'
import { searchLag, type Found, type Search, type SearchReader } from '#platform/search/search.ts'
import type { Searchable, Source } from '#platform/search/source.ts'
import { documents, waiting } from '#platform/search/tables.ts'
import { awaitIndexing, forgetIndexed } from '#platform/search/waiting.ts'

/** A search under test over the store whose index it asks. */
export interface OpenSearch extends AsyncDisposable {
  readonly store: Store
  readonly search: Search
}

type Rule = (claim: string, body: (room: Room) => Promise<void>) => void

const anyone: SearchReader = { levels: ['open', 'restricted', 'secret'], categories: 'all' }
const act = (name: string) => `act--${name}` as ActId
const alt = 'alt' as Party

/** A room that shares texts and asks for them. */
class Room {
  readonly store: Store
  readonly search: Search
  readonly #held = new Map<string, readonly Searchable[]>()
  readonly #indexer: Indexer
  /** Fails or acts inside the indexer's transaction. */
  atIndexed: () => void | Promise<void> = () => undefined
  #arrivals = 0

  constructor({ store, search }: Pick<OpenSearch, 'store' | 'search'>) {
    this.store = store
    this.search = search
    const source: Source = {
      name: 'suite',
      documents: async (_, id, from, limit) => {
        const held = this.#held.get(id)
        if (held === undefined) throw new Error('damaged')
        return held.filter(({ position }) => position >= from).slice(0, limit)
      },
    }
    this.#indexer = new Indexer({ store, sources: [source], failpoint: () => this.atIndexed(), log: () => undefined })
  }

  hold(name: string, texts: readonly Partial<Searchable>[]): void {
    const empty = { object: '', type: 'report', name: '', description: '', aliases: [], values: [] }
    this.#held.set(
      act(name),
      texts.map((text, position) => ({ ...empty, position, ...text })),
    )
  }

  async queue(name: string, label = { level: 'open', category: 'drones' }): Promise<void> {
    const changes = awaitIndexing({ act: act(name), author: alt, source: 'suite', arrival: ++this.#arrivals, ...label })
    await this.store.transaction((tx) => tx.apply(changes))
  }

  async share(
    name: string,
    texts: readonly Partial<Searchable>[],
    label?: { level: string; category: string },
  ): Promise<void> {
    this.hold(name, texts)
    await this.queue(name, label)
    await this.index()
  }

  async index(): Promise<void> {
    while (await this.#indexer.step());
  }

  async find(text: string, reader: SearchReader = anyone): Promise<readonly Found[]> {
    return this.search.find({ text }, reader, { limit: 100 })
  }

  async names(text: string, reader: SearchReader = anyone): Promise<readonly string[]> {
    return (await this.find(text, reader)).map(({ name }) => name)
  }
}

/** What every adapter of the Search port must do, and the indexer with it. */
export function searchSuite(name: string, open: () => Promise<OpenSearch>): void {
  const rule: Rule = (claim, body) => {
    test(`${name}: ${claim}`, async () => {
      await using opened = await open()
      await body(new Room(opened))
    })
  }
  languages(rule)
  visibility(rule)
  lists(rule)
  indexing(rule)
}

function languages(rule: Rule): void {
  rule('a text is found by other forms of its words, in Russian and English', async (room) => {
    await room.share('a', [
      { name: 'Угрозы безопасности', description: 'Применение беспилотников террористическими группами' },
      { name: 'Encrypted services', description: 'Policies of attackers' },
    ])
    expect(await room.names('угроза')).toEqual(['Угрозы безопасности'])
    expect(await room.names('БЕСПИЛОТНИК группа')).toEqual(['Угрозы безопасности'])
    expect(await room.names('encrypt service')).toEqual(['Encrypted services'])
    expect(await room.names('policy')).toEqual(['Encrypted services'])
    expect(await room.names('encrypt угроза')).toEqual([])
  })

  rule('Chinese is found by words that stand together', async (room) => {
    await room.share('a', [{ name: '上海合作组织地区反恐怖机构' }, { name: '反对恐怖主义机构' }])
    expect(await room.names('反恐怖机构')).toEqual(['上海合作组织地区反恐怖机构'])
    expect(await room.names('合作')).toEqual(['上海合作组织地区反恐怖机构'])
    expect(await room.names('恐')).toHaveLength(2)
    expect(await room.names('作合')).toEqual([])
  })

  rule('ids, addresses and hashes are found as they stand, made harmless or not', async (room) => {
    const id = 'indicator--c78cb6e5-0c4b-4611-8297-d1b8b55e40b5'
    await room.share('a', [
      { object: id, name: 'one', values: ['evil.example', '192.0.2.7', 'T1055.011', 'D41D8CD98F'] },
      { name: 'two', description: 'seen at https://evil.example/x, 2.0.7.192, T1055' },
    ])
    expect(await room.names(id)).toEqual(['one'])
    expect(await room.names('192.0.2.7')).toEqual(['one'])
    expect(await room.names('evil[.]example')).toEqual(['one', 'two'])
    expect(await room.names('hxxps://evil.example/x')).toEqual(['two'])
    expect(await room.names('t1055.011')).toEqual(['one'])
    expect(await room.names('d41d8cd98f')).toEqual(['one'])
  })

  rule('a query of marks alone, or of nothing, finds nothing', async (room) => {
    await room.share('a', [{ name: "a ' \\ % | & !" }])
    for (const text of ['', ' ', "'", '\\', '%', '| & !', '"', '()']) expect(await room.names(text)).toEqual([])
  })
}

function visibility(rule: Rule): void {
  rule('nobody finds or counts beyond his levels and categories', async (room) => {
    await room.share('a', [{ name: 'threat', description: 'x' }])
    await room.share('b', [{ name: 'threat' }], { level: 'secret', category: 'drones' })
    await room.share('c', [{ name: 'threat' }], { level: 'open', category: 'cbrn' })
    const acts = async (reader: SearchReader) => (await room.find('threat', reader)).map((found) => found.act)
    expect(await acts(anyone)).toEqual([act('c'), act('b'), act('a')])
    expect(await acts({ levels: ['open'], categories: 'all' })).toEqual([act('c'), act('a')])
    expect(await acts({ levels: ['open'], categories: ['drones'] })).toEqual([act('a')])
    expect(await acts({ levels: [], categories: 'all' })).toEqual([])
    expect(await acts({ levels: ['open'], categories: [] })).toEqual([])
    const first = await room.search.find({ text: 'threat' }, { levels: ['open'], categories: 'all' }, { limit: 1 })
    expect(first).toHaveLength(1)
  })

  rule('how far the index lags is told of visible acts alone', async (room) => {
    room.hold('a', [{ name: 'x' }])
    await room.queue('a', { level: 'secret', category: 'drones' })
    expect(await searchLag(room.store, anyone)).toBe(1)
    expect(await searchLag(room.store, { levels: ['open'], categories: 'all' })).toBe(0)
    await room.index()
    expect(await searchLag(room.store, anyone)).toBe(0)
  })
}

function lists(rule: Rule): void {
  rule('finds in names come first, then the newest, and pages join without gap or repeat', async (room) => {
    for (const name of ['a', 'b', 'c']) {
      await room.share(name, [{ name: `${name}0`, description: 'a drone' }, { name: `drone ${name}` }, { name: 'no' }])
    }
    const whole = await room.find('drone')
    expect(whole.map(({ name }) => name)).toEqual(['drone c', 'drone b', 'drone a', 'c0', 'b0', 'a0'])
    const paged: Found[] = []
    for (let page = await room.search.find({ text: 'drone' }, anyone, { limit: 2 }); page.length > 0;) {
      paged.push(...page)
      const after = page.at(-1)?.place ?? []
      page = await room.search.find({ text: 'drone' }, anyone, { limit: 2, after })
    }
    expect(paged).toEqual(whole)
  })

  rule('type and author narrow', async (room) => {
    await room.share('a', [
      { name: 'drone', type: 'report' },
      { name: 'drone', type: 'malware' },
    ])
    const found = await room.search.find({ text: 'drone', type: 'malware', author: alt }, anyone, { limit: 9 })
    expect(found.map(({ position }) => position)).toEqual([1])
    expect(await room.search.find({ text: 'drone', author: 'bor' as Party }, anyone, { limit: 9 })).toEqual([])
  })

  rule('a find shows the place in the text', async (room) => {
    await room.share('a', [{ name: 'x', description: `${'word '.repeat(40)}the drones came ${'later '.repeat(60)}` }])
    expect((await room.find('drone'))[0]?.snippet).toMatch(/^… .*the drones came.* …$/u)
  })
}

function indexing(rule: Rule): void {
  rule('SG-07 what is erased is gone from the index with the same transaction', async (room) => {
    await room.share('a', [{ name: 'drone' }])
    await room.share('b', [{ name: 'drone' }])
    await room.store.transaction((tx) => tx.apply(forgetIndexed(act('a'), alt)))
    expect((await room.find('drone')).map((found) => found.act)).toEqual([act('b')])
  })

  rule('SG-07 an act erased while it is indexed does not come back', async (room) => {
    room.hold(
      'a',
      Array.from({ length: 2500 }, (_, at) => ({ name: `drone ${at}` })),
    )
    await room.queue('a')
    const begun = Promise.withResolvers<void>()
    const erasing = begun.promise.then(() => room.store.transaction((tx) => tx.apply(forgetIndexed(act('a'), alt))))
    room.atIndexed = begun.resolve
    await room.index()
    await erasing
    await room.index()
    expect(await room.store.count(documents, {}, 9999)).toBe(0)
    expect(await room.store.count(waiting, {}, 9)).toBe(0)
  })

  rule('a large act is indexed whole, once, whatever kills the batch', async (room) => {
    room.hold(
      'a',
      Array.from({ length: 2500 }, (_, at) => ({ name: `drone ${at}` })),
    )
    await room.queue('a')
    let batches = 0
    room.atIndexed = () => {
      batches += 1
      if (batches === 2) throw new Error('stop')
    }
    await room.index()
    expect(await room.store.count(documents, {}, 9999)).toBe(1000)
    const again = new Room(room)
    again.hold(
      'a',
      Array.from({ length: 2500 }, (_, at) => ({ name: `drone ${at}` })),
    )
    await again.index()
    expect(await room.store.count(documents, {}, 9999)).toBe(2500)
    expect(await searchLag(room.store, anyone)).toBe(0)
  })

  rule('an act whose content cannot be read holds nobody else up', async (room) => {
    await room.queue('damaged')
    await room.share('b', [{ name: 'drone' }])
    expect(await room.names('drone')).toEqual(['drone'])
    expect(await searchLag(room.store, anyone)).toBe(1)
  })

  rule('indexing again gives the same rows', async (room) => {
    await room.share('a', [{ name: 'drone угроза 合作', values: ['a.example'] }])
    const before = await room.store.select(documents, {})
    await room.store.transaction((tx) => tx.apply(forgetIndexed(act('a'), alt)))
    await room.store.transaction((tx) =>
      tx.apply(
        awaitIndexing({ act: act('a'), author: alt, source: 'suite', arrival: 1, level: 'open', category: 'drones' }),
      ),
    )
    await room.index()
    expect(await room.store.select(documents, {})).toEqual(before)
  })
}
