import { Fault } from '#kernel/fault.ts'
import { compareCells } from './order.ts'
import { checkCell, columnOf } from './row.ts'
import type { Cell, Column, Row, Table, Where } from './table.ts'

/** One comparison of one column. `=` and `<>` treat null as a value (IS NOT DISTINCT FROM); the others never hold for null. */
export type Test =
  | Comparison
  | { readonly op: 'in'; readonly column: string; readonly values: readonly Cell[] }
  | { readonly op: 'has' | 'prefix' | 'holds' | 'pairs'; readonly column: string; readonly text: string }

interface Comparison {
  readonly op: '=' | '<>' | '>' | '>=' | '<' | '<='
  readonly column: string
  readonly value: Cell
}

const comparisons = { gt: '>', gte: '>=', lt: '<', lte: '<=' } as const

/** The comparisons of a condition, in the order they are written. A condition that is `undefined` is a fault, never "all". */
export function testsOf<T extends Table>(table: T, where: Where<T>): readonly Test[] {
  return Object.entries(where).flatMap(([column, condition]) => testsOfColumn(table, column, condition))
}

function testsOfColumn(table: Table, column: string, condition: unknown): readonly Test[] {
  const { type } = columnOf(table, column)
  if (!isOperators(condition, type)) return [comparison(table, column, '=', condition)]
  const tests = Object.entries(condition).map(([operator, value]) => testOf(table, column, operator, value))
  if (tests.length === 0) throw unfit(table, column)
  return tests
}

function testOf(table: Table, column: string, operator: string, value: unknown): Test {
  const { type } = columnOf(table, column)
  if (operator === 'not') return comparison(table, column, '<>', value)
  if (operator === 'in' && Array.isArray(value)) return oneOf(table, column, value)
  if (operator === 'has' && type === 'texts' && typeof value === 'string') return { op: 'has', column, text: value }
  const isOfText = operator === 'prefix' || operator === 'holds' || operator === 'pairs'
  if (isOfText && type === 'text' && typeof value === 'string') return { op: operator, column, text: value }
  if (isComparison(operator) && value !== null) return comparison(table, column, comparisons[operator], value)
  throw unfit(table, column)
}

function comparison(table: Table, column: string, op: Comparison['op'], value: unknown): Test {
  checkCell(table, column, value)
  if (columnOf(table, column).type === 'json' && value !== null) throw unfit(table, column)
  return { op, column, value }
}

function oneOf(table: Table, column: string, values: readonly unknown[]): Test {
  const { type } = columnOf(table, column)
  if (type === 'json' || type === 'texts') throw unfit(table, column)
  return { op: 'in', column, values: values.map((value) => cellOf(table, column, value)) }
}

function cellOf(table: Table, column: string, value: unknown): Cell {
  checkCell(table, column, value)
  if (value === null) throw unfit(table, column)
  return value
}

function isOperators(condition: unknown, type: Column['type']): condition is object {
  const isObject = typeof condition === 'object' && condition !== null
  if (!isObject || Array.isArray(condition) || condition instanceof Uint8Array) return false
  return type !== 'json' || Object.hasOwn(condition, 'not')
}

const isComparison = (operator: string): operator is keyof typeof comparisons => Object.hasOwn(comparisons, operator)

const unfit = (table: Table, column: string): Fault =>
  new Fault('db-condition', { params: { table: table.name, column } })

/** Whether a row passes a comparison, as PostgreSQL would answer. */
export function passes(row: Row<Table>, test: Test): boolean {
  const cell = row[test.column] as Cell
  if (test.op === '=') return same(cell, test.value)
  if (test.op === '<>') return !same(cell, test.value)
  if (cell === null) return false
  switch (test.op) {
    case 'in':
      return test.values.some((value) => same(cell, value))
    case 'has':
      return Array.isArray(cell) && cell.includes(test.text)
    case 'prefix':
      return typeof cell === 'string' && cell.startsWith(test.text)
    case 'holds':
    case 'pairs':
      return typeof cell === 'string' && cell.includes(test.text)
    case '>':
      return compareCells(cell, test.value) > 0
    case '>=':
      return compareCells(cell, test.value) >= 0
    case '<':
      return compareCells(cell, test.value) < 0
    case '<=':
      return compareCells(cell, test.value) <= 0
  }
}

function same(one: Cell, other: Cell): boolean {
  if (one === null || other === null) return one === other
  return typeof one === 'object' ? compareCells(one, other) === 0 : one === other
}
