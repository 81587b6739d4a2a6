import { Fault } from '#kernel/fault.ts'
import { testsOf } from './condition.ts'
import type { Test } from './condition.ts'
import { cellsOf, limitOf, orderOf, readColumnsOf } from './query.ts'
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
  return conditionsSql(testsOf(table, where).map((test) => testSql(table, test, values)))
}

const conditionsSql = (tests: readonly string[]): string => (tests.length === 0 ? '' : ` WHERE ${tests.join(' AND ')}`)

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
    case 'holds':
      return holdsSql(column, test.text, add)
    case 'pairs': {
      const pairs = quotePath(table.name.replace(/\..*$/u, '.pairs'))
      const held = holdsSql(column, test.text, add)
      // One character makes no pair.
      return Array.from(test.text).length < 2 ? held : `${held} AND ${pairs}(${column}) @> ${pairs}(${add(test.text)})`
    }
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

const holdsSql = (column: string, text: string, add: (value: Cell) => string): string =>
  `${column} LIKE ${add(`%${text.replaceAll(/[%_\\]/gu, String.raw`\$&`)}%`)}`

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

/** Parameters are appended to `values`. */
export function selectSql<T extends Table>(table: T, query: Query<T>, values: unknown[] = []): Statement {
  const columns = readColumnsOf(table, query)
  const order = orderOf(table, query).map(({ column, isDescending }) => quote(column) + (isDescending ? ' DESC' : ''))
  const endingAt = (limit?: number): string =>
    ` ORDER BY ${order.join(', ')}${limit === undefined ? '' : ` LIMIT ${limitOf(limit)}`}`
  const ending = endingAt(query.limit)
  const rows =
    eachSql(table, query, { values, ending: endingAt(query.most ?? query.limit) }) ?? `${quotePath(table.name)} AS one`
  const tests = query.each === undefined ? testsSql(table, query, values) : []
  return { text: `SELECT ${quoteList(columns)} FROM ${rows}${conditionsSql(tests)}${ending}`, values }
}

/** The conditions on rows of `one`. */
function testsSql<T extends Table>(table: T, query: Query<T>, values: unknown[]): readonly string[] {
  const tests = testsOf(table, query.where ?? {}).map((test) => testSql(table, test, values))
  return [...tests, ...keysSql(table, query, values), ...repeatedSql(table, query)]
}

function keysSql<T extends Table>(table: T, { keys }: Query<T>, values: unknown[]): readonly string[] {
  if (keys === undefined) return []
  const cells = keys.map((key) => cellsOf(table, key))
  const lists = table.key.map((column) => {
    const place = values.push(cells.map((row) => row[column]))
    return `$${place}::${sqlTypes[columnOf(table, column).type]}[]`
  })
  return [`(${quoteList(table.key)}) IN (SELECT * FROM unnest(${lists.join(', ')}))`]
}

/** Asked row by row: as a join it could be answered by reading the whole table. */
function repeatedSql<T extends Table>(table: T, { repeated }: Query<T>): readonly string[] {
  if (repeated === undefined) return []
  columnOf(table, repeated)
  const keyOf = (row: string): string => `(${table.key.map((column) => `${row}.${quote(column)}`).join(', ')})`
  const isOther = `other.${quote(repeated)} = one.${quote(repeated)} AND ${keyOf('other')} <> ${keyOf('one')}`
  return [`(SELECT true FROM ${quotePath(table.name)} AS other WHERE ${isOther} LIMIT 1)`]
}

/** The first rows of each value of the column, from which the answer is taken. */
function eachSql<T extends Table>(
  table: T,
  query: Query<T>,
  { values, ending }: { readonly values: unknown[]; readonly ending: string },
): string | undefined {
  const { each, limit, where = {} } = query
  if (each === undefined) return undefined
  const chosen = testsOf(table, where).find((test) => test.op === 'in' && test.column === each)
  if (chosen?.op !== 'in' || limit === undefined)
    throw new Fault('db-condition', { params: { table: table.name, each } })
  const place = values.push([...new Set(chosen.values)])
  const { [each]: _, ...rest } = where
  const tests = testsSql(table, { ...query, where: rest as Where<T> }, values)
  const of = [`${quote(each)} = each_one.value`, ...tests].join(' AND ')
  const list = `unnest($${place}::${sqlTypes[columnOf(table, each).type]}[]) AS each_one(value)`
  return `${list} CROSS JOIN LATERAL (SELECT * FROM ${quotePath(table.name)} AS one WHERE ${of}${ending}) AS found`
}
