import { Client } from 'pg'
import { expect, test } from 'vitest'
import { Fault } from '#kernel/fault.ts'
import type { ActId } from '#protocol/act/statement.ts'
import type { Party } from '#protocol/identity/party.ts'
import { FakeTime } from '#platform/clock/fake-time.ts'
import { migrate } from '#platform/db/migrations.ts'
import { clientConfig } from '#platform/db/postgres-address.ts'
import { SimulatedBlobs } from '#platform/db/simulated-blobs.ts'
import { SimulatedDatabase } from '#platform/db/simulated-store.ts'
import { insert } from '#platform/db/table.ts'
import { readHere } from '#platform/record/reading.ts'
import { holdShare } from '#platform/record/testing/held-share.ts'
import { bundle, malware } from '../../../test/federation/bundle.ts'
import { testDatabase } from '../../../test/suites/postgres.ts'
import { added, undated } from './collections/tables.ts'
import { startLookingBack } from './looking-back.ts'
import { revocations, unlooked } from './tables.ts'

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

/** A disk from which some files cannot be read for a while. */
class FailingBlobs extends SimulatedBlobs {
  readonly failing = new Map<string, Error>()

  override async read(name: string, from: number, to: number): Promise<Uint8Array> {
    const failure = this.failing.get(name)
    if (failure !== undefined) throw failure
    return super.read(name, from, to)
  }
}

test('STIX 3.6 a share whose file could not be read for the moment is looked through later', async () => {
  const [store, blobs, time] = [new SimulatedDatabase().connect(), new FailingBlobs(), new FakeTime()]
  const file = bundle(malware({ name: 'Viper', mark: '1', more: { revoked: true } }))
  for (const arrival of [1, 2, 3, 4]) await holdShare({ store, blobs }, { arrival, file })
  await store.transaction((tx) => tx.apply([1, 2, 3, 4].map((arrival) => insert(unlooked, { arrival }))))
  blobs.failing.set('held-1', new Fault('disk-full'))
  blobs.failing.set('held-2', new Error('EIO: i/o error, read'))
  await blobs.remove('held-3')
  const house = { store, blobs, reading: readHere, self: 'bor' as Party, timers: time, log: () => undefined }
  const seen = async () => ({
    left: (await store.select(unlooked, {})).map(({ arrival }) => arrival),
    revoked: (await store.select(revocations, {})).map(({ arrival }) => arrival),
  })
  await using _ = startLookingBack(house)
  await time.advance(1000)
  // What is damaged is not read later either, and what cannot be read keeps nobody else.
  expect(await seen()).toEqual({ left: [1, 2], revoked: [4] })
  blobs.failing.clear()
  await time.advance(600_000)
  expect(await seen()).toEqual({ left: [], revoked: [1, 2, 4] })
})
