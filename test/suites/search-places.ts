import { expect } from 'vitest'
import * as fc from 'fast-check'
import type { SearchReader } from '#platform/search/search.ts'
import type { Party } from '#protocol/identity/party.ts'
import { reachedPlace } from '#platform/search/places.ts'
import { findsAmong } from '#platform/search/search-among.ts'
import { entries, placed } from '#platform/search/tables.ts'
import { awaitIndexing } from '#platform/search/waiting.ts'
import { act, anyone, type Room, type Rule } from './search-room.ts'

const kites = (count: number) => Array.from({ length: count }, (_, at) => ({ name: `kite ${at}` }))
const open: SearchReader = { levels: ['open'], categories: 'all' }

async function newNames(room: Room, newSince: number, reader = anyone): Promise<readonly string[]> {
  const found = await room.named({ text: 'kite', newSince }, reader)
  const count = await room.search.count({ text: 'kite', newSince }, reader, 99)
  expect(count).toEqual({ finds: found.length, exact: true })
  return found
}

/** What is new in the index since a place. */
export function placesSuite(rule: Rule): void {
  rule('SR16 what is new is what came into the index behind a place, as far as the reader sees', async (room) => {
    await room.share('a', [{ name: 'kite a' }])
    const place = await reachedPlace(room.store)
    expect(await newNames(room, 0)).toEqual(['kite a'])
    expect(await newNames(room, place)).toEqual([])
    await room.share('b', [{ name: 'kite b' }, { name: 'heron' }, { description: 'a kite', name: 'c' }])
    await room.share('d', [{ name: 'kite d' }], { level: 'secret' })
    expect(await newNames(room, place)).toEqual(['kite d', 'kite b', 'c'])
    expect(await newNames(room, place, open)).toEqual(['kite b', 'c'])
    expect(await newNames(room, place, { levels: [], categories: 'all' })).toEqual([])
    expect(await room.search.count({ text: 'kite' }, anyone, 2)).toEqual({ finds: 2, exact: false })
    await room.erase('b')
    expect(await newNames(room, place)).toEqual(['kite d'])
    expect(await newNames(room, await reachedPlace(room.store))).toEqual([])
  })

  rule('SR16 what arrived first and was indexed last is new to whoever looked between', async (room) => {
    room.hold('late', kites(1500))
    room.hold('small', [{ name: 'kite small' }])
    await room.queueAll(['late', 'small'])
    await room.step()
    await room.step()
    const place = await reachedPlace(room.store)
    expect((await room.find('kite')).length).toBeGreaterThan(1000)
    await room.index()
    const news = await room.search.find({ text: 'kite', newSince: place }, anyone, { limit: 10_000, order: 'time' })
    expect(news.finds.filter((find) => find.act === act('late'))).toHaveLength(1500)
  })

  rule('SR16 what is indexed anew is not new, and a kill repeats no place', async (room) => {
    for (const name of ['a', 'b']) await room.share(name, [{ name: `kite ${name}` }])
    const place = await reachedPlace(room.store)
    const again = await room.store.select(entries, {})
    const changes = again.flatMap((entry) => awaitIndexing({ ...entry, arrivedAt: room.time.now() }))
    await room.store.transaction((tx) => tx.apply(changes))
    await room.index()
    expect(await reachedPlace(room.store)).toBeGreaterThan(place)
    room.hold('c', [{ name: 'kite c' }])
    await room.queue('c')
    room.atIndexed = () => {
      throw new Error('killed')
    }
    await room.step()
    expect(await newNames(room, place)).toEqual([])
    room.atIndexed = () => undefined
    await room.time.advance(120_000)
    await room.index()
    expect(await newNames(room, place)).toEqual(['kite c'])
    const places = (await room.store.select(placed, {})).map((row) => row.place)
    expect(new Set(places).size).toBe(places.length)
  })

  rule('SR16 many queries over few acts answer as the search does', async (room) => {
    const place = await reachedPlace(room.store)
    await room.share('a', [{ name: 'Угрозы' }, { name: 'kite', type: 'malware' }])
    await room.share('b', [{ name: 'kite' }], { level: 'secret' })
    const queries = [
      { text: 'угроза' },
      { text: 'kite', type: 'malware' },
      { text: 'kite угроза' },
      { text: '', level: 'secret' },
      { text: 'kite', author: 'bor' as Party },
      { text: ' ' },
    ]
    const arrivals = (await room.store.select(placed, { where: { place: { gt: place } } })).map((row) => row.arrival)
    const finds = await findsAmong(room.store, arrivals, queries)
    for (const reader of [anyone, open]) {
      for (const query of queries) {
        const counted = await room.search.count({ ...query, newSince: place }, reader, 1)
        expect([query, await finds(query, reader, () => true)]).toEqual([query, counted.finds > 0])
        expect(await finds(query, reader, () => false)).toBe(false)
      }
    }
  })

  watching(rule)
}

const doing = fc.array(
  fc.oneof(
    fc.record({ do: fc.constant('share' as const), kites: fc.constantFrom(1, 3, 60, 1200) }),
    fc.constant({ do: 'look' as const }),
    fc.constant({ do: 'step' as const }),
  ),
  { maxLength: 12 },
)

function watching(rule: Rule): void {
  rule(
    'SR16 whoever looks again and again, while two processes index, misses nothing and sees each whole',
    async (room) => {
      let names = 0
      await fc.assert(
        fc.asyncProperty(doing, async (steps) => {
          let place = await reachedPlace(room.store)
          const shared = new Map<string, number>()
          const seen = new Map<string, number>()
          const look = async (): Promise<void> => {
            const [newSince, now] = [place, await reachedPlace(room.store)]
            const { finds } = await room.search.find({ text: 'kite', newSince }, anyone, {
              limit: 10_000,
              order: 'time',
            })
            for (const [of, found] of Map.groupBy(finds, (find) => find.act)) seen.set(of, found.length)
            place = now
          }
          for (const step of steps) {
            if (step.do === 'share') {
              const name = `p${(names += 1)}`
              room.hold(name, kites(step.kites))
              shared.set(act(name), step.kites)
              await room.queue(name)
            } else if (step.do === 'step') await Promise.all([room.step(0), room.step(1)])
            else await Promise.all([room.step(0), look(), room.step(1)])
          }
          await room.index()
          await look()
          expect(seen).toEqual(shared)
        }),
        { numRuns: 8 },
      )
    },
  )
}
