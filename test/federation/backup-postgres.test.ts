import { expect, test } from 'vitest'
import { concat } from '#kernel/bytes.ts'
import { SimulatedBlobs } from '#platform/db/simulated-blobs.ts'
import { insert, remove } from '#platform/db/table.ts'
import type { PostgresStore } from '#platform/db/postgres-store.ts'
import { accounts } from '#platform/http/account.ts'
import { digestOf, rowsOf } from '#platform/record/digest.ts'
import { projectionsOf } from '#platform/record/rebuild.ts'
import { kept } from '../../src/node/backup/contents.ts'
import { writeBackup } from '../../src/node/backup/write.ts'
import { restoreBackup } from '../../src/node/restore.ts'
import { projectors, schemas, sequences, tables } from '../../src/node/rooms.ts'
import { testDatabase } from '../suites/postgres.ts'
import { bundle, malware } from './bundle.ts'
import { startFederation, testBackupKey, type House } from './federation.ts'

const random = { bytes: (count: number) => new Uint8Array(count).fill(7) }

/** Copies every row of a simulated house into a real database. */
async function copied(house: House, store: PostgresStore): Promise<void> {
  await using from = house.database.connect()
  await using snapshot = await from.snapshot()
  for (const table of tables) {
    const rows = await Array.fromAsync(rowsOf(snapshot, table))
    await store.transaction((tx) => tx.apply(rows.map((row) => insert(table, row))))
  }
  for (const name of sequences) {
    const reached = await snapshot.reached(name)
    if (reached > 0) await store.transaction((tx) => tx.advance(name, reached))
  }
}

test('B8 on PostgreSQL a backup is of one moment, and restores to the digests of any other store', async () => {
  await using federation = await startFederation()
  await federation.pass(1500)
  const [alt, bor] = [federation.house('alt'), federation.house('bor')]
  await alt.share(
    { to: ['bor'], level: 'restricted', category: 'network-security', title: 'Sand Viper' },
    bundle(malware({ name: 'Sand Viper', mark: '1' })),
  )
  await federation.pass(4000)
  await bor.stop()
  await using one = await testDatabase(schemas)
  await using other = await testDatabase(schemas)
  await copied(bor, one.store)
  const before = await digestOf(one.store, kept)
  const ports = { party: bor.party, store: one.store, blobs: bor.blobs, clock: federation.time, random }
  const parts: Uint8Array[] = []
  for await (const part of writeBackup(ports, testBackupKey)) {
    if (parts.length === 1) await one.store.transaction((tx) => tx.apply([remove(accounts, {})]))
    parts.push(part)
  }
  expect(await digestOf(one.store, kept)).not.toEqual(before)
  const file = concat(...parts)
  const source = async function* () {
    yield file
  }
  const blobs = new SimulatedBlobs()
  const onto = { party: bor.party, store: other.store, blobs, failpoint: () => undefined }
  const done = await restoreBackup(onto, { file: source, passphrase: testBackupKey.passphrase, isDryRun: false })
  await using simulated = bor.database.connect()
  expect(done).toMatchObject({ projected: await digestOf(simulated, projectionsOf(projectors)) })
  expect(await digestOf(other.store, kept)).toEqual(before)
  expect(await digestOf(other.store, kept)).toEqual(await digestOf(simulated, kept))
  expect(await Array.fromAsync(blobs.names())).toEqual(await Array.fromAsync(bor.blobs.names()))
  const next = (store: Pick<PostgresStore, 'transaction'>) => store.transaction((tx) => tx.next('record.arrival'))
  expect(await next(other.store)).toBe(await next(one.store))
})

test('B9 every sequence of the database is one that a restore lifts', async () => {
  await using database = await testDatabase(schemas)
  const found = await database.store.query(
    "SELECT schemaname || '.' || sequencename AS name FROM pg_sequences ORDER BY 1",
    [],
  )
  expect(found.map((row) => (row as { name: string }).name)).toEqual([...sequences].toSorted())
})
