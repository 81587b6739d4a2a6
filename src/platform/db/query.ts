import { Fault } from '#kernel/fault.ts'
import { checkCell, columnOf, columnsOf } from './row.ts'
import type { KeyOf, Query, Row, Table } from './table.ts'

/** The columns a query is ordered by: its own, or the key. */
export function orderOf<T extends Table>(
  table: T,
  query: Query<T>,
): readonly { readonly column: string; readonly isDescending: boolean }[] {
  return (query.order ?? table.key).map((name) => {
    const isDescending = name.startsWith('-')
    const column = isDescending ? name.slice(1) : name
    columnOf(table, column)
    return { column, isDescending }
  })
}

/** The columns a query reads, each known to the table: all unless it says which. */
export function readColumnsOf<T extends Table>(table: T, query: Query<T>): readonly string[] {
  for (const column of query.columns ?? []) columnOf(table, column)
  return query.columns ?? columnsOf(table)
}

/** The key alone, every part checked; a fault when a part is missing. */
export function cellsOf<T extends Table>(table: T, key: KeyOf<T>): Row<Table> {
  const cells: Readonly<Record<string, unknown>> = key
  return Object.fromEntries(
    table.key.map((column) => {
      checkCell(table, column, cells[column])
      return [column, cells[column]]
    }),
  )
}

/** The limit as a whole number, or a fault. */
export function limitOf(limit: number): number {
  if (!Number.isSafeInteger(limit) || limit < 0) throw new Fault('db-limit', { params: { limit } })
  return limit
}
