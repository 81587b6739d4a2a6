import { Fault } from '#kernel/fault.ts'
import type { Failpoint } from '#kernel/ports.ts'
import type { SimulatedRows } from './simulated-rows.ts'
import { SimulatedTransaction, readRows } from './simulated-transaction.ts'
import type { Lease, Reads, Snapshot, Store, Transaction } from './store.ts'
import { refuseNesting, unnested } from './nesting.ts'
import type { KeyOf, Query, Row, Table, Where } from './table.ts'

/** What a database held at one moment. Cheap: rows are shared, never changed in place. */
export interface SavedState {
  readonly tables: ReadonlyMap<string, SimulatedRows>
  readonly sequences: ReadonlyMap<string, number>
}

/** Where a simulated process may end: around each transaction. */
export type StorePoint = 'store:begin' | 'store:commit' | 'store:committed'

/**
 * A database in memory, which outlives the processes connected to it. `connect` gives one process's `Store`; disposing
 * that store is the end of the process: its leases fall, its open transaction is lost, the rows stay.
 */
export class SimulatedDatabase {
  tables: ReadonlyMap<string, SimulatedRows> = new Map()
  readonly sequences = new Map<string, number>()
  readonly leases = new Map<string, object>()
  readonly bells = new Set<(topic: string) => void>()
  /** Writers come one after the other. */
  #turn: Promise<unknown> = Promise.resolve()

  /** `failpoint` is awaited at `store:begin`, `store:commit` (a throw rolls back) and `store:committed` (a throw leaves the outcome unknown). */
  connect(failpoint: Failpoint<StorePoint> = () => undefined): SimulatedStore {
    return new SimulatedStore(this, failpoint)
  }

  snapshot(): SavedState {
    return { tables: this.tables, sequences: new Map(this.sequences) }
  }

  /** Puts back an old state, as restoring an old backup would. Leases and listeners stay. */
  restoreFrom(saved: SavedState): void {
    this.tables = saved.tables
    this.sequences.clear()
    for (const [name, value] of saved.sequences) this.sequences.set(name, value)
  }

  inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.#turn.then(work)
    this.#turn = result.catch(() => undefined)
    return result
  }
}

/** The Store port over a `SimulatedDatabase`: transactions are serial, so locks and retries have nothing to do. */
export class SimulatedStore implements Store {
  readonly #database: SimulatedDatabase
  readonly #failpoint: Failpoint<StorePoint>
  readonly #listeners = new Map<string, Set<() => void>>()
  readonly #hear: (topic: string) => void
  #isOpen = true

  constructor(database: SimulatedDatabase, failpoint: Failpoint<StorePoint>) {
    this.#database = database
    this.#failpoint = failpoint
    this.#hear = (topic) => {
      for (const listener of this.#listeners.get(topic) ?? []) queueMicrotask(listener)
    }
    database.bells.add(this.#hear)
  }

  async find<T extends Table>(table: T, key: KeyOf<T>): Promise<Row<T> | undefined> {
    return this.#reads().find(table, key)
  }

  async select<T extends Table>(table: T, query: Query<T>): Promise<readonly Row<T>[]> {
    return this.#reads().select(table, query)
  }

  async count<T extends Table>(table: T, where: Where<T>, cap: number): Promise<number> {
    return this.#reads().count(table, where, cap)
  }

  async greatest<T extends Table>(
    table: T,
    column: keyof T['columns'] & string,
    where?: Where<T>,
  ): Promise<number | undefined> {
    return this.#reads().greatest(table, column, where)
  }

  async transaction<Result>(work: (tx: Transaction) => Promise<Result>): Promise<Result> {
    return refuseNesting(() => this.#database.inTurn(() => this.#run(work)))
  }

  async snapshot(): Promise<Snapshot> {
    this.#assertOpen()
    const { tables, sequences } = this.#database.snapshot()
    let isHeld = true
    const held = (): SavedState['tables'] => {
      this.#assertOpen()
      if (!isHeld) throw new Fault('db-ended')
      return tables
    }
    return {
      ...readRows(held),
      reached: async (sequence) => sequences.get(sequence) ?? 0,
      async [Symbol.asyncDispose]() {
        isHeld = false
      },
    }
  }

  async lease(name: string): Promise<Lease | undefined> {
    this.#assertOpen()
    if (this.#database.leases.has(name)) return undefined
    this.#database.leases.set(name, this)
    return this.#leaseOf(name)
  }

  onRing(topic: string, listener: () => void): () => void {
    const own = (): void => unnested(listener)
    const listeners = this.#listeners.get(topic) ?? new Set()
    this.#listeners.set(topic, listeners.add(own))
    return () => listeners.delete(own)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isOpen = false
    this.#database.bells.delete(this.#hear)
    for (const [name, holder] of this.#database.leases) if (holder === this) this.#database.leases.delete(name)
  }

  async #run<Result>(work: (tx: Transaction) => Promise<Result>): Promise<Result> {
    const tx = new SimulatedTransaction(this.#database.tables, this.#database.sequences)
    this.#assertOpen()
    await this.#failpoint('store:begin')
    const result = await tx.finish(work)
    await this.#failpoint('store:commit')
    this.#assertOpen()
    this.#database.tables = tx.tables
    for (const topic of tx.rung) for (const hear of this.#database.bells) hear(topic)
    await this.#acknowledge()
    return result
  }

  async #acknowledge(): Promise<void> {
    try {
      await this.#failpoint('store:committed')
    } catch (cause) {
      throw new Fault('commit-unknown', { cause })
    }
  }

  #leaseOf(name: string): Lease {
    const isHeld = (): boolean => this.#isOpen && this.#database.leases.get(name) === this
    let isReleased = false
    const release = async (): Promise<void> => {
      if (!isReleased && isHeld()) this.#database.leases.delete(name)
      isReleased = true
    }
    return {
      get isHeld() {
        return !isReleased && isHeld()
      },
      [Symbol.asyncDispose]: release,
    }
  }

  #reads(): Reads {
    this.#assertOpen()
    return readRows(() => this.#database.tables)
  }

  #assertOpen(): void {
    if (!this.#isOpen) throw new Fault('db-closed')
  }
}
