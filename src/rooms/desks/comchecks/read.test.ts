import { expect, test } from 'vitest'
import { addMs, instantOf } from '#kernel/instant.ts'
import type { ActId } from '#protocol/act/statement.ts'
import type { Party } from '#protocol/identity/party.ts'
import { SimulatedDatabase } from '#platform/db/simulated-store.ts'
import { insert } from '#platform/db/table.ts'
import { checks } from '../tables.ts'
import { listChecks } from './read.ts'

const now = instantOf(1_795_000_000_000)
const account = { name: 'duty', role: 'duty', desk: 'duty-1', clearance: 'secret', categories: ['*'] } as const
const reader = { account, levels: ['open'], categories: 'all', seesAll: true } as const
const check = (count: number, due: typeof now) => ({
  act: `act--${String(count).padStart(9, '0')}` as ActId,
  arrival: count,
  author: 'alt' as Party,
  party: 'bor' as Party,
  level: 'open',
  category: 'other',
  desks: ['duty'],
  nature: 'manual' as const,
  at: now,
  due,
})

test('?open=1 looks at a bounded number of checks and goes on by cursor', async () => {
  await using store = new SimulatedDatabase().connect()
  const [over, later] = [addMs(now, -1), addMs(now, 60_000)]
  // Three of 5,000 are over, the oldest among them.
  const rows = Array.from({ length: 5000 }, (_, count) => check(count, [0, 1, 4999].includes(count) ? over : later))
  await store.transaction((tx) => tx.apply(rows.map((row) => insert(checks, row))))
  const viewing = { reads: store, self: 'alt' as Party, reader, now }
  const found: (readonly number[])[] = []
  for (let after: number | undefined; ;) {
    const from = after === undefined ? {} : { after }
    const { items, next } = await listChecks(viewing, { limit: 2, isOpen: true, ...from })
    found.push(items.map(({ act }) => Number(act.slice(5))))
    if (next === undefined) break
    // Never further than 2,000 at a time.
    expect((after ?? 5000) - next).toBeLessThanOrEqual(2000)
    after = next
  }
  expect(found).toEqual([[4999], [], [1, 0]])
})

test('checks are listed page by page, each once', async () => {
  await using store = new SimulatedDatabase().connect()
  const rows = Array.from({ length: 7 }, (_, count) => check(count, now))
  await store.transaction((tx) => tx.apply(rows.map((row) => insert(checks, row))))
  const viewing = { reads: store, self: 'alt' as Party, reader, now }
  const first = await listChecks(viewing, { limit: 4 })
  expect([first.items.map(({ act }) => Number(act.slice(5))), first.next]).toEqual([[6, 5, 4, 3], 3])
  const rest = await listChecks(viewing, { limit: 4, after: 3 })
  expect([rest.items.map(({ act }) => Number(act.slice(5))), rest.next]).toEqual([[2, 1, 0], undefined])
  expect((await listChecks(viewing, { limit: 7 })).next).toBeUndefined()
})
