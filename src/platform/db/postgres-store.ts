import type { Timers } from '#kernel/ports.ts'
import { Fault } from '#kernel/fault.ts'
import { Pool } from 'pg'
import type { PoolClient, QueryResult } from 'pg'
import { refuseNesting } from './nesting.ts'
import { clientConfig } from './postgres-address.ts'
import type { DatabaseAddress } from './postgres-address.ts'
import { PostgresBells } from './postgres-bells.ts'
import { tableDifferences } from './table-differences.ts'
import { faultOf, isPassing } from './postgres-fault.ts'
import { PostgresLeases } from './postgres-leases.ts'
import { readsOver } from './postgres-reads.ts'
import { checkServer } from './postgres-server.ts'
import { openSnapshot } from './postgres-snapshot.ts'
import { PostgresTransaction } from './postgres-transaction.ts'
import { cellTypes } from './postgres-types.ts'
import { ask, planning } from './prepared.ts'
import type { Statement } from './sql.ts'
import type { Question } from './select-all.ts'
import type { Lease, Snapshot, Store, Transaction } from './store.ts'
import type { KeyOf, Query, Row, Table, Where } from './table.ts'

export interface PostgresOptions {
  readonly address: DatabaseAddress
  readonly timers: Timers
  /** Connections for reads and for transactions, apart: a read inside a transaction never waits for another one's end. */
  readonly connections?: { readonly reads: number; readonly writes: number }
  /** How long to wait for a server that is restarting before a statement fails. */
  readonly patienceMs?: number
}

const usual = { reads: 4, writes: 4 } as const
/** Connections of one store at most: those for reads and for transactions, one for leases, one for bells, and of some long readers one each. */
export const mostConnections = usual.reads + usual.writes + 2 + 4

/** Connections that stay open once they are: who asks after a while waits for none. */
const keptOpen = { reads: 2, writes: 1 } as const
/** How often a transaction is begun again after a conflict or a lost connection. */
const retries = 2

/** The Store port over PostgreSQL 15.16 or later. */
export class PostgresStore implements Store {
  readonly #options: PostgresOptions
  readonly #readPool: Pool
  readonly #writePool: Pool
  readonly #bells: PostgresBells
  readonly #leases: PostgresLeases
  readonly #reads = readsOver((statement) => this.#ask(statement))
  #isOpen = true

  private constructor(options: PostgresOptions) {
    const { reads, writes } = options.connections ?? usual
    this.#options = options
    this.#readPool = poolOf(options.address, reads, keptOpen.reads)
    this.#writePool = poolOf(options.address, writes, keptOpen.writes)
    this.#bells = new PostgresBells(options.address, options.timers)
    this.#leases = new PostgresLeases(options.address)
  }

  /** Faults with `db-server-unfit` when the server would not keep what it acknowledges. */
  static async open(options: PostgresOptions): Promise<PostgresStore> {
    const store = new PostgresStore(options)
    try {
      await store.#with(store.#readPool, checkServer)
    } catch (error) {
      await store[Symbol.asyncDispose]()
      throw faultOf(error)
    }
    return store
  }

  find<T extends Table>(table: T, key: KeyOf<T>): Promise<Row<T> | undefined> {
    return this.#reads.find(table, key)
  }

  select<T extends Table>(table: T, query: Query<T>): Promise<readonly Row<T>[]> {
    return this.#reads.select(table, query)
  }

  selectAll<T extends Table>(questions: readonly Question<T>[]): Promise<readonly (readonly Row<T>[])[]> {
    return this.#reads.selectAll(questions)
  }

  count<T extends Table>(table: T, where: Where<T>, cap: number): Promise<number> {
    return this.#reads.count(table, where, cap)
  }

  greatest<T extends Table>(
    table: T,
    column: keyof T['columns'] & string,
    where?: Where<T>,
  ): Promise<number | undefined> {
    return this.#reads.greatest(table, column, where)
  }

