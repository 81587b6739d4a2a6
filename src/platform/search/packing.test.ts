import { Client } from 'pg'
import { expect, test } from 'vitest'
import { encodeUtf8 } from '#kernel/bytes.ts'
import { migrate } from '#platform/db/migrations.ts'
import { clientConfig } from '#platform/db/postgres-address.ts'
import { insert, remove } from '#platform/db/table.ts'
import { testDatabase } from '../../../test/suites/postgres.ts'
import { packSome } from './packing.ts'
import { postings, unpacked } from './tables.ts'
import { typesBlockOf, typesBucket, typesIn } from './types-row.ts'

const sources = ['record', 'search'].map((schema) => ({
  schema,
  directory: new URL(`../${schema}/sql/`, import.meta.url),
}))
const traits = { type: 'malware', tlp: ['amber'], techniques: [] }

test('an upgrade packs the rows that say of what types batches are, and of what was erased meanwhile none', async () => {
  await using database = await testDatabase(sources)
  const { store } = database
  const client = new Client(clientConfig(database.address))
  await client.connect()
  await client.query('DROP TABLE search.unpacked')
  await client.query("DELETE FROM tamga.migration WHERE schema = 'search' AND name LIKE '%-unpacked.sql'")
  await client.end()
  const written = (arrival: number) =>
    insert(postings, { bucket: typesBucket, arrival, first: 0, words: encodeUtf8('3 2 malware amber\n9 1 tool') })
  const packed = typesBlockOf([{ ...traits, place: 0 }]).words
  const other = insert(postings, { bucket: 7, arrival: 1, first: 0, words: packed })
  const already = insert(postings, { bucket: typesBucket, arrival: 8, first: 0, words: packed })
  await store.transaction((tx) => tx.apply([...[1, 2, 3, 4, 5, 6, 7].map(written), other, already]))
  await migrate(database.address, sources)
  await store.transaction((tx) => tx.apply([remove(postings, { arrival: 2 })]))
  let left = 0
  for (let packs = await packSome(store); packs > 0; packs = await packSome(store)) left += packs
  expect(left).toBe(8)
  expect(await store.select(unpacked, {})).toEqual([])
  const rows = await store.select(postings, { where: { bucket: typesBucket }, order: ['arrival'] })
  expect(rows.map(({ arrival }) => arrival)).toEqual([1, 3, 4, 5, 6, 7, 8])
  for (const { words } of rows.slice(0, -1)) {
    expect(words[0]).toBe(1)
    const typeAt = typesIn(words)
    expect([2, 3, 4, 5, 9].map((place) => typeAt(place).type)).toEqual(['', 'malware', 'malware', '', 'tool'])
  }
  expect(rows.at(-1)?.words).toEqual(packed)
})
