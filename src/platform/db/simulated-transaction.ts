import { Fault } from '#kernel/fault.ts'
import { testsOf } from './condition.ts'
import type { Test } from './condition.ts'
import { compareCells } from './order.ts'
import { cellsOf, limitOf, orderOf, readColumnsOf } from './query.ts'
import { checkCell, checkRow, intColumnOf } from './row.ts'
import { unpackRows } from './packed-rows.ts'
import { SimulatedRows } from './simulated-rows.ts'
import { storedRow } from './stored-row.ts'
import type { Reads, Transaction } from './store.ts'
import type { Cell, Change, KeyOf, Query, Row, Table, Where } from './table.ts'

type Tables = ReadonlyMap<string, SimulatedRows>

/** Reads over whatever version of the tables `tables` answers. */
export function readRows(tables: () => Tables): Reads {
  const rowsOf = (table: Table): SimulatedRows => tables().get(table.name) ?? new SimulatedRows(table)
  return {
    find: async <T extends Table>(table: T, key: KeyOf<T>) =>
      rowsOf(table).find(cellsOf(table, key)) as Row<T> | undefined,
    select: async <T extends Table>(table: T, query: Query<T>) =>
      selected(rowsOf(table), query) as unknown as readonly Row<T>[],
    count: async <T extends Table>(table: T, where: Where<T>, cap: number) =>
      Math.min(limitOf(cap), rowsOf(table).matching(testsOf(table, where)).length),
    greatest: async <T extends Table>(table: T, column: keyof T['columns'] & string, where?: Where<T>) =>
      greatestOf(rowsOf(table), column, testsOf(table, where ?? {})),
  }
}

function selected(rows: SimulatedRows, query: Query<Table>): readonly Row<Table>[] {
  const { table } = rows
  const found = rows.matching(testsOf(table, query.where ?? {})).filter(alsoAsked(rows, query))
  const order = orderOf(table, query)
  if (query.order !== undefined) found.sort((one, other) => compareBy(order, one, other))
  const taken = firstOfEach(found, query)
  const page = query.limit === undefined ? taken : taken.slice(0, limitOf(query.limit))
  const columns = readColumnsOf(table, query)
  return query.columns === undefined ? page : page.map((row) => only(row, columns))
}

/** The rows that `most` leaves of each value. */
function firstOfEach(found: readonly Row<Table>[], { each, most }: Query<Table>): readonly Row<Table>[] {
  if (each === undefined || most === undefined) return found
  const counts = new Map<unknown, number>()
  return found.filter(({ [each]: value }) => {
    const count = (counts.get(value) ?? 0) + 1
    counts.set(value, count)
    return count <= limitOf(most)
  })
}

/** What `keys` and `repeated` ask besides. */
function alsoAsked(rows: SimulatedRows, { keys, repeated }: Query<Table>): (row: Row<Table>) => boolean {
  const { table } = rows
  const named = keys === undefined ? undefined : new Set(keys.map((key) => rows.find(cellsOf(table, key))))
  if (repeated === undefined) return (row) => named?.has(row) ?? true
  const counts = new Map<unknown, number>()
  for (const { [repeated]: value } of rows.all) counts.set(value, (counts.get(value) ?? 0) + 1)
  return (row) => (named?.has(row) ?? true) && (counts.get(row[repeated]) ?? 0) > 1
}

function compareBy(order: ReturnType<typeof orderOf>, one: Row<Table>, other: Row<Table>): number {
  for (const { column, isDescending } of order) {
    const ascending = compareCells(one[column] as Cell, other[column] as Cell)
    if (ascending !== 0) return isDescending ? -ascending : ascending
  }
  return 0
}

function only(row: Row<Table>, columns: readonly string[]): Row<Table> {
  return Object.fromEntries(columns.map((column) => [column, row[column]]))
}

function greatestOf(rows: SimulatedRows, column: string, tests: readonly Test[]): number | undefined {
  intColumnOf(rows.table, column)
  let greatest: number | undefined
  for (const row of rows.matching(tests)) {
    const value = row[column]
    if (typeof value === 'number' && (greatest === undefined || value > greatest)) greatest = value
  }
  return greatest
}

