import type { ClientBase } from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { binaryCopy, copyHeader, copyTrailer } from './binary-copy.ts'
import { CopyAtOnce } from './copy-at-once.ts'
import { ask } from './prepared.ts'
import { checkCell, checkRow, columnsOf } from './row.ts'
import { parameterOf, quote, quoteList, quotePath, whereSql } from './sql.ts'
import type { Change, Row, Table } from './table.ts'

type RowChange = Change & { readonly do: 'insert' | 'put' | 'keep' }

/** From this many rows on, COPY is faster than parameters. */
const copyFromRows = 20
/** Rows of one statement: few texts to prepare, few parameters. */
const rowsPerStatement = 50

/** Applies changes in order and answers the rows each touched. Runs of one verb on one table go together, and with their neighbours on other tables. */
export async function writeChanges(client: ClientBase, changes: readonly Change[]): Promise<readonly number[]> {
  const touched: number[] = []
  const parts: Part[] = []
  for (let at = 0; at < changes.length;) {
    const run = runFrom(changes, at)
    if (run === undefined) break
    const part = partOf(run)
    const isApart =
      part === undefined || parts.length === partsAtOnce || parts.some(({ table }) => table === part.table)
    if (isApart) touched.push(...(await writeParts(client, parts.splice(0))))
    if (part === undefined) touched.push(...(await writeRun(client, run)))
    else parts.push(part)
    at += run.length
  }
  return [...touched, ...(await writeParts(client, parts))]
}

/** As many statements as go in one message: each waits for the server once. */
const partsAtOnce = 12

/** Changes next to each other that are written together. */
interface Run {
  readonly change: Change
  /** Rows of as many changes of the verb on the table. */
  readonly rows: readonly Row<Table>[]
  readonly length: number
}

function runFrom(changes: readonly Change[], start: number): Run | undefined {
  const change = changes[start]
  if (change === undefined) return undefined
  if (!isRow(change)) return { change, rows: [], length: 1 }
  const rows: Row<Table>[] = []
  for (let at = start; at < changes.length; at++) {
    const next = changes[at]
    if (next === undefined || !isRow(next) || next.do !== change.do || next.table.name !== change.table.name) break
    rows.push(next.row)
  }
  return { change, rows, length: rows.length }
}

const isRow = (change: Change): change is RowChange =>
  change.do !== 'update' && change.do !== 'delete' && change.do !== 'pack'

/** One statement of several on different tables. `touched`: of each change, where it does not depend on what there was. */
interface Part {
  readonly table: Table
  readonly write: (values: unknown[]) => string
  readonly touched?: readonly number[]
}

/** `undefined` for what needs a statement, or more, of its own. */
function partOf({ change, rows }: Run): Part | undefined {
  const { table } = change
  switch (change.do) {
    case 'update':
      return { table, write: (values) => updateSql(change, values) }
    case 'delete':
      return {
        table,
        write: (values) => `DELETE FROM ${quotePath(table.name)}${whereSql(table, change.where, values)}`,
      }
    case 'keep':
      return rows.length > 1
        ? undefined
        : { table, write: (values) => insertSql(table, rows, values, keepEnding(table)) }
    case 'put': {
      const last = lastOfKeys(table, rows)
      if (last.length >= copyFromRows) return undefined
      return { table, write: (values) => insertSql(table, last, values, putEnding(table)), touched: rows.map(() => 1) }
    }
    case 'insert':
      if (rows.length >= copyFromRows) return undefined
      return { table, write: (values) => insertSql(table, rows, values, ''), touched: rows.map(() => 1) }
    case 'pack':
      return undefined
  }
}

/** Writes statements on different tables as one. */
async function writeParts(client: ClientBase, parts: readonly Part[]): Promise<readonly number[]> {
  const values: unknown[] = []
  const texts = parts.map(({ write }) => write(values))
  const [first] = texts
  if (first === undefined) return []
  if (texts.length === 1) {
    const { rowCount } = await ask(client, { text: first, values })
    return parts[0]?.touched ?? [rowCount ?? 0]
  }
  const named = texts.map((text, at) => `w${at} AS (${text} RETURNING 1)`)
  const counts = texts.map((_, at) => `(SELECT count(*) FROM w${at}) AS w${at}`)
  const { rows } = await ask(client, { text: `WITH ${named.join(', ')} SELECT ${counts.join(', ')}`, values })
  return parts.flatMap(({ touched }, at) => touched ?? [Number(rows[0]?.[`w${at}`])])
}

