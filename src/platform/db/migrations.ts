import { Fault } from '#kernel/fault.ts'
import { createHash } from 'node:crypto'
import { readFile, readdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { DatabaseError } from 'pg'
import type { ClientBase } from 'pg'
import type { DatabaseAddress } from './postgres-address.ts'
import { faultOf } from './postgres-fault.ts'
import { Session } from './postgres-session.ts'
import { quote } from './sql.ts'

/** A PostgreSQL schema and the folder of its `NNN-name.sql` files, numbered from 001 without gaps. */
export interface SchemaSource {
  readonly schema: string
  readonly directory: URL
}

/** One file: forward only, never edited once it has been applied anywhere. */
export interface Migration {
  readonly schema: string
  readonly number: number
  readonly name: string
  /** SHA-256 of the file, lower-case hex. */
  readonly checksum: string
  readonly sql: string
}

/** What a database has and what it would get. */
export interface MigrationPlan {
  readonly applied: readonly Pick<Migration, 'schema' | 'name'>[]
  readonly pending: readonly Migration[]
}

type Applied = Pick<Migration, 'schema' | 'number' | 'name' | 'checksum'>

const fileShape = /^(\d{3})-[a-z0-9-]+\.sql$/u

/** The files of all sources, in the order of the sources and of their numbers. */
export async function readMigrations(sources: readonly SchemaSource[]): Promise<readonly Migration[]> {
  return (await Promise.all(sources.map(readSource))).flat()
}

async function readSource({ schema, directory }: SchemaSource): Promise<readonly Migration[]> {
  const folder = fileURLToPath(directory)
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).toSorted()
  return Promise.all(
    names.map(async (name, at) => {
      const number = Number(fileShape.exec(name)?.[1])
      if (number !== at + 1) throw new Fault('migration-name', { params: { schema, name } })
      const sql = await readFile(`${folder}/${name}`, 'utf8')
      return { schema, number, name, sql, checksum: createHash('sha256').update(sql).digest('hex') }
    }),
  )
}

/** What `migrate` would do. Faults as it would, and changes nothing. */
export async function planMigrations(
  address: DatabaseAddress,
  sources: readonly SchemaSource[],
): Promise<MigrationPlan> {
  const known = await readMigrations(sources)
  return withSession(address, async (client) => compare(known, await appliedIn(client)))
}

/** Brings a database forward, one file and one transaction at a time; several processes may ask at once. */
export async function migrate(address: DatabaseAddress, sources: readonly SchemaSource[]): Promise<MigrationPlan> {
  const known = await readMigrations(sources)
  return withSession(address, async (client) => {
    await client.query("SELECT pg_advisory_lock(hashtextextended('tamga migrations', 0))")
    await client.query(bookSql)
    const plan = compare(known, await appliedIn(client))
    for (const migration of plan.pending) await apply(client, migration)
    return plan
  })
}

const bookSql = `
CREATE SCHEMA IF NOT EXISTS tamga;
CREATE TABLE IF NOT EXISTS tamga.migration (
  schema text COLLATE "C" NOT NULL,
  number integer NOT NULL,
  name text COLLATE "C" NOT NULL,
  checksum text COLLATE "C" NOT NULL,
  PRIMARY KEY (schema, number)
)`

const undefinedTable = '42P01'

async function appliedIn(client: ClientBase): Promise<readonly Applied[]> {
  try {
    const text = 'SELECT schema, number, name, checksum FROM tamga.migration ORDER BY schema, number'
    return (await client.query<Applied>(text)).rows
  } catch (error) {
    if (error instanceof DatabaseError && error.code === undefinedTable) return []
    throw error
  }
}

/**
 * Faults with `schema-newer` when a later version of the product has been here, with `migration-changed` when an applied
 * file is not the one we have.
 */
export function compare(known: readonly Migration[], applied: readonly Applied[]): MigrationPlan {
  for (const { schema, number, name, checksum } of applied) {
    const own = known.find((migration) => migration.schema === schema && migration.number === number)
    if (own === undefined) throw new Fault('schema-newer', { params: { schema, name } })
    if (own.checksum !== checksum) throw new Fault('migration-changed', { params: { schema, name } })
  }
  const done = new Set(applied.map(({ schema, number }) => `${schema} ${number}`))
  return { applied, pending: known.filter(({ schema, number }) => !done.has(`${schema} ${number}`)) }
}

async function apply(client: ClientBase, { schema, number, name, checksum, sql }: Migration): Promise<void> {
  try {
    await client.query('BEGIN')
    await client.query(`CREATE SCHEMA IF NOT EXISTS ${quote(schema)}`)
    await client.query(sql)
    const text = 'INSERT INTO tamga.migration (schema, number, name, checksum) VALUES ($1, $2, $3, $4)'
    await client.query(text, [schema, number, name, checksum])
    await client.query('COMMIT')
  } catch (cause) {
    await client.query('ROLLBACK').catch(() => undefined)
    throw new Fault('migration-failed', { params: { schema, name }, cause })
  }
}

async function withSession<Result>(
  address: DatabaseAddress,
  work: (client: ClientBase) => Promise<Result>,
): Promise<Result> {
  try {
    await using session = await Session.open(address)
    return await work(session.client)
  } catch (error) {
    throw faultOf(error)
  }
}