/** One transaction: its own version of every table it has changed. A failed step spoils the rest, as in PostgreSQL. */
export class SimulatedTransaction implements Transaction {
  readonly rung = new Set<string>()
  readonly #sequences: Map<string, number>
  readonly #changed = new Set<string>()
  readonly #reads = readRows(() => this.tables)
  tables: Map<string, SimulatedRows>
  #state: 'open' | 'failed' | 'ended' = 'open'

  constructor(tables: Tables, sequences: Map<string, number>) {
    this.tables = new Map(tables)
    this.#sequences = sequences
  }

  async finish<Result>(work: (tx: Transaction) => Promise<Result>): Promise<Result> {
    try {
      const result = await work(this)
      this.#assertOpen()
      return result
    } finally {
      this.#state = 'ended'
    }
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
    return this.find(table, key)
  }

  lockMany<T extends Table>(table: T, keys: readonly KeyOf<T>[]): Promise<readonly Row<T>[]> {
    return this.select(table, { keys })
  }

  apply(changes: readonly Change[]): Promise<readonly number[]> {
    return this.#step(async () => changes.map((change) => this.#apply(change)))
  }

  next(sequence: `${string}.${string}`): Promise<number> {
    return this.#step(async () => {
      const value = (this.#sequences.get(sequence) ?? 0) + 1
      this.#sequences.set(sequence, value)
      return value
    })
  }

  advance(sequence: `${string}.${string}`, to: number): Promise<void> {
    return this.#step(async () => {
      this.#sequences.set(sequence, Math.max(to, this.#sequences.get(sequence) ?? 0))
    })
  }

  ring(topic: string): void {
    this.rung.add(topic)
  }

  #apply(change: Change): number {
    const rows = this.#writable(change.table)
    switch (change.do) {
      case 'insert':
      case 'put':
      case 'keep':
        return write(rows, change)
      case 'pack':
        for (const row of unpackRows(change.table, change.rows)) write(rows, { do: 'insert', table: change.table, row })
        return change.rows.count
      case 'update':
        return update(rows, change.where, change.set)
      case 'delete': {
        const gone = rows.matching(testsOf(change.table, change.where))
        rows.remove(gone)
        return gone.length
      }
    }
  }

  #writable(table: Table): SimulatedRows {
    const present = this.tables.get(table.name)
    if (present !== undefined && this.#changed.has(table.name)) return present
    const own = present?.copy() ?? new SimulatedRows(table)
    this.#changed.add(table.name)
    this.tables.set(table.name, own)
    return own
  }

  async #step<Result>(work: () => Promise<Result>): Promise<Result> {
    this.#assertOpen()
    try {
      return await work()
    } catch (fault) {
      this.#state = 'failed'
      throw fault
    }
  }

  #assertOpen(): void {
    if (this.#state === 'failed') throw new Fault('db-aborted')
    if (this.#state === 'ended') throw new Fault('db-ended')
  }
}

function write(rows: SimulatedRows, change: Change & { readonly do: 'insert' | 'put' | 'keep' }): number {
  checkRow(change.table, change.row)
  const row = storedRow(change.table, change.row)
  if (change.do === 'keep' && rows.find(row) !== undefined) return 0
  if (change.do !== 'put' || !rows.replace(row)) rows.insert(row)
  return 1
}

function update(rows: SimulatedRows, where: Where<Table>, set: Partial<Row<Table>>): number {
  for (const [column, value] of Object.entries(set)) checkCell(rows.table, column, value)
  const old = rows.matching(testsOf(rows.table, where))
  const renamed = rows.table.key.some((column) => column in set)
  if (renamed) rows.remove(old)
  for (const row of old) {
    const changed = storedRow(rows.table, { ...row, ...set })
    if (renamed) rows.insert(changed)
    else rows.replace(changed)
  }
  return old.length
}
