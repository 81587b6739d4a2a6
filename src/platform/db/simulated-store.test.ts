import { expect, test } from 'vitest'
import { insert } from './table.ts'
import { SimulatedDatabase } from './simulated-store.ts'
import { item, items } from '../../../test/suites/items.ts'
import { storeSuite } from '../../../test/suites/store.ts'

storeSuite('simulated store', async () => {
  const database = new SimulatedDatabase()
  const store = database.connect()
  return { store, connect: async () => database.connect(), [Symbol.asyncDispose]: () => store[Symbol.asyncDispose]() }
})

test('a restored database is what it was at the snapshot', async () => {
  const database = new SimulatedDatabase()
  await using store = database.connect()
  await store.transaction(async (tx) => tx.apply([insert(items, item(await tx.next('suite.number')))]))
  const snapshot = database.snapshot()
  await store.transaction(async (tx) => tx.apply([insert(items, item(await tx.next('suite.number')))]))
  expect(await store.count(items, {}, 9)).toBe(2)
  database.restoreFrom(snapshot)
  expect(await store.select(items, {})).toEqual([item(1)])
  expect(await store.transaction((tx) => tx.next('suite.number'))).toBe(2)
})

test('a process that ends before commit loses its transaction, one that ends after keeps it', async () => {
  for (const [point, rows, code] of [
    ['store:begin', 0, 'stop'],
    ['store:commit', 0, 'stop'],
    ['store:committed', 1, 'commit-unknown'],
  ] as const) {
    const database = new SimulatedDatabase()
    const dying = database.connect((name) => {
      if (name === point) throw new Error('stop')
    })
    const writing = dying.transaction((tx) => tx.apply([insert(items, item(1))]))
    await expect(writing).rejects.toThrow(code)
    expect(await database.connect().count(items, {}, 9)).toBe(rows)
  }
})

test('a store whose process ended answers nothing', async () => {
  const store = new SimulatedDatabase().connect()
  await store[Symbol.asyncDispose]()
  await expect(store.count(items, {}, 1)).rejects.toMatchObject({ code: 'db-closed' })
  await expect(store.transaction(async () => 1)).rejects.toMatchObject({ code: 'db-closed' })
  await expect(store.lease('x')).rejects.toMatchObject({ code: 'db-closed' })
})
