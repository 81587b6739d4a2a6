import { expect, test } from 'vitest'
import { item, items, notes } from '../../../test/suites/items.ts'
import { expectTablesMatch, testDatabase } from '../../../test/suites/postgres.ts'
import { storeSuite } from '../../../test/suites/store.ts'
import { packRows } from './packed-rows.ts'
import { pack } from './table.ts'

const sources = [{ schema: 'suite', directory: new URL('../../../test/suites/sql/', import.meta.url) }]

storeSuite('PostgreSQL', () => testDatabase(sources))

test("the suite's tables are as described", async () => {
  await using database = await testDatabase(sources)
  await expectTablesMatch(database.store, [items, notes])
  expect(await database.store.differencesFrom([{ ...items, key: ['place', 'shelf'] }])).toHaveLength(1)
})

test('packed rows of a table that is not there are passed over, and the transaction fails alone', async () => {
  await using database = await testDatabase(sources)
  const { store } = database
  const missing = { ...items, name: 'suite.missing' } as const
  const rows = packRows(items, [item(1), item(2)])
  await expect(store.transaction((tx) => tx.apply([pack(missing, rows)]))).rejects.toThrow(/db-/u)
  await store.transaction((tx) => tx.apply([pack(items, rows)]))
  expect(await store.count(items, {}, 10)).toBe(2)
})
