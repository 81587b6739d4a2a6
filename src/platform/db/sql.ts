import { Fault } from '#kernel/fault.ts'
import { testsOf } from './condition.ts'
import type { Test } from './condition.ts'
import { limitOf, orderOf, readColumnsOf } from './query.ts'
import { columnOf } from './row.ts'
import type { Cell, Column, Query, Table, Where } from './table.ts'

/** A statement and its parameters. Names in the text come from table descriptions alone, values are parameters. */
export interface Statement {
  readonly text: string
  readonly values: readonly unknown[]
}

/** SQL types of the columns of table.ts. Text sorts by code point everywhere. */
export const sqlTypes: Readonly<Record<Column['type'], string>> = {
  text: 'text',
  int: 'bigint',
  bool: 'boolean',
  bytes: 'bytea',
  texts: 'text[]',
  json: 'jsonb',
}

export const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`

/** `record.act` as `"record"."act"`. */
export function quotePath(path: string): string {
  const parts = path.split('.')
  if (parts.length !== 2 || parts.includes('')) throw new Fault('db-name', { params: { name: path } })
  return parts.map(quote).join('.')
}

export const quoteList = (columns: readonly string[]): string => columns.map(quote).join(', ')

/** A cell as the driver takes it. */
export function parameterOf(table: Table, column: string, cell: unknown): unknown {
  return cell !== null && columnOf(table, column).type === 'json' ? JSON.stringify(cell) : cell
}

/** ` WHERE ...` for the conditions, its parameters appended to `values`; empty for none. */
export function whereSql<T extends Table>(table: T, where: Where<T>, values: unknown[]): string {
  const tests = testsOf(table, where).map((test) => testSql(table, test, values))
  return tests.length === 0 ? '' : ` WHERE ${tests.join(' AND ')}`
}

function testSql(table: Table, test: Test, values: unknown[]): string {
  const column = quote(test.column)
  const add = (value: unknown): string => `$${values.push(value)}`
  switch (test.op) {
    case 'in':
      return `${column} = ANY(${add(test.values)}::${sqlTypes[columnOf(table, test.column).type]}[])`
    case 'has':
      return `${column} @> ${add([test.text])}::text[]`
    case 'prefix':
      return prefixSql(column, test.text, add)
    case '=':
      return test.value === null ? `${column} IS NULL` : `${column} = ${add(test.value)}`
    case '<>':
      return test.value === null ? `${column} IS NOT NULL` : `${column} IS DISTINCT FROM ${add(test.value)}`
    case '>':
    case '>=':
    case '<':
    case '<=':
      return `${column} ${test.op} ${add(test.value)}`
  }
}

/** A range, which any plan can answer from an index under COLLATE "C". */
function prefixSql(column: string, prefix: string, add: (value: Cell) => string): string {
  const end = textAfter(prefix)
  return end === undefined ? `${column} >= ${add(prefix)}` : `${column} >= ${add(prefix)} AND ${column} < ${add(end)}`
}

/** The least text greater than every text with the prefix; `undefined` where there is none. */
export function textAfter(prefix: string): string | undefined {
  const points = Array.from(prefix, (character) => character.codePointAt(0) ?? 0)
  while (points.at(-1) === 0x10_ffff) points.pop()
  const last = points.pop()
  return last === undefined ? undefined : String.fromCodePoint(...points, last === 0xd7ff ? 0xe000 : last + 1)
}

export function selectSql<T extends Table>(table: T, query: Query<T>): Statement {
  const values: unknown[] = []
  const where = whereSql(table, query.where ?? {}, values)
  const order = orderOf(table, query).map(({ column, isDescending }) => quote(column) + (isDescending ? ' DESC' : ''))
  const limit = query.limit === undefined ? '' : ` LIMIT ${limitOf(query.limit)}`
  const columns = quoteList(readColumnsOf(table, query))
  return {
    text: `SELECT ${columns} FROM ${quotePath(table.name)}${where} ORDER BY ${order.join(', ')}${limit}`,
    values,
  }
}
