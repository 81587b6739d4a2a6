import type { QueryResult } from 'pg'
import { sqlTypes } from './sql.ts'
import type { Statement } from './sql.ts'
import type { Table } from './table.ts'

type Ask = (statement: Statement) => Promise<QueryResult<Record<string, unknown>>>

/** One line per column of the tables asked for, with its place in the primary key (0 for none). */
const columnsSql = `
SELECT n.nspname || '.' || c.relname AS table, a.attname AS column, format_type(a.atttypid, NULL) AS type,
  NOT a.attnotnull AS nullable, l.collname AS collation,
  coalesce(array_position(i.indkey::int2[], a.attnum) + 1, 0) AS key
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
LEFT JOIN pg_collation l ON l.oid = a.attcollation
LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
WHERE c.relkind IN ('r', 'p') AND n.nspname || '.' || c.relname = ANY($1)
ORDER BY 1, a.attnum`

/** How the tables of a database differ from their descriptions, in sentences. */
export async function tableDifferences(ask: Ask, tables: readonly Table[]): Promise<readonly string[]> {
  const { rows } = await ask({ text: columnsSql, values: [tables.map((table) => table.name)] })
  return tables.flatMap((table) => differences(table, factsOf(table, rows)))
}

interface Fact {
  readonly type: string
  readonly nullable: boolean
  readonly collation: string | null
  readonly key: number
}

function factsOf(table: Table, rows: readonly Record<string, unknown>[]): ReadonlyMap<string, Fact> {
  const own = rows.filter((row) => row['table'] === table.name)
  return new Map(own.map((row) => [String(row['column']), factOf(row)]))
}

function factOf(row: Record<string, unknown>): Fact {
  const collation = row['collation']
  return {
    type: String(row['type']),
    nullable: row['nullable'] === true,
    collation: typeof collation === 'string' ? collation : null,
    key: Number(row['key']),
  }
}

function differences(table: Table, facts: ReadonlyMap<string, Fact>): readonly string[] {
  if (facts.size === 0) return [`${table.name} does not exist`]
  const strangers = [...facts.keys()].filter((column) => table.columns[column] === undefined)
  const key = [...facts].filter(([, fact]) => fact.key > 0).toSorted(([, one], [, other]) => one.key - other.key)
  const keyText = key.map(([column]) => column).join(', ')
  return [
    ...strangers.map((column) => `${table.name}.${column} is not described`),
    ...(keyText === table.key.join(', ')
      ? []
      : [`${table.name} has the key (${keyText}), not (${table.key.join(', ')})`]),
    ...Object.keys(table.columns).flatMap((column) => columnDifferences(table, column, facts.get(column))),
  ]
}

function columnDifferences(table: Table, name: string, fact: Fact | undefined): readonly string[] {
  const column = table.columns[name]
  const path = `${table.name}.${name}`
  if (fact === undefined || column === undefined) return [`${path} does not exist`]
  const type = sqlTypes[column.type]
  const isText = column.type === 'text' || column.type === 'texts'
  return [
    ...(fact.type === type ? [] : [`${path} is ${fact.type}, not ${type}`]),
    ...(fact.nullable === column.nullable ? [] : [`${path} ${fact.nullable ? 'may' : 'may not'} be null`]),
    ...(!isText || fact.collation === 'C' ? [] : [`${path} has the collation ${fact.collation}, not C`]),
  ]
}
