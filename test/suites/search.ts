import { expect, test } from 'vitest'
import type { Party } from '#protocol/identity/party.ts'
import { searchLag, type SearchReader } from '#platform/search/search.ts'
import { postings, waiting } from '#platform/search/tables.ts'
import { awaitIndexing } from '#platform/search/waiting.ts'
import { facetSuite } from './search-facets.ts'
import { filterSuite } from './search-filters.ts'
import { lagSuite } from './search-lag.ts'
import { pagingSuite } from './search-paging.ts'
import { placesSuite } from './search-places.ts'
import { tellingSuite } from './search-telling.ts'
import { act, alt, anyone, noon, Room, type OpenSearch, type Rule } from './search-room.ts'

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
  filterSuite(rule)
  facetSuite(rule)
  tellingSuite(rule)
  indexing(rule)
  lagSuite(rule)
  pagingSuite(rule)
  placesSuite(rule)
}

function languages(rule: Rule): void {
  rule('SR1 a text is found by other forms of its words, in Russian and English', async (room) => {
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

  rule('SR3 Chinese is found by words that stand together', async (room) => {
    await room.share('a', [{ name: '上海合作组织地区反恐怖机构' }, { name: '反对恐怖主义机构' }])
    expect(await room.names('反恐怖机构')).toEqual(['上海合作组织地区反恐怖机构'])
    expect(await room.names('合作')).toEqual(['上海合作组织地区反恐怖机构'])
    expect(await room.names('恐')).toHaveLength(2)
    expect(await room.names('作合')).toEqual([])
  })

  rule('SR4 ids, addresses and hashes are found as they stand, made harmless or not', async (room) => {
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

  rule('SR11 a query of marks alone, or of nothing, finds nothing', async (room) => {
    await room.share('a', [{ name: "a ' \\ % | & !" }])
    for (const text of ['', ' ', "'", '\\', '%', '| & !', '"', '()']) expect(await room.names(text)).toEqual([])
  })
}

function visibility(rule: Rule): void {
  rule('SR14 nobody finds or counts beyond his levels and categories', async (room) => {
    await room.share('a', [{ name: 'threat', description: 'x' }])
    await room.share('b', [{ name: 'threat' }], { level: 'secret', category: 'drones' })
    await room.share('c', [{ name: 'threat' }], { level: 'open', category: 'cbrn' })
    const acts = async (reader: SearchReader) => (await room.find('threat', reader)).map((found) => found.act)
    expect(await acts(anyone)).toEqual([act('c'), act('b'), act('a')])
    expect(await acts({ levels: ['open'], categories: 'all' })).toEqual([act('c'), act('a')])
    expect(await acts({ levels: ['open'], categories: ['drones'] })).toEqual([act('a')])
    expect(await acts({ levels: [], categories: 'all' })).toEqual([])
    expect(await acts({ levels: ['open'], categories: [] })).toEqual([])
    const open: SearchReader = { levels: ['open'], categories: 'all' }
    expect((await room.search.find({ text: 'threat' }, open, { limit: 1 })).finds).toHaveLength(1)
    const before = await room.paged({ text: 'threat' }, 1, open)
    for (let at = 0; at < 40; at += 1) {
      await room.share(`hidden ${at}`, [{ name: 'threat' }], { level: 'secret', category: 'drones' })
    }
    expect(await room.paged({ text: 'threat' }, 1, open)).toEqual(before)
  })

  rule('SR14 how far the index lags is told of visible acts alone', async (room) => {
    room.hold('a', [{ name: 'x' }])
    await room.queue('a', { level: 'secret', category: 'drones' })
    expect(await searchLag(room.store, anyone)).toEqual({ lag: 1, lagSince: noon })
    expect(await searchLag(room.store, { levels: ['open'], categories: 'all' })).toEqual({ lag: 0 })
    await room.index()
    expect(await searchLag(room.store, anyone)).toEqual({ lag: 0 })
  })
}

function lists(rule: Rule): void {
  rule('SR7 finds in names come first, then the newest, and pages join without gap or repeat', async (room) => {
    for (const name of ['a', 'b', 'c']) {
      await room.share(name, [{ name: `${name}0`, description: 'a drone' }, { name: `drone ${name}` }, { name: 'no' }])
    }
    const whole = await room.find('drone')
    expect(whole.map(({ name }) => name)).toEqual(['drone c', 'drone b', 'drone a', 'c0', 'b0', 'a0'])
    for (const limit of [1, 2, 3, 6]) expect(await room.paged({ text: 'drone' }, limit)).toEqual(whole)
  })

  rule('SR7 pages join over many acts and batches, whatever else holds one of the words', async (room) => {
    const expected: string[] = []
    for (let share = 0; share < 40; share += 1) {
      await room.share(
        `${share}`,
        Array.from({ length: 3 }, (_, at) => ({
          name: `${share % 2 === 0 ? 'kite' : 'crane'} ${share}.${at}`,
          description: share % 3 === 0 ? 'a kite with a drone' : 'a drone',
        })),
      )
    }
    for (const isNamed of [true, false]) {
      for (let share = 39; share >= 0; share -= 1) {
        const isFound = share % 2 === 0 ? isNamed : !isNamed && share % 3 === 0
        if (isFound) expected.push(...[0, 1, 2].map((at) => `${share % 2 === 0 ? 'kite' : 'crane'} ${share}.${at}`))
      }
    }
    const names = async (text: string, limit: number) => (await room.paged({ text }, limit)).map(({ name }) => name)
    expect(await names('kite', 7)).toEqual(expected)
    const both = expected.filter((name) => name.startsWith('kite') || Number(/ (\d+)/u.exec(name)?.[1]) % 3 === 0)
    expect((await names('drone kite', 5)).toSorted()).toEqual(both.toSorted())
    expect(await names('drone kite crane', 5)).toEqual(expected.filter((name) => name.startsWith('crane')))
    expect(await names('drone kite heron', 5)).toEqual([])
  })

  rule('an act of many words is found like one of few', async (room) => {
    await room.share(
      'large',
      Array.from({ length: 900 }, (_, at) => ({
        object: `malware--${at}`,
        type: at % 9 === 0 ? 'malware' : 'tool',
        name: `kite n${at}`,
        description: Array.from({ length: 6 }, (_word, word) => `w${at * 6 + word}x`).join(' '),
      })),
    )
    await room.share('small', [{ name: 'heron', description: 'w17x kite' }])
    expect(await room.names('w17x')).toEqual(['heron', 'kite n2'])
    expect(await room.names('kite n899')).toEqual(['kite n899'])
    expect(await room.names('malware--44')).toEqual(['kite n44'])
    expect(await room.find('kite')).toHaveLength(901)
    const malware = await room.paged({ text: 'kite', type: 'malware' }, 30)
    expect(malware.map(({ position }) => position)).toEqual(Array.from({ length: 100 }, (_, at) => at * 9))
    await room.erase('large')
    expect(await room.names('kite')).toEqual(['heron'])
    expect(await room.store.count(postings, {}, 99)).toBe(6)
  })

  rule('type and author narrow', async (room) => {
    await room.share('a', [
      { name: 'drone', type: 'report' },
      { name: 'drone', type: 'malware' },
    ])
    const found = (await room.search.find({ text: 'drone', type: 'malware', author: alt }, anyone, { limit: 9 })).finds
    expect(found.map(({ position }) => position)).toEqual([1])
    expect((await room.search.find({ text: 'drone', author: 'bor' as Party }, anyone, { limit: 9 })).finds).toEqual([])
    expect((await room.search.find({ text: 'drone', type: 'too' }, anyone, { limit: 9 })).finds).toEqual([])
    expect(await room.names('#malware')).toEqual([])
  })

  rule('SR7 by time what arrived last comes first, named or not, and pages join', async (room) => {
    for (const name of ['a', 'b', 'c'])
      await room.share(name, [{ name: `${name}0`, description: 'a drone' }, { name: `drone ${name}` }, { name: 'no' }])
    const names = ['c0', 'drone c', 'b0', 'drone b', 'a0', 'drone a']
    for (const limit of [1, 2, 4, 7]) {
      const found = await room.paged({ text: 'drone' }, limit, anyone, 'time')
      expect(found.map(({ name }) => name)).toEqual(names)
    }
    const first = (await room.search.find({ text: 'drone' }, anyone, { limit: 2, order: 'time' })).finds
    await room.share('d', [{ name: 'drone d' }])
    const rest = { limit: 9, order: 'time' as const, after: first.at(-1)?.place ?? [] }
    expect((await room.search.find({ text: 'drone' }, anyone, rest)).finds.map(({ name }) => name)).toEqual(
      names.slice(2),
    )
  })
}

function indexing(rule: Rule): void {
  rule('SG-07 what is erased is gone from the index with the same transaction', async (room) => {
    await room.share('a', [{ name: 'drone' }])
    await room.share('b', [{ name: 'drone' }])
    await room.erase('a')
    expect((await room.find('drone')).map((found) => found.act)).toEqual([act('b')])
  })

  rule('SG-07 an act erased while it is indexed does not come back', async (room) => {
    room.hold(
      'a',
      Array.from({ length: 2500 }, (_, at) => ({ name: `drone ${at}` })),
    )
    await room.queue('a')
    const begun = Promise.withResolvers<void>()
    const erasing = begun.promise.then(() => room.erase('a'))
    room.atIndexed = begun.resolve
    await room.index()
    await erasing
    await room.index()
    expect(await room.rows()).toEqual([])
    expect(await room.store.count(waiting, {}, 9)).toBe(0)
  })

  rule('SG-07 an act erased after its content was read for the index does not come back', async (room) => {
    room.hold('a', [{ name: 'drone' }])
    await room.queue('a')
    room.atRead = () => room.erase('a')
    await room.index()
    expect(await room.rows()).toEqual([])
    expect(await room.store.count(waiting, {}, 9)).toBe(0)
  })

  rule('SR6 a large act is indexed whole, once, whatever kills the batch', async (room) => {
    const drones = Array.from({ length: 2500 }, (_, at) => ({ name: `drone ${at}` }))
    room.hold('a', drones)
    await room.queue('a')
    let batches = 0
    room.atIndexed = () => {
      batches += 1
      if (batches === 2) throw new Error('stop')
    }
    await room.index()
    expect(await room.find('drone')).toHaveLength(1000)
    const again = new Room(room.opened)
    again.hold('a', drones)
    await again.index()
    expect((await again.find('drone')).map(({ position }) => position)).toEqual(drones.map((_, at) => at))
    expect(await searchLag(room.store, anyone)).toEqual({ lag: 0 })
  })

  rule('an act that was indexed before is indexed anew in its place', async (room) => {
    await room.share('a', [{ name: 'drone', description: 'kite' }, { name: 'drone' }])
    room.hold('a', [{ name: 'drone', description: 'crane' }])
    await room.queue('a')
    await room.index()
    expect(await room.find('drone')).toHaveLength(1)
    expect(await room.names('kite')).toEqual([])
    expect(await room.names('crane')).toEqual(['drone'])
    await room.erase('a')
    expect(await room.rows()).toEqual([])
  })

  rule('what its room shows no more is left out, and others take its place', async (room) => {
    for (const name of ['a', 'b', 'c']) await room.share(name, [{ name: `drone ${name}` }])
    room.hold('b', [])
    const page = (await room.search.find({ text: 'drone' }, anyone, { limit: 2 })).finds
    expect(page.map(({ name }) => name)).toEqual(['drone c', 'drone a'])
  })

  rule('SR6 an act whose content cannot be read holds nobody else up', async (room) => {
    await room.queue('damaged')
    await room.share('b', [{ name: 'drone' }])
    expect(await room.names('drone')).toEqual(['drone'])
    expect(await searchLag(room.store, anyone)).toEqual({ lag: 1, lagSince: noon })
  })

  rule('indexing again gives the same rows', async (room) => {
    await room.share('a', [{ name: 'drone угроза 合作', values: ['a.example'] }])
    const before = await room.rows()
    await room.erase('a')
    const again = {
      act: act('a'),
      author: alt,
      source: 'suite',
      arrival: 1,
      at: noon,
      arrivedAt: noon,
      level: 'open',
      category: 'drones',
    }
    await room.store.transaction((tx) => tx.apply(awaitIndexing(again)))
    await room.index()
    expect(await room.rows()).toEqual(before)
  })
}