/** Many rows, and rows in packed form. */
async function writeRun(client: ClientBase, { change, rows }: Run): Promise<readonly number[]> {
  const { table } = change
  if (change.do === 'pack') {
    const parts = [copyHeader, ...change.rows.parts, copyTrailer]
    const bytes = parts.reduce((sum, { length }) => sum + length, 0)
    await (bytes <= atOnceBytes ? copyAtOnce(client, table, parts) : copyParts(client, table, parts))
    return [change.rows.count]
  }
  if (change.do === 'insert') {
    await copyRows(client, { into: quotePath(table.name), table, rows })
    return rows.map(() => 1)
  }
  if (change.do === 'put') {
    await upsert(client, table, lastOfKeys(table, rows), putEnding(table))
    return rows.map(() => 1)
  }
  const keys = rows.map((row) => keyText(table, row))
  const firsts = new Map(rows.map((row, at) => [keys[at], row] as const).toReversed())
  const ending = `${keepEnding(table)} RETURNING ${quoteList(table.key)}`
  const kept = new Set((await upsert(client, table, [...firsts.values()], ending)).map((row) => keyText(table, row)))
  return keys.map((key) => Number(kept.delete(key)))
}

/** One statement cannot touch a row twice: the last of a key stands for all. */
const lastOfKeys = (table: Table, rows: readonly Row<Table>[]): readonly Row<Table>[] => [
  ...new Map(rows.map((row) => [keyText(table, row), row])).values(),
]

/** Inserts with an ending for conflicts, through a table of the transaction's own when there are many. */
async function upsert(
  client: ClientBase,
  table: Table,
  rows: readonly Row<Table>[],
  ending: string,
): Promise<readonly Row<Table>[]> {
  if (rows.length < copyFromRows * 5) return insertValues(client, table, rows, ending)
  const into = quotePath(table.name)
  const columns = quoteList(columnsOf(table))
  await client.query(`CREATE TEMPORARY TABLE tamga_rows ON COMMIT DROP AS SELECT ${columns} FROM ${into} WITH NO DATA`)
  await copyRows(client, { into: 'pg_temp.tamga_rows', table, rows })
  const text = `INSERT INTO ${into} (${columns}) SELECT ${columns} FROM pg_temp.tamga_rows${ending}`
  const result = await client.query<Row<Table>>(text)
  await client.query('DROP TABLE pg_temp.tamga_rows')
  return result.rows
}

const keepEnding = (table: Table): string => ` ON CONFLICT (${quoteList(table.key)}) DO NOTHING`

function putEnding(table: Table): string {
  const rest = columnsOf(table).filter((column) => !table.key.includes(column))
  const set = (rest.length === 0 ? table.key : rest).map((column) => `${quote(column)} = excluded.${quote(column)}`)
  return ` ON CONFLICT (${quoteList(table.key)}) DO UPDATE SET ${set.join(', ')}`
}

async function insertValues(
  client: ClientBase,
  table: Table,
  rows: readonly Row<Table>[],
  ending: string,
): Promise<readonly Row<Table>[]> {
  const answered: Row<Table>[] = []
  for (let at = 0; at < rows.length; at += rowsPerStatement) {
    const values: unknown[] = []
    const text = insertSql(table, rows.slice(at, at + rowsPerStatement), values, ending)
    answered.push(...(await client.query<Row<Table>>(text, values)).rows)
  }
  return answered
}

/** An insert of rows, its parameters appended to `values`. */
function insertSql(table: Table, rows: readonly Row<Table>[], values: unknown[], ending: string): string {
  const columns = columnsOf(table)
  for (const row of rows) checkRow(table, row)
  const tuples = rows.map((row) => {
    const places = columns.map((column) => `$${values.push(parameterOf(table, column, row[column]))}`)
    return `(${places.join(', ')})`
  })
  return `INSERT INTO ${quotePath(table.name)} (${quoteList(columns)}) VALUES ${tuples.join(', ')}${ending}`
}

async function copyRows(
  client: ClientBase,
  { into, table, rows }: { readonly into: string; readonly table: Table; readonly rows: readonly Row<Table>[] },
): Promise<void> {
  await copyParts(client, table, binaryCopy(table, rows), into)
}

/** More is sent as the server takes it. */
const atOnceBytes = 1024 * 1024

function copyAtOnce(client: ClientBase, table: Table, parts: readonly Uint8Array[]): Promise<void> {
  return client.query(new CopyAtOnce(copySql(table, quotePath(table.name)), parts)).done
}

const copySql = (table: Table, into: string): string =>
  `COPY ${into} (${quoteList(columnsOf(table))}) FROM STDIN (FORMAT binary)`

async function copyParts(
  client: ClientBase,
  table: Table,
  parts: Iterable<Uint8Array>,
  into = quotePath(table.name),
): Promise<void> {
  const sink = client.query(copyFrom(copySql(table, into)))
  await pipeline(Readable.from(parts, { objectMode: true, highWaterMark: 2 }), sink)
}

function updateSql({ table, set, where }: Change & { readonly do: 'update' }, values: unknown[]): string {
  const assigned = Object.entries(set).map(([column, value]) => {
    checkCell(table, column, value)
    return `${quote(column)} = $${values.push(parameterOf(table, column, value))}`
  })
  return `UPDATE ${quotePath(table.name)} SET ${assigned.join(', ')}${whereSql(table, where, values)}`
}

/** A key as one text, to tell rows of a run apart. */
function keyText(table: Table, row: Row<Table>): string {
  return JSON.stringify(
    table.key.map((column) => (row[column] instanceof Uint8Array ? row[column].toHex() : row[column])),
  )
}
