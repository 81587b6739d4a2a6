import type { Instant } from '#kernel/instant.ts'

/** Values a cell may hold. Integers stay within 2^53-1; `json` is plain data, stored as jsonb. */
export type Cell = string | number | boolean | Uint8Array | readonly string[] | Json | null
export type Json = { readonly [member: string]: unknown } | readonly unknown[]

/** What a column holds: its wire name in SQL follows from `type` (text COLLATE "C", bigint, boolean, bytea, text[], jsonb). */
export interface Column<Value = unknown> {
  readonly type: 'text' | 'int' | 'bool' | 'bytes' | 'texts' | 'json'
  readonly nullable: boolean
  /** Never set: carries the type of a cell. */
  readonly value?: Value
}

export type Columns = Readonly<Record<string, Column>>

/**
 * A table as data. The DDL stands in the room's sql/ folder; a test holds both together.
 * `truth` is the record itself, `projection` can be dropped and rebuilt from it, `books` are the node's own
 * (accounts, drafts, cursors): no projection, kept by the backup.
 */
export interface Table<Shape extends Columns = Columns, Key extends keyof Shape & string = keyof Shape & string> {
  readonly name: `${string}.${string}`
  readonly columns: Shape
  readonly key: readonly Key[]
  readonly role: 'truth' | 'projection' | 'books'
}

type CellOf<C> = C extends Column<infer Value> ? Value : never
export type Row<T extends Table> = { readonly [C in keyof T['columns']]: CellOf<T['columns'][C]> }
export type KeyOf<T extends Table> = Pick<Row<T>, T['key'][number]>

export function table<const Shape extends Columns, const Key extends keyof Shape & string>(
  name: `${string}.${string}`,
  role: Table['role'],
  columns: Shape,
  key: readonly Key[],
): Table<Shape, Key> {
  return { name, role, columns, key }
}

export const text = <Value extends string = string>(): Column<Value> => ({ type: 'text', nullable: false })
export const instant = (): Column<Instant> => ({ type: 'text', nullable: false })
export const int = (): Column<number> => ({ type: 'int', nullable: false })
export const bool = (): Column<boolean> => ({ type: 'bool', nullable: false })
export const bytes = (): Column<Uint8Array> => ({ type: 'bytes', nullable: false })
export const texts = <Value extends string = string>(): Column<readonly Value[]> => ({ type: 'texts', nullable: false })
export const json = <Value extends Json = Json>(): Column<Value> => ({ type: 'json', nullable: false })
export const nullable = <Value>(column: Column<Value>): Column<Value | null> => ({ type: column.type, nullable: true })

/** Rows of one table as they go to PostgreSQL (binary COPY without header and trailer): many rows that pass between threads as few buffers. */
export interface PackedRows {
  readonly count: number
  readonly parts: readonly Uint8Array<ArrayBuffer>[]
}

/**
 * A condition on one column. A bare value means equality. `has` is for `texts`: the array contains the value; `holds` for text: it stands somewhere
 * in it, and `pairs` asks the same of an index of its pairs of characters (`pairs` in the table's schema).
 */
export type Condition<Value> =
  | Value
  | { readonly gt?: Value; readonly gte?: Value; readonly lt?: Value; readonly lte?: Value }
  | { readonly in: readonly Value[] }
  | { readonly not: Value }
  | { readonly has: string }
  | { readonly prefix: string }
  | { readonly holds: string }
  | { readonly pairs: string }

/** Conditions of several columns, all of which must hold. */
export type Where<T extends Table> = { readonly [C in keyof T['columns']]?: Condition<Row<T>[C]> }

/** `order` names columns, a leading `-` for descending; without it the rows come in key order. */
export interface Query<T extends Table> {
  readonly where?: Where<T>
  readonly order?: readonly ((keyof T['columns'] & string) | `-${keyof T['columns'] & string}`)[]
  readonly limit?: number
  /** Only these columns are read; without it all are. Absent columns are `undefined` at run time. */
  readonly columns?: readonly (keyof T['columns'] & string)[]
  /** Only rows of these keys. */
  readonly keys?: readonly KeyOf<T>[]
  /** Only rows whose value in this column another row has too, whatever else is asked of that one. */
  readonly repeated?: keyof T['columns'] & string
  /**
   * Changes nothing of the answer, but how it is found: for a column that `where` gives several values (`in`), the first rows of each value
   * by an index that begins with it, so that no row of another value is passed over on the way. Needs `limit`.
   */
  readonly each?: keyof T['columns'] & string
  /** With `each`: of each value so many rows at most, the first ones. */
  readonly most?: number
}

/**
 * A change of rows as data: what `project` returns and one generic writer applies, to PostgreSQL or to the simulated store.
 * `insert` faults on a key that exists, and so does `pack`, which inserts many rows in their packed form; `put` replaces, `keep` inserts unless the key exists, `update` and `delete` name
 * the rows by conditions, so that who may write stands in the statement that writes.
 */
export type Change<T extends Table = Table> =
  | { readonly do: 'insert' | 'put' | 'keep'; readonly table: T; readonly row: Row<T> }
  | { readonly do: 'pack'; readonly table: T; readonly rows: PackedRows }
  | { readonly do: 'update'; readonly table: T; readonly where: Where<T>; readonly set: Partial<Row<T>> }
  | { readonly do: 'delete'; readonly table: T; readonly where: Where<T> }

export const insert = <T extends Table>(into: T, row: Row<T>): Change => ({ do: 'insert', table: into, row })
export const pack = <T extends Table>(into: T, rows: PackedRows): Change => ({ do: 'pack', table: into, rows })
export const put = <T extends Table>(into: T, row: Row<T>): Change => ({ do: 'put', table: into, row })
export const keep = <T extends Table>(into: T, row: Row<T>): Change => ({ do: 'keep', table: into, row })
export const update = <T extends Table>(of: T, where: Where<T>, set: Partial<Row<T>>): Change => ({
  do: 'update',
  table: of,
  where,
  set,
})
export const remove = <T extends Table>(from: T, where: Where<T>): Change => ({ do: 'delete', table: from, where })
