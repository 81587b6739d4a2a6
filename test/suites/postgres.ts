import { spawn } from 'node:child_process'
import { createHash, randomUUID } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Client, escapeIdentifier } from 'pg'
import { expect } from 'vitest'
import { systemTimers } from '#platform/clock/system-time.ts'
import { migrate, readMigrations } from '#platform/db/migrations.ts'
import type { SchemaSource } from '#platform/db/migrations.ts'
import { clientConfig } from '#platform/db/postgres-address.ts'
import type { DatabaseAddress } from '#platform/db/postgres-address.ts'
import { PostgresStore } from '#platform/db/postgres-store.ts'
import type { Table } from '#platform/db/table.ts'

/** A database of one test's own, copied from a template that holds the sources' tables. */
export interface TestDatabase extends AsyncDisposable {
  readonly address: DatabaseAddress
  readonly store: PostgresStore
  /** A further process's store on the same database; disposed with it. */
  connect(): Promise<PostgresStore>
}

const root = fileURLToPath(new URL('../../', import.meta.url))
const keeper = fileURLToPath(new URL('postgres-keeper.ts', import.meta.url))
/** One server per clone and user, kept between runs; short, since a socket's path is. */
const folder = join(tmpdir(), `tamga-test-server-${hash(`${root} ${process.getuid?.()}`).slice(0, 12)}`)
const keeperSocket = `${folder}/keeper.sock`

let found: Promise<DatabaseAddress> | undefined

/** Address of the shared server's database `name`; starts the server when nobody has. */
export async function testServer(name: string): Promise<DatabaseAddress> {
  found ??= reachKeeper()
  const address = await found
  return 'url' in address ? address : { ...address, database: name }
}

export async function testDatabase(sources: readonly SchemaSource[]): Promise<TestDatabase> {
  const template = await templateOf(sources)
  const name = `test_${randomUUID().replaceAll('-', '')}`
  await asOwner((client) => client.query(`CREATE DATABASE ${escapeIdentifier(name)} TEMPLATE ${template}`))
  const address = await testServer(name)
  const stores: PostgresStore[] = []
  const open = async (): Promise<PostgresStore> => {
    const store = await PostgresStore.open({ address, timers: systemTimers })
    stores.push(store)
    return store
  }
  const dispose = async (): Promise<void> => {
    await Promise.all(stores.map((store) => store[Symbol.asyncDispose]()))
    await asOwner((client) => client.query(`DROP DATABASE ${escapeIdentifier(name)} WITH (FORCE)`))
  }
  return { address, store: await open(), connect: open, [Symbol.asyncDispose]: dispose }
}

/** The tables as described and the tables as they stand are the same. */
export async function expectTablesMatch(store: PostgresStore, tables: readonly Table[]): Promise<void> {
  expect(await store.differencesFrom(tables)).toEqual([])
}

/** Made once per content of the sources, whoever asks first. */
async function templateOf(sources: readonly SchemaSource[]): Promise<string> {
  const migrations = await readMigrations(sources)
  const name = `test_template_${hash(JSON.stringify(migrations)).slice(0, 32)}`
  await asOwner(async (client) => {
    await client.query("SELECT pg_advisory_lock(hashtextextended('tamga test templates', 0))")
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [name])
    if (rowCount !== 0) return
    const half = `${name}_half`
    await client.query(`DROP DATABASE IF EXISTS ${half}`)
    await client.query(`CREATE DATABASE ${half} TEMPLATE template0`)
    await migrate(await testServer(half), sources)
    await client.query(`ALTER DATABASE ${half} RENAME TO ${name}`)
  })
  return name
}

async function asOwner(work: (client: Client) => Promise<unknown>): Promise<void> {
  const client = new Client(clientConfig(await testServer('postgres')))
  await client.connect()
  try {
    await work(client)
  } finally {
    await client.end()
  }
}

async function reachKeeper(): Promise<DatabaseAddress> {
  mkdirSync(folder, { recursive: true })
  for (let attempt = 0; attempt < 200; attempt++) {
    const address = await askKeeper()
    if (address !== undefined) return address
    if (attempt % 40 === 0) {
      spawn(process.execPath, [keeper, folder, keeperSocket], { detached: true, stdio: 'ignore', cwd: root }).unref()
    }
    await systemTimers.sleep(100)
  }
  throw new Error('the shared test server did not start')
}

/** The connection stays open as long as this worker lives: that is what keeps the server. */
function askKeeper(): Promise<DatabaseAddress | undefined> {
  return new Promise((resolve) => {
    const socket = connect(keeperSocket)
    socket.on('error', () => resolve(undefined))
    socket.on('close', () => resolve(undefined))
    socket.once('data', (line) => {
      socket.unref()
      resolve(JSON.parse(String(line)) as DatabaseAddress)
    })
  })
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
