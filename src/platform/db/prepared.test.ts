import { expect, test } from 'vitest'
import { item, items } from '../../../test/suites/items.ts'
import { testDatabase } from '../../../test/suites/postgres.ts'
import { insert } from './table.ts'

const sources = [{ schema: 'suite', directory: new URL('../../../test/suites/sql/', import.meta.url) }]

test('a statement that comes again and again is prepared once, answers the same, and is planned each time', async () => {
  await using database = await testDatabase(sources)
  const { store } = database
  for (let place = 1; place <= 12; place += 1) {
    await store.transaction((tx) => tx.apply([insert(items, item(place))]))
    expect(await store.find(items, { shelf: 'a', place })).toEqual(item(place))
    expect(await store.find(items, { shelf: 'a', place: place + 1 })).toBeUndefined()
  }
  const prepared = await store.query('SELECT statement, generic_plans FROM pg_prepared_statements', [])
  const finds = prepared.filter((row) => JSON.stringify(row).includes('"suite\\".\\"item\\" WHERE'))
  expect(finds).toMatchObject([{ generic_plans: 0 }])
})
