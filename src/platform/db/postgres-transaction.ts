import { Fault } from '#kernel/fault.ts'
import { escapeLiteral } from 'pg'
import type { ClientBase, QueryResult } from 'pg'
import { channelOf } from './postgres-bells.ts'
import { faultOf } from './postgres-fault.ts'
import { findSql, first, readsOver } from './postgres-reads.ts'
import { ask } from './prepared.ts'
import { quotePath } from './sql.ts'
import type { Transaction } from './store.ts'
import type { Change, KeyOf, Query, Row, Table, Where } from './table.ts'
import { writeChanges } from './write-changes.ts'

/** One transaction on one connection. Steps asked for at once run one after the other; a failed one spoils the rest. */
export class PostgresTransaction implements Transaction {
  readonly #client: ClientBase
  readonly #rung = new Set<string>()
  readonly #reads = readsOver((statement) => ask(this.#client, statement))
  #last: Promise<unknown> = Promise.resolve()
  #state: 'open' | 'failed' | 'ended' = 'open'

  constructor(client: ClientBase) {
    this.#client = client
  }

  find<T extends Table>(table: T, key: KeyOf<T>): Promise<Row<T> | undefined> {
    return this.#step(() => this.#reads.find(table, key))
  }

  select<T extends Table>(table: T, query: Query<T>): Promise<readonly Row<T>[]> {
    return this.#step(() => this.#reads.select(table, query))
  }

  count<T extends Table>(table: T, where: Where<T>, cap: number): Promise<number> {
    return this.#step(() => this.#reads.count(table, where, cap))
  }

  greatest<T extends Table>(
    table: T,
    column: keyof T['columns'] & string,
    where?: Where<T>,
  ): Promise<number | undefined> {
    return this.#step(() => this.#reads.greatest(table, column, where))
  }

  lock<T extends Table>(table: T, key: KeyOf<T>): Promise<Row<T> | undefined> {
    return this.#step(async () => {
      return first<T>(await ask(this.#client, findSql(table, key, ' FOR UPDATE')))
    })
  }

  lockMany<T extends Table>(table: T, keys: readonly KeyOf<T>[]): Promise<readonly Row<T>[]> {
    const locking = readsOver(({ text, values }) => ask(this.#client, { text: `${text} FOR UPDATE`, values }))
    return this.#step(() => locking.select(table, { keys }))
  }

  apply(changes: readonly Change[]): Promise<readonly number[]> {
    return this.#step(() => writeChanges(this.#client, changes))
  }

  next(sequence: `${string}.${string}`): Promise<number> {
    return this.#step(async () => {
      const values = [quotePath(sequence)]
      const result = await ask<{ next: number }>(this.#client, { text: 'SELECT nextval($1::regclass) AS next', values })
      return Number(result.rows[0]?.next)
    })
  }

  advance(sequence: `${string}.${string}`, to: number): Promise<void> {
    return this.#step(async () => {
      const path = quotePath(sequence)
      const text = `SELECT setval($1::regclass, $2) FROM ${path} WHERE NOT is_called OR last_value < $2`
      await this.#client.query(text, [path, to])
    })
  }

  ring(topic: string): void {
    this.#rung.add(topic)
  }

  /** Waits for every step, then commits. A fault `commit-unknown` says that nobody knows the outcome. */
  async commit(): Promise<void> {
    await this.#last
    const isSpoilt = this.#state === 'failed'
    this.#state = 'ended'
    if (isSpoilt) throw new Fault('db-aborted')
    const bells = [...this.#rung].map((topic) => `pg_notify(${escapeLiteral(channelOf(topic))}, '')`)
    // In one message: of its statements none runs after one that failed.
    const text = bells.length === 0 ? 'COMMIT' : `SELECT ${bells.join(', ')}; COMMIT`
    const results = await this.#client.query(text).catch(rethrowCommit)
    if ([results].flat().at(-1)?.command !== 'COMMIT') throw new Fault('db-aborted')
  }

  /** Undoes everything; says whether the connection can be used again. */
  async rollback(): Promise<boolean> {
    await this.#last
    this.#state = 'ended'
    return this.#client.query('ROLLBACK').then(
      () => true,
      () => false,
    )
  }

  #step<Result>(work: () => Promise<Result>): Promise<Result> {
    const step = this.#last.then(() => this.#guard(work))
    this.#last = step.catch(() => undefined)
    return step
  }

  async #guard<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.#state === 'failed') throw new Fault('db-aborted')
    if (this.#state === 'ended') throw new Fault('db-ended')
    try {
      return await work()
    } catch (error) {
      this.#state = 'failed'
      throw faultOf(error)
    }
  }
}

/** The server said no (a conflict, a constraint), or nobody knows. */
function rethrowCommit(error: unknown): Promise<QueryResult> {
  const fault = faultOf(error)
  const sqlState = String(fault.params['sqlState'] ?? '')
  throw sqlState.startsWith('40') || sqlState.startsWith('23') ? fault : new Fault('commit-unknown', { cause: error })
}
