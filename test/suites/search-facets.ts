import { expect } from 'vitest'
import type { Instant } from '#kernel/instant.ts'
import type { Party } from '#protocol/identity/party.ts'
import { awaitIndexing } from '#platform/search/waiting.ts'
import type { SearchReader } from '#platform/search/search.ts'
import { act, anyone, noon, type Rule } from './search-room.ts'

const bor = 'bor' as Party

/** How the finds of a query divide. */
export function facetSuite(rule: Rule): void {
  rule('SR8 facets count what is found and may be seen, and nothing else', async (room) => {
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
      tlp: [],
      technique: [],
      day: [{ value: '2026-11-21', count: 3 }],
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
    const divided = { type: [], category: [], author: [], level: [], tlp: [], technique: [], day: [] }
    const none = { finds: 0, exact: true, ...divided }
    expect(await room.search.facets({ text: 'kite', level: 'secret' }, open)).toEqual(none)
    expect(await room.search.facets({ text: '' }, anyone)).toEqual(none)
  })

  rule('SR8 facets divide by marking, technique and day too, over what may be seen', async (room) => {
    const one = { name: 'kite', tlp: ['amber', 'red'], values: ['t1055.011', 'evil.example', 'TA0005'] }
    await room.share('a', [one, { name: 'kite', tlp: ['amber'] }, { name: 'heron', tlp: ['clear'] }])
    await room.share('b', [{ name: 'kite', values: ['T1055.011'] }], { at: '2026-11-19T23:59:59.999Z' as Instant })
    await room.share('c', [{ ...one, tlp: ['green'], values: ['T1999'] }], {
      level: 'secret',
      at: '2026-11-18T00:00:00.000Z' as Instant,
    })
    const { tlp, technique, day } = await room.search.facets({ text: 'kite' }, { levels: ['open'], categories: 'all' })
    expect(tlp).toEqual([
      { value: 'amber', count: 2 },
      { value: 'red', count: 1 },
    ])
    expect(technique).toEqual([
      { value: 'T1055.011', count: 2 },
      { value: 'TA0005', count: 1 },
    ])
    expect(day).toEqual([
      { value: '2026-11-21', count: 2 },
      { value: '2026-11-19', count: 1 },
    ])
  })

  rule('SR8 what may not be seen neither counts nor makes a count inexact, however much it is', async (room) => {
    const kites = (count: number) => Array.from({ length: count }, () => ({ name: 'kite', type: 'tool' }))
    const open: SearchReader = { levels: ['open'], categories: ['drones'] }
    await room.share('seen', kites(4))
    const alone = await room.search.facets({ text: 'kite' }, open)
    room.hold('hidden', kites(10_400))
    await room.queueAll(['hidden'], { level: 'secret' })
    await room.share('elsewhere', kites(900), { category: 'cbrn' })
    await room.index()
    await room.share('seen too', kites(1))
    expect(await room.search.facets({ text: 'kite' }, open)).toEqual({
      ...alone,
      finds: 5,
      ...Object.fromEntries(
        (['type', 'category', 'author', 'level', 'day'] as const).map((kind) => [
          kind,
          alone[kind].map(({ value }) => ({ value, count: 5 })),
        ]),
      ),
    })
    expect(await room.search.facets({ text: 'kite' }, anyone)).toMatchObject({ finds: 10_000, exact: false })
  })
  boundSuite(rule)
}

/** How far is counted. */
function boundSuite(rule: Rule): void {
  rule('SR8 what was erased is not counted', async (room) => {
    for (const name of ['a', 'b']) await room.share(name, [{ name: 'kite' }])
    await room.erase('b')
    expect(await room.search.facets({ text: 'kite' }, anyone)).toMatchObject({ finds: 1, exact: true })
    await room.erase('a')
    expect(await room.search.facets({ text: 'kite' }, anyone)).toMatchObject({ finds: 0, author: [] })
  })

  rule('SR8 types are counted of each document by itself, over all batches', async (room) => {
    const typeOf = (at: number) => (at % 3 === 0 ? 'tool' : at % 500 === 1 ? 'x-own' : 'malware')
    const texts = Array.from({ length: 2500 }, (_, at) => ({ name: at % 2 === 0 ? 'kite' : 'heron', type: typeOf(at) }))
    await room.share('large', texts)
    const counts = new Map<string, number>()
    for (const { name, type } of texts) if (name === 'heron') counts.set(type, (counts.get(type) ?? 0) + 1)
    const { type } = await room.search.facets({ text: 'heron' }, anyone)
    expect(new Map(type.map(({ value, count }) => [value, count]))).toEqual(counts)
    expect(counts.size).toBe(3)
  })

  rule('SR8 10,000 finds are counted exactly, and of more the newest 10,000', async (room) => {
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
