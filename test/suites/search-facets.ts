import { expect } from 'vitest'
import type { Party } from '#protocol/identity/party.ts'
import { awaitIndexing } from '#platform/search/waiting.ts'
import type { SearchReader } from '#platform/search/search.ts'
import { act, anyone, noon, type Rule } from './search-room.ts'

const bor = 'bor' as Party

/** How the finds of a query divide. */
export function facetSuite(rule: Rule): void {
  rule('facets count what is found and may be seen, and nothing else', async (room) => {
    await room.share('a', [
      { name: 'kite', type: 'malware' },
      { name: 'x', description: 'kite', type: 'tool' },
    ])
    await room.share('b', [{ name: 'kite', type: 'malware' }, { name: 'heron' }], { author: bor, category: 'cbrn' })
    await room.share('c', [{ name: 'kite', type: 'campaign' }], { level: 'secret', category: 'border' })
    const whole = await room.search.facets({ text: 'kite' }, anyone)
    expect(whole).toMatchObject({ finds: 4, exact: true })
    expect(whole.level).toEqual([
      { value: 'open', count: 3 },
      { value: 'secret', count: 1 },
    ])
    const open: SearchReader = { levels: ['open'], categories: 'all' }
    const seen = {
      finds: 3,
      exact: true,
      type: [
        { value: 'malware', count: 2 },
        { value: 'tool', count: 1 },
      ],
      category: [
        { value: 'drones', count: 2 },
        { value: 'cbrn', count: 1 },
      ],
      author: [
        { value: 'alt', count: 2 },
        { value: 'bor', count: 1 },
      ],
      level: [{ value: 'open', count: 3 }],
    }
    expect(await room.search.facets({ text: 'kite' }, open)).toEqual(seen)
    const narrowed = await room.search.facets({ text: '', type: 'malware', category: 'cbrn' }, open)
    expect(narrowed).toMatchObject({ finds: 1, author: [{ value: 'bor', count: 1 }] })
    const none = { finds: 0, exact: true, type: [], category: [], author: [], level: [] }
    expect(await room.search.facets({ text: 'kite', level: 'secret' }, open)).toEqual(none)
    expect(await room.search.facets({ text: '' }, anyone)).toEqual(none)
  })

  rule('what was erased is not counted', async (room) => {
    for (const name of ['a', 'b']) await room.share(name, [{ name: 'kite' }])
    await room.erase('b')
    expect(await room.search.facets({ text: 'kite' }, anyone)).toMatchObject({ finds: 1, exact: true })
    await room.erase('a')
    expect(await room.search.facets({ text: 'kite' }, anyone)).toMatchObject({ finds: 0, author: [] })
  })

  rule('types are counted of each document by itself, over all batches', async (room) => {
    const typeOf = (at: number) => (at % 3 === 0 ? 'tool' : at % 500 === 1 ? 'x-own' : 'malware')
    const texts = Array.from({ length: 2500 }, (_, at) => ({ name: at % 2 === 0 ? 'kite' : 'heron', type: typeOf(at) }))
    await room.share('large', texts)
    const counts = new Map<string, number>()
    for (const { name, type } of texts) if (name === 'heron') counts.set(type, (counts.get(type) ?? 0) + 1)
    const { type } = await room.search.facets({ text: 'heron' }, anyone)
    expect(new Map(type.map(({ value, count }) => [value, count]))).toEqual(counts)
    expect(counts.size).toBe(3)
  })

  rule('10,000 finds are counted exactly, and of more the newest 10,000', async (room) => {
    const kites = (count: number) => Array.from({ length: count }, () => ({ name: 'kite', type: 'tool' }))
    const of = { author: bor, source: 'suite', at: noon, arrivedAt: noon, level: 'open', category: 'drones' }
    room.hold('large', kites(9_999))
    await room.store.transaction((tx) => tx.apply(awaitIndexing({ ...of, act: act('large'), arrival: 1000 })))
    await room.index()
    await room.share('a', kites(1))
    const exact = await room.search.facets({ text: 'kite' }, anyone)
    expect(exact).toMatchObject({ finds: 10_000, exact: true, type: [{ value: 'tool', count: 10_000 }] })
    await room.share('b', kites(1))
    const beyond = await room.search.facets({ text: 'kite' }, anyone)
    const author = [
      { value: 'bor', count: 9999 },
      { value: 'alt', count: 1 },
    ]
    expect(beyond).toMatchObject({ finds: 10_000, exact: false, author })
  })
}
