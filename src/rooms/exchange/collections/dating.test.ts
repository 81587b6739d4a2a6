import { expect, test } from 'vitest'
import { epochMsOf } from '#kernel/instant.ts'
import type { ActId } from '#protocol/act/statement.ts'
import type { Party } from '#protocol/identity/party.ts'
import { SeededRandom } from '#platform/clock/seeded-random.ts'
import { systemClock, systemTimers } from '#platform/clock/system-time.ts'
import type { Store } from '#platform/db/store.ts'
import { put, remove } from '#platform/db/table.ts'
import { testDatabase } from '../../../../test/suites/postgres.ts'
import { dateShares, writeDated } from './dating.ts'
import { added, undated } from './tables.ts'

const sources = [
  { schema: 'record', directory: new URL('../../../platform/record/sql/', import.meta.url) },
  { schema: 'exchange', directory: new URL('../sql/', import.meta.url) },
]

const seenOf = (arrival: number) => ({
  arrival,
  act: `act--${arrival}` as ActId,
  author: 'alt' as Party,
  level: 'open',
  category: 'drones',
})
const share = (arrival: number, objects: number) => put(undated, { ...seenOf(arrival), objects })

const portsOf = (store: Store, seed: string) => ({
  store,
  clock: systemClock,
  random: new SeededRandom(seed),
  timers: systemTimers,
  log: () => undefined,
})

test('TAXII 3.4: whoever goes on from the last date he saw skips nothing and gets nothing twice, with two processes dating and writers at work', async () => {
  await using database = await testDatabase(sources)
  const [one, other, reader] = await Promise.all([database.connect(), database.connect(), database.connect()])
  const shares = 240
  let written = 0
  // Of three shares one is written with its dates, as those are that tools post.
  const write = async (store: Store): Promise<void> => {
    while (written < shares) {
      const arrival = (written += 1)
      const changes = [share(arrival, 1 + (arrival % 7))]
      const ports = portsOf(store, `writer ${arrival}`)
      await store.transaction(async (tx) => {
        if (arrival % 3 === 0) await writeDated(ports, tx, { changes, collection: 'feed' })
        else await tx.apply(changes)
      })
    }
  }
  let isWriting = true
  const date = async (store: Store, seed: string): Promise<void> => {
    for (;;) if ((await dateShares(portsOf(store, seed))) === 0 && !isWriting) return
  }
  const seen: number[] = []
  let last = 0
  const read = async (): Promise<void> => {
    const rows = await reader.select(added, { where: { last: { gt: last } }, order: ['last'], limit: 5 })
    for (const row of rows) {
      expect(row.first).toBeGreaterThan(last)
      expect(row.last - row.first).toBe(row.arrival % 7)
      seen.push(row.arrival)
      ;({ last } = row)
    }
  }
  const over = new AbortController()
  const reading = (async () => {
    while (!over.signal.aborted) await read()
  })()
  const writing = Promise.all([write(one), write(other), write(one)]).then(() => (isWriting = false))
  await Promise.all([writing, date(one, 'one'), date(other, 'other')])
  over.abort()
  await reading
  for (let before = -1; before !== seen.length;) {
    before = seen.length
    await read()
  }
  expect(seen.toSorted((a, b) => a - b)).toEqual(Array.from({ length: shares }, (_, at) => at + 1))
})

test('TAXII 3.4: a share that was taken back before it was dated has no date, and one that waits again keeps its own', async () => {
  await using database = await testDatabase(sources)
  const store = await database.connect()
  const dated = async () => {
    await dateShares(portsOf(store, 'again'))
    return store.select(added, { order: ['arrival'] })
  }
  await store.transaction((tx) => tx.apply([share(1, 3), share(2, 3)]))
  await store.transaction((tx) => tx.apply([remove(undated, { arrival: 1 })]))
  const [only, ...none] = await dated()
  expect([only?.arrival, none]).toEqual([2, []])
  await store.transaction((tx) => tx.apply([share(2, 3)]))
  expect(await dated()).toEqual([only])
  expect(await store.count(undated, {}, 1)).toBe(0)
})

test('TAXII 3.4: dates begin after those that there are, whatever the clock says and whoever restored them', async () => {
  await using database = await testDatabase(sources)
  const store = await database.connect()
  const tomorrow = (epochMsOf(systemClock.now()) + 86_400_000) * 1000
  await store.transaction((tx) =>
    tx.apply([put(added, { ...seenOf(1), first: tomorrow, last: tomorrow + 2, collection: null }), share(2, 2)]),
  )
  await dateShares(portsOf(store, 'restored'))
  const [, later] = await store.select(added, { order: ['arrival'] })
  expect(later?.first).toBeGreaterThan(tomorrow + 2)
})
