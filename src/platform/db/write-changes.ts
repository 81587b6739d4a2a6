import type { ClientBase } from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { binaryCopy, copyHeader, copyTrailer } from './binary-copy.ts'
import { checkCell, checkRow, columnsOf } from './row.ts'
import { parameterOf, quote, quoteList, quotePath, whereSql } from './sql.ts'
import type { Change, Row, Table } from './table.ts'

type RowChange = Change & { readonly do: 'insert' | 'put' | 'keep' }
type Run = { readonly kind: RowChange['do']; readonly table: Table; readonly rows: Row<Table>[] }

/** From this many rows on, COPY is faster than parameters. */
const copyFromRows = 20
/** Rows of one statement: few texts to prepare, few parameters. */
const rowsPerStatement = 50

/** Applies changes in order and answers the rows each touched. Runs of one verb on one table go together. */
export async function writeChanges(client: ClientBase, changes: readonly Change[]): Promise<readonly number[]> {
  const touched: number[] = []
  for (let at = 0; at < changes.length;) {
    const change = changes[at]
    if (change === undefined) break
    if (change.do === 'update' || change.do === 'delete') {
      touched.push(await writeWhere(client, change))
      at++
    } else if (change.do === 'pack') {
      await copyParts(client, change.table, [copyHeader, ...change.rows.parts, copyTrailer])
      touched.push(change.rows.count)
      at++
    } else {
      const run = runFrom(changes, at, change)
      touched.push(...(await writeRun(client, run)))
      at += run.rows.length
    }
  }
  return touched
}

function runFrom(changes: readonly Change[], start: number, first: RowChange): Run {
  const rows: Row<Table>[] = []
  for (let at = start; at < changes.length; at++) {
    const change = changes[at]
    if (change?.do !== first.do || change.table.name !== first.table.name) break
    rows.push(change.row)
  }
  return { kind: first.do, table: first.table, rows }
}

async function writeRun(client: ClientBase, { kind, table, rows }: Run): Promise<readonly number[]> {
  if (kind === 'insert') {
    await insertRows(client, table, rows)
    return rows.map(() => 1)
  }
  const keys = rows.map((row) => keyText(table, row))
  if (kind === 'put') {
    // One statement cannot touch a row twice: the last of a key stands for all.
    await upsert(client, table, [...new Map(rows.map((row, at) => [keys[at], row])).values()], putEnding(table))
    return rows.map(() => 1)
  }
  const firsts = new Map(rows.map((row, at) => [keys[at], row] as const).toReversed())
  const ending = ` ON CONFLICT (${quoteList(table.key)}) DO NOTHING RETURNING ${quoteList(table.key)}`
  const kept = new Set((await upsert(client, table, [...firsts.values()], ending)).map((row) => keyText(table, row)))
  return keys.map((key) => Number(kept.delete(key)))
}

async function insertRows(client: ClientBase, table: Table, rows: readonly Row<Table>[]): Promise<void> {
  if (rows.length < copyFromRows) await insertValues(client, table, rows, '')
  else await copyRows(client, { into: quotePath(table.name), table, rows })
}

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
  const columns = columnsOf(table)
  const start = `INSERT INTO ${quotePath(table.name)} (${quoteList(columns)}) VALUES `
  const answered: Row<Table>[] = []
  for (let at = 0; at < rows.length; at += rowsPerStatement) {
    const part = rows.slice(at, at + rowsPerStatement)
    for (const row of part) checkRow(table, row)
    const tuples = part.map((_, index) => tuple(index * columns.length, columns.length))
    const values = part.flatMap((row) => columns.map((column) => parameterOf(table, column, row[column])))
    answered.push(...(await client.query<Row<Table>>(`${start}${tuples.join(', ')}${ending}`, values)).rows)
  }
  return answered
}

/** `($first+1, ...)` for one row. */
function tuple(first: number, length: number): string {
  return `(${Array.from({ length }, (_, at) => `$${first + at + 1}`).join(', ')})`
}

async function copyRows(
  client: ClientBase,
  { into, table, rows }: { readonly into: string; readonly table: Table; readonly rows: readonly Row<Table>[] },
): Promise<void> {
  await copyParts(client, table, binaryCopy(table, rows), into)
}

async function copyParts(
  client: ClientBase,
  table: Table,
  parts: Iterable<Uint8Array>,
  into = quotePath(table.name),
): Promise<void> {
  const text = `COPY ${into} (${quoteList(columnsOf(table))}) FROM STDIN (FORMAT binary)`
  const sink = client.query(copyFrom(text))
  await pipeline(Readable.from(parts, { objectMode: true, highWaterMark: 2 }), sink)
}

async function writeWhere(client: ClientBase, change: Change & { readonly do: 'update' | 'delete' }): Promise<number> {
  const { table } = change
  const values: unknown[] = []
  if (change.do === 'delete') {
    const text = `DELETE FROM ${quotePath(table.name)}${whereSql(table, change.where, values)}`
    return (await client.query(text, values)).rowCount ?? 0
  }
  const set = Object.entries(change.set).map(([column, value]) => {
    checkCell(table, column, value)
    return `${quote(column)} = $${values.push(parameterOf(table, column, value))}`
  })
  const text = `UPDATE ${quotePath(table.name)} SET ${set.join(', ')}${whereSql(table, change.where, values)}`
  return (await client.query(text, values)).rowCount ?? 0
}

/** A key as one text, to tell rows of a run apart. */
function keyText(table: Table, row: Row<Table>): string {
  return JSON.stringify(
    table.key.map((column) => (row[column] instanceof Uint8Array ? row[column].toHex() : row[column])),
  )
}