  /** Rows of one statement, for a folder that speaks SQL of its own (platform/search), on a reading connection. */
  async query(text: string, values: readonly unknown[]): Promise<readonly unknown[]> {
    return (await this.#ask({ text, values })).rows
  }

  transaction<Result>(work: (tx: Transaction) => Promise<Result>): Promise<Result> {
    return refuseNesting(() => this.#transaction(work))
  }

  async snapshot(): Promise<Snapshot> {
    this.#assertOpen()
    return openSnapshot(this.#options.address)
  }

  async lease(name: string): Promise<Lease | undefined> {
    this.#assertOpen()
    return this.#leases.take(name)
  }

  onRing(topic: string, listener: () => void): () => void {
    return this.#bells.on(topic, listener)
  }

  /** How the database differs from the tables as described, in sentences; empty when they agree. */
  differencesFrom(tables: readonly Table[]): Promise<readonly string[]> {
    return tableDifferences((statement) => this.#ask(statement), tables)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#isOpen) return
    this.#isOpen = false
    await Promise.all([this.#bells[Symbol.asyncDispose](), this.#leases[Symbol.asyncDispose]()])
    await Promise.all([this.#readPool.end(), this.#writePool.end()])
  }

  async #transaction<Result>(work: (tx: Transaction) => Promise<Result>): Promise<Result> {
    for (let attempt = 0; ; attempt++) {
      try {
        return await this.#with(this.#writePool, (client) => this.#attempt(client, work))
      } catch (error) {
        if (attempt === retries || !isPassing(error)) throw error
      }
      await this.#options.timers.sleep(5 * 4 ** attempt)
    }
  }

  async #attempt<Result>(client: PoolClient, work: (tx: Transaction) => Promise<Result>): Promise<Result> {
    await client.query('BEGIN ISOLATION LEVEL READ COMMITTED').catch(rethrow)
    const tx = new PostgresTransaction(client)
    try {
      const result = await work(tx)
      await tx.commit()
      return result
    } catch (error) {
      if (!(await tx.rollback())) throw new Broken(error)
      throw error
    }
  }

  #ask(statement: Statement): Promise<QueryResult<Record<string, unknown>>> {
    return this.#again(() => this.#with(this.#readPool, (client) => ask(client, statement).catch(rethrow)))
  }

  /** A read whose connection broke is asked once more: the server may have restarted. */
  async #again<Result>(read: () => Promise<Result>): Promise<Result> {
    try {
      return await read()
    } catch (error) {
      if (!isPassing(error)) throw error
      return read()
    }
  }

  /** Lends a connection and throws away a broken one. Faults come out as faults. */
  async #with<Result>(pool: Pool, work: (client: PoolClient) => Promise<Result>): Promise<Result> {
    const client = await this.#connect(pool)
    let isBroken = false
    const breaks = (): void => void (isBroken = true)
    client.on('error', breaks)
    try {
      return await work(client)
    } catch (error) {
      const cause = error instanceof Broken ? error.cause : error
      isBroken ||= error instanceof Broken || (cause instanceof Fault && cause.code === 'db-unreachable')
      throw error instanceof Broken ? cause : error
    } finally {
      client.release(isBroken)
      client.removeListener('error', breaks)
    }
  }

  async #connect(pool: Pool): Promise<PoolClient> {
    const { timers, patienceMs = 10_000 } = this.#options
    for (let waitedMs = 0, pauseMs = 20; ; waitedMs += pauseMs, pauseMs = Math.min(pauseMs * 2, 500)) {
      this.#assertOpen()
      try {
        return await pool.connect()
      } catch (error) {
        const fault = faultOf(error)
        if (fault.code !== 'db-unreachable' || waitedMs >= patienceMs) throw fault
      }
      await timers.sleep(pauseMs)
    }
  }

  #assertOpen(): void {
    if (!this.#isOpen) throw new Fault('db-closed')
  }
}

/** Carries what was thrown past a connection that did not survive it. */
class Broken extends Error {
  constructor(cause: unknown) {
    super('broken connection', { cause })
  }
}

function rethrow(error: unknown): never {
  throw faultOf(error)
}

function poolOf(address: DatabaseAddress, max: number, min: number): Pool {
  const pool = new Pool({
    ...clientConfig(address),
    types: cellTypes,
    max,
    min,
    idleTimeoutMillis: 30_000,
    connectionTimeoutMillis: 30_000,
    // oxlint-disable-next-line typescript/no-misused-promises -- the pool waits for what it answers, and its types do not say so
    onConnect: (client) => client.query(planning),
  })
  // An idle connection that ends has already left the pool.
  pool.on('error', () => undefined)
  return pool
}
