import { decodeUtf8, encodeUtf8, fromBase64Url, toBase64Url } from '#kernel/bytes.ts'
import type { Reads } from '#platform/db/store.ts'
import { checkRow } from '#platform/db/row.ts'
import type { Cell, Row, Table } from '#platform/db/table.ts'
import { rowsOf } from '#platform/record/digest.ts'

/** A member holds rows until it has about this many bytes. */
const memberBytes = 1 << 20

/** All rows of a table in key order, in members of lines: one JSON array of cells per row, in the order of the description. */
export async function* rowMembers(reads: Reads, table: Table): AsyncGenerator<{ rows: number; content: Uint8Array }> {
  let lines: string[] = []
  let bytes = 0
  const taken = () => {
    const member = { rows: lines.length, content: encodeUtf8(lines.join('')) }
    lines = []
    bytes = 0
    return member
  }
  for await (const row of rowsOf(reads, table, rowsAtOnce(table))) {
    const line = lineOf(table, row as Readonly<Record<string, Cell>>)
    lines.push(line)
    bytes += line.length
    if (bytes >= memberBytes) yield taken()
  }
  if (lines.length > 0) yield taken()
}

/** A row with bytes may hold a quarter of a megabyte of them. */
const rowsAtOnce = (table: Table): number =>
  Object.values(table.columns).some(({ type }) => type === 'bytes') ? 64 : 2000

/** Bytes as base64url, everything else as JSON has it. */
function lineOf(table: Table, row: Readonly<Record<string, Cell>>): string {
  const cells = Object.keys(table.columns).map((column) => {
    const cell = row[column] ?? null
    return cell instanceof Uint8Array ? toBase64Url(cell) : cell
  })
  return `${JSON.stringify(cells)}\n`
}

/** The rows of a member; `undefined` where they are not rows of the table. */
export function readRows(table: Table, content: Uint8Array): readonly Row<Table>[] | undefined {
  const text = decodeUtf8(content)
  if (text?.endsWith('\n') !== true) return undefined
  const rows: Row<Table>[] = []
  for (const line of text.slice(0, -1).split('\n')) {
    const row = readRow(table, line)
    if (row === undefined) return undefined
    rows.push(row)
  }
  return rows
}

function readRow(table: Table, line: string): Row<Table> | undefined {
  try {
    const cells: unknown = JSON.parse(line)
    const columns = Object.entries(table.columns)
    if (!Array.isArray(cells) || cells.length !== columns.length) return undefined
    const row = Object.fromEntries(
      columns.map(([name, { type }], at) => {
        const cell: unknown = cells[at]
        return [name, type === 'bytes' && typeof cell === 'string' ? fromBase64Url(cell) : cell]
      }),
    ) as Row<Table>
    checkRow(table, row)
    return row
  } catch {
    return undefined
  }
}
