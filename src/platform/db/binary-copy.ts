import { Fault } from '#kernel/fault.ts'
import { checkRow, isFit, isText } from './row.ts'
import type { Column, Row, Table } from './table.ts'

/** Rows of one table in PostgreSQL's binary COPY format, as buffers of about `partBytes`. Each row is checked first. */
export function* binaryCopy<T extends Table>(table: T, rows: Iterable<Row<T>>): Generator<Uint8Array> {
  yield copyHeader
  yield* rowParts(table, rows)
  yield copyTrailer
}

/** The rows alone, without the header and the trailer of a COPY. */
export function* rowParts<T extends Table>(table: T, rows: Iterable<Row<T>>): Generator<Uint8Array<ArrayBuffer>> {
  const writer = new CopyWriter()
  const columns = Object.entries<Column>(table.columns)
  for (const row of rows) {
    const cells: Readonly<Record<string, unknown>> = row
    writer.int16(columns.length)
    for (const [name, column] of columns)
      if (!writer.cell(column, cells[name]))
        throw new Fault('db-value', { params: { table: table.name, column: name } })
    if (Object.keys(cells).length !== columns.length) checkRow(table, cells)
    if (writer.size >= partBytes) yield writer.take()
  }
  if (writer.size > 0) yield writer.take()
}

const partBytes = 1 << 18
/** Room for the row with which a part is full. */
const spareBytes = 1 << 14
const oidOfText = 25
const two32 = 2 ** 32

/** `PGCOPY\n`, 255, `\r\n`, 0, then flags and the length of an extension, both 0. */
export const copyHeader = Uint8Array.of(
  0x50,
  0x47,
  0x43,
  0x4f,
  0x50,
  0x59,
  0x0a,
  0xff,
  0x0d,
  0x0a,
  0,
  0,
  0,
  0,
  0,
  0,
  0,
  0,
  0,
)
/** In the place of a row's number of fields. */
export const copyTrailer = Uint8Array.of(0xff, 0xff)
/** Shorter texts are written letter by letter as long as they are ASCII. */
const shortText = 64

/** Numbers are big-endian; each field is its length (-1 for null) and its bytes. */
class CopyWriter {
  #buffer: Buffer<ArrayBuffer> = Buffer.allocUnsafeSlow(partBytes + spareBytes)
  #at = 0

  get size(): number {
    return this.#at
  }

  /** What was written so far; the writer starts a new buffer, since the socket may still hold the old one. */
  take(): Uint8Array<ArrayBuffer> {
    const part = this.#buffer.subarray(0, this.#at)
    this.#buffer = Buffer.allocUnsafeSlow(partBytes + spareBytes)
    this.#at = 0
    return part
  }

  int16(value: number): void {
    this.#ensure(2)
    this.#at = this.#buffer.writeInt16BE(value, this.#at)
  }

  /** False where the value does not fit the column. */
  cell(column: Column, value: unknown): boolean {
    if (column.type === 'text' && typeof value === 'string') return this.#fitText(value)
    if (!isFit(column, value)) return false
    this.#cell(column.type, value)
    return true
  }

  /** Looked at and written at once: most cells are short texts. */
  #fitText(value: string): boolean {
    this.#ensure(4 + value.length * 3)
    const written = this.#short(value, this.#at + 4)
    if (written === undefined) {
      if (!isText(value)) return false
      this.#text(value, 0)
      return true
    }
    this.#buffer.writeInt32BE(written, this.#at)
    this.#at += 4 + written
    return true
  }

  #cell(type: Column['type'], value: unknown): void {
    if (value === null) return this.#int32(-1)
    if (typeof value === 'string') return this.#text(value, 0)
    if (typeof value === 'number') return this.#int64(value)
    if (typeof value === 'boolean') return this.#bool(value)
    if (value instanceof Uint8Array) return this.#sized(value)
    if (type === 'json') return this.#text(JSON.stringify(value), 1)
    if (Array.isArray(value)) this.#texts(value)
  }

  #int32(value: number): void {
    this.#ensure(4)
    this.#at = this.#buffer.writeInt32BE(value, this.#at)
  }

  #int64(value: number): void {
    this.#ensure(12)
    const high = Math.floor(value / two32)
    this.#at = this.#buffer.writeInt32BE(8, this.#at)
    this.#at = this.#buffer.writeInt32BE(high, this.#at)
    this.#at = this.#buffer.writeUInt32BE(value - high * two32, this.#at)
  }

  #bool(value: boolean): void {
    this.#ensure(5)
    this.#at = this.#buffer.writeInt32BE(1, this.#at)
    this.#at = this.#buffer.writeUInt8(value ? 1 : 0, this.#at)
  }

  /** UTF-8, after a version byte where there is one (jsonb has version 1). */
  #text(value: string, version: 0 | 1): void {
    this.#ensure(5 + value.length * 3)
    const start = this.#at + 4 + version
    if (version === 1) this.#buffer[this.#at + 4] = version
    const written = this.#buffer.write(value, start, 'utf8')
    this.#buffer.writeInt32BE(version + written, this.#at)
    this.#at = start + written
  }

  /** A call into the runtime takes longer than a short word. */
  #short(value: string, start: number): number | undefined {
    if (value.length > shortText) return undefined
    const buffer = this.#buffer
    for (let at = 0; at < value.length; at += 1) {
      const code = value.charCodeAt(at)
      if (code === 0 || code >= 0x80) return undefined
      buffer[start + at] = code
    }
    return value.length
  }

  #sized(value: Uint8Array): void {
    this.#int32(value.length)
    this.#bytes(value)
  }

  /** Dimensions, whether there are nulls, element type; per dimension length and lower bound; elements. */
  #texts(values: readonly string[]): void {
    this.#int32(0)
    const start = this.#at
    this.#dimension(values.length)
    for (const value of values) this.#text(value, 0)
    this.#buffer.writeInt32BE(this.#at - start, start - 4)
  }

  #dimension(count: number): void {
    this.#int32(count === 0 ? 0 : 1)
    this.#int32(0)
    this.#int32(oidOfText)
    if (count === 0) return
    this.#int32(count)
    this.#int32(1)
  }

  #bytes(value: Uint8Array): void {
    this.#ensure(value.length)
    this.#buffer.set(value, this.#at)
    this.#at += value.length
  }

  #ensure(bytes: number): void {
    if (this.#at + bytes <= this.#buffer.length) return
    const larger = Buffer.allocUnsafeSlow(Math.max(this.#buffer.length * 2, this.#at + bytes))
    this.#buffer.copy(larger, 0, 0, this.#at)
    this.#buffer = larger
  }
}
