import { test } from 'vitest'
import { expectTablesMatch, testDatabase } from '../../../test/suites/postgres.ts'
import { searchSuite } from '../../../test/suites/search.ts'
import { SimulatedDatabase } from '#platform/db/simulated-store.ts'
import { postgresSearch } from './postgres-search.ts'
import type { Source } from './source.ts'
import { storeSearch } from './store-search.ts'
import { entries, postings, waiting } from './tables.ts'

const sources = [{ schema: 'search', directory: new URL('sql/', import.meta.url) }]

searchSuite('search in PostgreSQL', async () => {
  const database = await testDatabase(sources)
  const { store } = database
  const search = (source: Source) =>
    postgresSearch((text, values) => store.query(text, values), { reads: store, sources: [source] })
  return { store, search, [Symbol.asyncDispose]: () => database[Symbol.asyncDispose]() }
})

searchSuite('search over a store', async () => {
  const store = new SimulatedDatabase().connect()
  return {
    store,
    search: (source) => storeSearch(store, [source]),
    [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
  }
})

test("the index's tables are as described", async () => {
  await using database = await testDatabase(sources)
  await expectTablesMatch(database.store, [entries, postings, waiting])
})
