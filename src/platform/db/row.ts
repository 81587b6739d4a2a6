import { Fault } from '#kernel/fault.ts'
import type { Cell, Column, Table } from './table.ts'

/** Column names of a table in the order of its description, which is the order of COPY. */
export function columnsOf(table: Table): readonly string[] {
  return Object.keys(table.columns)
}

/** The column, or a fault: names of columns come from the description alone, never from outside. */
export function columnOf(table: Table, name: string): Column {
  const column = Object.hasOwn(table.columns, name) ? table.columns[name] : undefined
  if (column === undefined) throw new Fault('db-column', { params: { table: table.name, column: name } })
  return column
}

/** The column, or a fault unless it holds integers. */
export function intColumnOf(table: Table, name: string): Column {
  const column = columnOf(table, name)
  if (column.type !== 'int') throw new Fault('db-column', { params: { table: table.name, column: name } })
  return column
}

/** Faults unless the row has a fitting value for every column and nothing else. */
export function checkRow(table: Table, cells: Readonly<Record<string, unknown>>): void {
  let count = 0
  for (const [name, column] of columnListOf(table)) {
    if (!isFit(column, cells[name])) throw new Fault('db-value', { params: { table: table.name, column: name } })
    count += 1
  }
  if (Object.keys(cells).length !== count) for (const name in cells) columnOf(table, name)
}

/** Columns with their names, once per table. */
const columnLists = new WeakMap<Table, readonly (readonly [string, Column])[]>()

function columnListOf(table: Table): readonly (readonly [string, Column])[] {
  const known = columnLists.get(table)
  if (known !== undefined) return known
  const list = Object.entries(table.columns)
  columnLists.set(table, list)
  return list
}

/** Whether the value may stand in the column. */
export const isFit = (column: Column, value: unknown): boolean =>
  value === null ? column.nullable : fits[column.type](value)

/** Faults unless the value fits the column: text well-formed and without NUL, integers whole and within 2^53-1. */
export function checkCell(table: Table, name: string, value: unknown): asserts value is Cell {
  const column = columnOf(table, name)
  if (isFit(column, value)) return
  throw new Fault('db-value', { params: { table: table.name, column: name } })
}

/** Text well-formed and without NUL. */
export const isText = (value: unknown): boolean =>
  typeof value === 'string' && (isShortAscii(value) || (value.isWellFormed() && !value.includes('\0')))

/** What most texts are, known without a call into the runtime. */
function isShortAscii(value: string): boolean {
  if (value.length > 48) return false
  for (let at = 0; at < value.length; at += 1) {
    const code = value.charCodeAt(at)
    if (code === 0 || code >= 0x80) return false
  }
  return true
}

const fits: Readonly<Record<Column['type'], (value: unknown) => boolean>> = {
  text: isText,
  int: Number.isSafeInteger,
  bool: (value) => typeof value === 'boolean',
  bytes: (value) => value instanceof Uint8Array,
  texts: (value) => Array.isArray(value) && value.every(isText),
  json: (value) => typeof value === 'object' && isJson(value),
}

function isJson(value: unknown): boolean {
  if (typeof value === 'string') return isText(value)
  if (typeof value === 'number') return Number.isFinite(value)
  if (typeof value !== 'object' || value === null)
    return typeof value === 'boolean' || value === null || value === undefined
  return Array.isArray(value)
    ? value.every((item) => item !== undefined && isJson(item))
    : Object.entries(value).every(([member, item]) => isText(member) && isJson(item))
}
