import { expect, test } from 'vitest'
import { items, notes } from '../../../test/suites/items.ts'
import { expectTablesMatch, testDatabase } from '../../../test/suites/postgres.ts'
import { storeSuite } from '../../../test/suites/store.ts'

const sources = [{ schema: 'suite', directory: new URL('../../../test/suites/sql/', import.meta.url) }]

storeSuite('PostgreSQL', () => testDatabase(sources))

test("the suite's tables are as described", async () => {
  await using database = await testDatabase(sources)
  await expectTablesMatch(database.store, [items, notes])
  expect(await database.store.differencesFrom([{ ...items, key: ['place', 'shelf'] }])).toHaveLength(1)
})
