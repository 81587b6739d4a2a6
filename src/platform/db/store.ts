import type { Question } from './select-all.ts'
import type { Change, KeyOf, Query, Row, Table, Where } from './table.ts'

/** Reads of tables. Every list has a limit of the caller's. */
export interface Reads {
  find<T extends Table>(table: T, key: KeyOf<T>): Promise<Row<T> | undefined>
  select<T extends Table>(table: T, query: Query<T>): Promise<readonly Row<T>[]>
  /** Counts no further than `cap`. */
  count<T extends Table>(table: T, where: Where<T>, cap: number): Promise<number>
  /** Answers several questions as of one moment, with one message and one back; asked through `selectAll` (select-all.ts). */
  selectAll?<T extends Table>(questions: readonly Question<T>[]): Promise<readonly (readonly Row<T>[])[]>
  /** The greatest value of an integer column among the rows, or `undefined` without rows. */
  greatest<T extends Table>(
    table: T,
    column: keyof T['columns'] & string,
    where?: Where<T>,
  ): Promise<number | undefined>
}

/** A transaction: all of it or nothing, visible to others only after it ends. */
export interface Transaction extends Reads {
  /** Reads a row and keeps others from changing it until the transaction ends (SELECT ... FOR UPDATE). */
  lock<T extends Table>(table: T, key: KeyOf<T>): Promise<Row<T> | undefined>
  /** The same for many rows at once, which are locked in the order of their keys. */
  lockMany<T extends Table>(table: T, keys: readonly KeyOf<T>[]): Promise<readonly Row<T>[]>
  /** Applies changes in order (runs of inserts into one table go as one COPY). Answers the rows touched, per change. */
  apply(changes: readonly Change[]): Promise<readonly number[]>
  /** The next number of a sequence: unique, increasing, with gaps after a rollback. */
  next(sequence: `${string}.${string}`): Promise<number>
  /** Lifts a sequence, where it is lower: the next number is greater than `to`, which is at least 1. For a restore. */
  advance(sequence: `${string}.${string}`, to: number): Promise<void>
  /** Rings a bell after commit, in every process of the node. A hint: whoever needs to know polls as well. */
  ring(topic: string): void
}

/** The database as it was at one moment, whatever is written meanwhile. Held for as long as someone reads: dispose of it. */
export interface Snapshot extends Reads, AsyncDisposable {
  /** A number that the sequence had reached when it was asked: at least the greatest in any row of the snapshot; 0 before the first. */
  reached(sequence: `${string}.${string}`): Promise<number>
}

/**
 * The node's database as its code sees it. Two adapters, one suite (test/suites/store.ts): PostgreSQL, and the
 * simulated store in memory.
 */
export interface Store extends Reads, AsyncDisposable {
  /** Resolves when the transaction is durable. A thrown error rolls back and is thrown on. Serialisation losses are retried. */
  transaction<Result>(work: (tx: Transaction) => Promise<Result>): Promise<Result>
  /** Reads of one moment, however long they take. For backups. */
  snapshot(): Promise<Snapshot>
  /** Holds a name for one process of the node; `undefined` when another holds it. Lost with the connection. */
  lease(name: string): Promise<Lease | undefined>
  /** Calls `listener` after each ring of the topic, from any process, and perhaps without one. Answers how to stop. */
  onRing(topic: string, listener: () => void): () => void
}

export interface Lease extends AsyncDisposable {
  /** False once the connection that held it is gone: whoever sequences must stop. */
  readonly isHeld: boolean
}
