import { Client } from 'pg'
import { expect, test } from 'vitest'
import type { ActId } from '#protocol/act/statement.ts'
import type { Party } from '#protocol/identity/party.ts'
import { migrate } from '#platform/db/migrations.ts'
import { clientConfig } from '#platform/db/postgres-address.ts'
import { insert } from '#platform/db/table.ts'
import { testDatabase } from '../../../test/suites/postgres.ts'
import { added, undated } from './collections/tables.ts'
import { unlooked } from './tables.ts'

const schemas = [
  { schema: 'record', directory: new URL('../../platform/record/sql/', import.meta.url) },
  { schema: 'exchange', directory: new URL('sql/', import.meta.url) },
]

test('STIX 3.6: an upgrade lists each share that has a place in the collections, once, and a new node none', async () => {
  await using database = await testDatabase(schemas)
  const { store } = database
  expect(await store.select(unlooked, {})).toEqual([])
  const client = new Client(clientConfig(database.address))
  await client.connect()
  await client.query('DROP TABLE exchange.unlooked')
  await client.query("DELETE FROM tamga.migration WHERE schema = 'exchange' AND name LIKE '%-unlooked.sql'")
  await client.end()
  const share = (arrival: number) => {
    const act = `act--${arrival}` as ActId
    return { arrival, act, author: 'alt' as Party, level: 'open', category: 'drones' }
  }
  const dated = [1, 2, 5].map((at) => insert(added, { ...share(at), first: at, last: at, collection: null }))
  const waiting = [5, 7].map((at) => insert(undated, { ...share(at), objects: 1 }))
  await store.transaction((tx) => tx.apply([...dated, ...waiting]))
  await migrate(database.address, schemas)
  expect((await store.select(unlooked, {})).map(({ arrival }) => arrival)).toEqual([1, 2, 5, 7])
})
