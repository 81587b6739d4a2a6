import { createHash, type Hash } from 'node:crypto'
import { encodeUtf8, toHex, type Sha256Hex } from '#kernel/bytes.ts'
import type { Reads } from '#platform/db/store.ts'
import type { Cell, Row, Table, Where } from '#platform/db/table.ts'

type Cells = Readonly<Record<string, Cell>>

/** Rows of one table that are in memory at a time. */
const pageRows = 2000

/** SHA-256 over all rows, and how many there were. */
export interface TablesDigest {
  readonly digest: Sha256Hex
  readonly rows: number
}

/**
 * Digest of tables by their rows alone, in the order of names and keys. Two stores, two nodes or two rebuilds that hold the same
 * rows have the same digest.
 */
export async function digestOf(reads: Reads, tables: readonly Table[]): Promise<TablesDigest> {
  const hash = createHash('sha256')
  let rows = 0
  for (const table of tables.toSorted((one, other) => (one.name < other.name ? -1 : 1))) {
    hash.update(`${table.name}\n`)
    for await (const row of rowsOf(reads, table)) {
      hashRow(hash, table, row as Cells)
      rows += 1
    }
  }
  return { digest: toHex(hash.digest()) as Sha256Hex, rows }
}

/**
 * All rows of a table in key order, page by page. Each page begins after the key of the last row seen: first the rest of its
 * longest key prefix, then of the next shorter one.
 */
export async function* rowsOf<T extends Table>(reads: Reads, table: T, atOnce = pageRows): AsyncGenerator<Row<T>> {
  const { key } = table
  let last: Row<T> | undefined
  let depth = 0
  while (depth >= 0) {
    const where = (last === undefined ? {} : after(table, last as Cells, depth)) as Where<T>
    const page: readonly Row<T>[] = await reads.select(table, { where, order: key, limit: atOnce })
    yield* page
    last = page.at(-1) ?? last
    depth = page.length === atOnce ? key.length - 1 : depth - 1
  }
}

/** Rows that share the first `depth` parts of the key and come later in the next part. */
function after(table: Table, last: Cells, depth: number): Readonly<Record<string, unknown>> {
  const where: Record<string, unknown> = {}
  for (const column of table.key.slice(0, depth)) where[column] = last[column]
  const next = table.key[depth] ?? ''
  where[next] = { gt: last[next] }
  return where
}

/** One line per row: the cells in the order of the table's description, bytes as base64, JSON with sorted members. */
function hashRow(hash: Hash, table: Table, row: Cells): void {
  for (const column of Object.keys(table.columns)) {
    const cell = row[column] ?? null
    if (cell instanceof Uint8Array) {
      hash.update(encodeUtf8(`b${cell.length}:`))
      hash.update(cell)
    } else hash.update(`${JSON.stringify(sorted(cell))}\n`)
  }
}

/** PostgreSQL keeps the members of jsonb in an order of its own. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  const members = Object.entries(value).map(([name, item]) => [name, sorted(item)] as const)
  return Object.fromEntries(members.toSorted(([one], [other]) => (one < other ? -1 : 1)))
}
