import { Fault } from '#kernel/fault.ts'
import { passes } from './condition.ts'
import type { Test } from './condition.ts'
import { compareCells } from './order.ts'
import type { Cell, Row, Table } from './table.ts'

type AnyRow = Row<Table>

/**
 * The rows of one table in key order. Versions share their rows, which are never changed in place; a transaction
 * works on `copy()` and the database keeps either the old version or the new one.
 */
export class SimulatedRows {
  readonly table: Table
  #rows: AnyRow[]

  constructor(table: Table, rows: AnyRow[] = []) {
    this.table = table
    this.#rows = rows
  }

  get all(): readonly AnyRow[] {
    return this.#rows
  }

  copy(): SimulatedRows {
    return new SimulatedRows(this.table, this.#rows.slice())
  }

  find(key: AnyRow): AnyRow | undefined {
    const at = this.#lowerBound(key)
    const row = this.#rows[at]
    return row !== undefined && this.#compareKeys(row, key) === 0 ? row : undefined
  }

  /** Rows that pass all tests, in key order. Equalities on the leading key columns narrow the search. */
  matching(tests: readonly Test[]): AnyRow[] {
    const [from, to] = this.#range(tests)
    const found: AnyRow[] = []
    for (let at = from; at < to; at++) {
      const row = this.#rows[at]
      if (row !== undefined && tests.every((test) => passes(row, test))) found.push(row)
    }
    return found
  }

  insert(row: AnyRow): void {
    const at = this.#lowerBound(row)
    const present = this.#rows[at]
    if (present !== undefined && this.#compareKeys(present, row) === 0) {
      throw new Fault('db-duplicate', { params: { table: this.table.name } })
    }
    this.#rows.splice(at, 0, row)
  }

  /** Puts a row in the place of the one with its key; false where there is none. */
  replace(row: AnyRow): boolean {
    const at = this.#lowerBound(row)
    const present = this.#rows[at]
    if (present === undefined || this.#compareKeys(present, row) !== 0) return false
    this.#rows[at] = row
    return true
  }

  remove(rows: readonly AnyRow[]): void {
    if (rows.length === 0) return
    const gone = new Set(rows)
    this.#rows = this.#rows.filter((row) => !gone.has(row))
  }

  #range(tests: readonly Test[]): readonly [number, number] {
    const prefix: Cell[] = []
    for (const column of this.table.key) {
      const test = tests.find((candidate) => candidate.column === column && candidate.op === '=')
      if (test === undefined || test.op !== '=') break
      prefix.push(test.value)
    }
    return [this.#bound(prefix, 0), this.#bound(prefix, 1)]
  }

  /** First position whose leading key cells are greater than the prefix (`side` 1) or not less (`side` 0). */
  #bound(prefix: readonly Cell[], side: 0 | 1): number {
    return this.#search((row) => {
      const order = this.#compareTo(row, prefix)
      return order < 0 || (side === 1 && order === 0)
    })
  }

  #lowerBound(key: AnyRow): number {
    const last = this.#rows.at(-1)
    if (last === undefined || this.#compareKeys(last, key) < 0) return this.#rows.length
    return this.#search((row) => this.#compareKeys(row, key) < 0)
  }

  #search(isBefore: (row: AnyRow) => boolean): number {
    let from = 0
    let to = this.#rows.length
    while (from < to) {
      const middle = (from + to) >>> 1
      const row = this.#rows[middle]
      if (row !== undefined && isBefore(row)) from = middle + 1
      else to = middle
    }
    return from
  }

  #compareKeys(one: AnyRow, other: AnyRow): number {
    for (const column of this.table.key) {
      const order = compareCells(one[column] as Cell, other[column] as Cell)
      if (order !== 0) return order
    }
    return 0
  }

  #compareTo(row: AnyRow, prefix: readonly Cell[]): number {
    for (const [at, cell] of prefix.entries()) {
      const column = this.table.key[at]
      const order = column === undefined ? 0 : compareCells(row[column] as Cell, cell)
      if (order !== 0) return order
    }
    return 0
  }
}
