import type { Json, Row, Table } from './table.ts'

/**
 * A row as a database would give it back: bytes of its own, JSON as jsonb keeps it (members by length, then by bytes;
 * undefined members gone), frozen.
 */
export function storedRow(table: Table, row: Row<Table>): Row<Table> {
  return Object.freeze(Object.fromEntries(Object.entries(table.columns).map(([name]) => [name, stored(row[name])])))
}

function stored(cell: unknown): unknown {
  if (cell instanceof Uint8Array) return new Uint8Array(cell)
  if (typeof cell !== 'object' || cell === null) return cell
  return normalJson(JSON.parse(JSON.stringify(cell)))
}

/** JSON with its members in the order of jsonb. */
export function normalJson(value: Json): Json
export function normalJson(value: unknown): unknown
export function normalJson(value: unknown): unknown {
  if (Array.isArray(value)) return Object.freeze(value.map((item) => normalJson(item)))
  if (typeof value !== 'object' || value === null) return value
  const members = Object.entries(value).map(([name, item]) => [Buffer.from(name), name, normalJson(item)] as const)
  members.sort(([one], [other]) => one.length - other.length || Buffer.compare(one, other))
  return Object.freeze(Object.fromEntries(members.map(([, name, item]) => [name, item])))
}
