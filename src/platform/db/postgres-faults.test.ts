import { mkdtempSync, rmSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { expect, test } from 'vitest'
import { systemTimers } from '#platform/clock/system-time.ts'
import { fill, item, items } from '../../../test/suites/items.ts'
import { testDatabase } from '../../../test/suites/postgres.ts'
import type { TestDatabase } from '../../../test/suites/postgres.ts'
import { clientConfig } from './postgres-address.ts'
import type { DatabaseAddress } from './postgres-address.ts'
import { checkSettings } from './postgres-server.ts'
import { PostgresStore } from './postgres-store.ts'
import { insert, table, int, update } from './table.ts'

const sources = [{ schema: 'suite', directory: new URL('../../../test/suites/sql/', import.meta.url) }]
const key = { shelf: 'a', place: 1 }

/** Ends every connection of the product to the database, as a crash of the server's backends would. */
async function killBackends(database: TestDatabase): Promise<void> {
  await ask(
    database.address,
    `SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
     WHERE datname = current_database() AND application_name = 'tamga' AND pid <> pg_backend_pid()`,
  )
}

async function ask(address: DatabaseAddress, text: string): Promise<void> {
  const client = new Client(clientConfig(address))
  client.on('error', () => undefined)
  await client.connect()
  await client.query(text)
  await client.end()
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await systemTimers.sleep(5)
}

test('reads and transactions survive the end of their connections', async () => {
  await using database = await testDatabase(sources)
  const { store } = database
  await fill(store, [item(1)])
  for (let round = 0; round < 3; round++) {
    await killBackends(database)
    expect(await store.find(items, key)).toEqual(item(1))
    await killBackends(database)
    await store.transaction((tx) => tx.apply([insert(items, item(2 + round))]))
  }
  expect(await store.count(items, {}, 9)).toBe(4)
})

test('a connection lost before commit begins the transaction again, whose work stands once', async () => {
  await using database = await testDatabase(sources)
  let attempts = 0
  await database.store.transaction(async (tx) => {
    attempts++
    await tx.apply([insert(items, item(1))])
    if (attempts === 1) await killBackends(database)
    await tx.apply([insert(items, item(2))])
  })
  expect(attempts).toBe(2)
  expect(await database.store.count(items, {}, 9)).toBe(2)
})

test('a connection lost during a long COPY begins the transaction again', async () => {
  await using database = await testDatabase(sources)
  const rows = Array.from({ length: 3000 }, (_, place) => item(place, { content: new Uint8Array(2000) }))
  let attempts = 0
  await database.store.transaction(async (tx) => {
    attempts++
    const writing = tx.apply(rows.map((row) => insert(items, row)))
    if (attempts === 1) await Promise.all([writing.catch(() => undefined), killBackends(database)])
    await writing
  })
  expect(await database.store.count(items, {}, 9999)).toBe(3000)
})

test('a deadlock is lost by one, who begins again', async () => {
  await using database = await testDatabase(sources)
  const { store } = database
  await fill(store, [item(1), item(2)])
  let firstHolds: () => void = () => undefined
  let secondHolds: () => void = () => undefined
  const first = new Promise<void>((resolve) => (firstHolds = resolve))
  const second = new Promise<void>((resolve) => (secondHolds = resolve))
  let attempts = 0
  const both = (one: number, other: number, holds: () => void, wait: Promise<void>): Promise<void> =>
    store.transaction(async (tx) => {
      attempts++
      await tx.lock(items, { shelf: 'a', place: one })
      holds()
      await wait
      await tx.lock(items, { shelf: 'a', place: other })
      await tx.apply([update(items, {}, { isOpen: true })])
    })
  await Promise.all([both(1, 2, firstHolds, second), both(2, 1, secondHolds, first)])
  expect(attempts).toBeGreaterThan(2)
  expect(await store.count(items, { isOpen: true }, 9)).toBe(2)
})

/** Stands between a store and its server and cuts the connection at COMMIT, after or before the server has seen it. */
async function cutter(address: DatabaseAddress, isForwarded: boolean) {
  if (!('socketFolder' in address)) throw new Error('the test server has a socket')
  const folder = mkdtempSync(join(tmpdir(), 'tamga-cut-'))
  const file = '.s.PGSQL.5432'
  let isCutting = false
  const server = createServer((near) => {
    const far = connect(join(address.socketFolder, file))
    far.on('error', () => near.destroy()).on('close', () => near.destroy())
    near.on('error', () => far.destroy()).on('close', () => far.destroy())
    far.pipe(near)
    near.on('data', (chunk) => {
      if (!isCutting || !chunk.includes('COMMIT\0')) far.write(chunk)
      else if (isForwarded) far.end(chunk, () => near.destroy())
      else near.destroy()
    })
  })
  await new Promise<void>((resolve) => server.listen(join(folder, file), resolve))
  return {
    address: { ...address, socketFolder: folder },
    cut: () => (isCutting = true),
    mend: () => (isCutting = false),
    async [Symbol.asyncDispose]() {
      await new Promise((resolve) => server.close(resolve))
      rmSync(folder, { recursive: true })
    },
  }
}

test('a connection lost during commit is an unknown outcome, never a second attempt', async () => {
  for (const isForwarded of [true, false]) {
    await using database = await testDatabase(sources)
    await using line = await cutter(database.address, isForwarded)
    await using store = await PostgresStore.open({ address: line.address, timers: systemTimers })
    let attempts = 0
    line.cut()
    const writing = store.transaction(async (tx) => {
      attempts++
      await tx.apply([insert(items, item(1))])
    })
    await expect(writing).rejects.toMatchObject({ code: 'commit-unknown' })
    expect(attempts).toBe(1)
    line.mend()
    expect(await store.count(items, {}, 9)).toBeLessThan(isForwarded ? 2 : 1)
    await store.transaction((tx) => tx.apply([insert(items, item(2))]))
    expect(await store.find(items, { shelf: 'a', place: 2 })).toEqual(item(2))
  }
})

test('a lease falls with its connection, and whoever held it can see that', async () => {
  await using database = await testDatabase(sources)
  const other = await database.connect()
  const lease = await database.store.lease('sequencer')
  expect(await other.lease('sequencer')).toBeUndefined()
  await killBackends(database)
  await until(() => lease?.isHeld === false)
  await using taken = await other.lease('sequencer')
  expect(taken?.isHeld).toBe(true)
  await lease?.[Symbol.asyncDispose]()
  expect(taken?.isHeld).toBe(true)
  expect(await database.store.lease('sequencer')).toBeUndefined()
})

test('bells are heard again after their connection was lost', async () => {
  await using database = await testDatabase(sources)
  let heard = 0
  database.store.onRing('suite', () => heard++)
  await until(() => heard === 1)
  await killBackends(database)
  await until(() => heard === 2)
  await database.store.transaction(async (tx) => tx.ring('suite'))
  await until(() => heard === 3)
})

test('a number beyond 2^53-1 in the database is a fault, not another number', async () => {
  await using database = await testDatabase(sources)
  await ask(
    database.address,
    `INSERT INTO suite.item (shelf, place, "isOpen", tags) VALUES ('a', 9007199254740993, false, '{}')`,
  )
  await expect(database.store.select(items, {})).rejects.toMatchObject({ code: 'db-integer' })
  expect(await database.store.count(items, {}, 9)).toBe(1)
})

test('a table that is not there is a fault that names the matter', async () => {
  await using database = await testDatabase(sources)
  const absent = table('suite.absent', 'books', { id: int() }, ['id'])
  await expect(database.store.select(absent, {})).rejects.toMatchObject({ code: 'db-schema' })
})

test('reads inside many transactions at once do not wait for one another', async () => {
  await using database = await testDatabase(sources)
  const { store } = database
  const work = Array.from({ length: 30 }, (_, place) =>
    store.transaction(async (tx) => {
      await tx.apply([insert(items, item(place))])
      return store.count(items, {}, 99)
    }),
  )
  await Promise.all(work)
  expect(await store.count(items, {}, 99)).toBe(30)
})

test('a server that does not keep what it acknowledges is refused', () => {
  const sound = {
    server_version_num: '150016',
    fsync: 'on',
    full_page_writes: 'on',
    data_checksums: 'on',
    synchronous_commit: 'on',
    server_encoding: 'UTF8',
  }
  expect(() => checkSettings(new Map(Object.entries(sound)))).not.toThrow()
  const unsound = { fsync: 'off', full_page_writes: 'off', data_checksums: 'off', synchronous_commit: 'off' }
  for (const [setting, value] of [
    ...Object.entries(unsound),
    ['server_version_num', '150015'],
    ['server_encoding', 'SQL_ASCII'],
  ]) {
    const settings = new Map(Object.entries({ ...sound, [String(setting)]: value }))
    expect(() => checkSettings(settings), setting).toThrow(expect.objectContaining({ code: 'db-server-unfit' }))
  }
  expect(() => checkSettings(new Map())).toThrow('db-server-unfit')
})

test('a server whose database has synchronous_commit off is refused at opening', async () => {
  await using database = await testDatabase(sources)
  await ask(
    database.address,
    `DO $$ BEGIN EXECUTE 'ALTER DATABASE ' || current_database() || ' SET synchronous_commit = off'; END $$`,
  )
  await expect(database.connect()).rejects.toMatchObject({
    code: 'db-server-unfit',
    params: { setting: 'synchronous_commit', value: 'off' },
  })
})

test('a server that is not there is a fault within its patience', async () => {
  const address = { socketFolder: '/nonexistent', user: 'tamga', database: 'x' }
  const opening = PostgresStore.open({ address, timers: systemTimers, patienceMs: 50 })
  await expect(opening).rejects.toMatchObject({ code: 'db-unreachable' })
})
