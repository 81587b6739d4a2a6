import { Fault } from '#kernel/fault.ts'
import { rowParts } from './binary-copy.ts'
import { columnsOf, intColumnOf } from './row.ts'
import type { Column, PackedRows, Row, Table } from './table.ts'

export function packRows<T extends Table>(table: T, rows: readonly Row<T>[]): PackedRows {
  return { count: rows.length, parts: [...rowParts(table, rows)] }
}

/** One integer column of all rows anew, where they stand. */
export function setPacked<T extends Table>(
  table: T,
  { parts }: PackedRows,
  [name, value]: readonly [column: keyof T['columns'] & string, value: number],
): void {
  intColumnOf(table, name)
  const columns = columnsOf(table)
  const place = columns.indexOf(name)
  for (const part of parts) {
    const view = new DataView(part.buffer, part.byteOffset, part.byteLength)
    for (let at = 0; at < part.length;) {
      at += 2
      for (let field = 0; field < columns.length; field += 1) {
        if (field === place) view.setBigInt64(at + 4, BigInt(value))
        at += 4 + Math.max(0, view.getInt32(at))
      }
    }
  }
}

/** The rows again, for a store that is no PostgreSQL. */
export function unpackRows<T extends Table>(table: T, { parts }: PackedRows): readonly Row<T>[] {
  const columns = columnsOf(table).map((name) => [name, table.columns[name]?.type ?? 'text'] as const)
  return parts.flatMap((part) => {
    const reader = new RowReader(part)
    const rows: Row<T>[] = []
    while (!reader.isAtEnd) {
      if (reader.int16() !== columns.length) throw new Fault('db-packed', { params: { table: table.name } })
      rows.push(Object.fromEntries(columns.map(([name, type]) => [name, reader.cell(type)])) as Row<T>)
    }
    return rows
  })
}

/** The reverse of `CopyWriter`. */
class RowReader {
  readonly #bytes: Uint8Array
  readonly #view: DataView
  #at = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  get isAtEnd(): boolean {
    return this.#at === this.#bytes.length
  }

  int16(): number {
    this.#at += 2
    return this.#view.getInt16(this.#at - 2)
  }

  cell(type: Column['type']): unknown {
    const length = this.#int32()
    if (length < 0) return null
    const end = this.#at + length
    const value = this.#value(type, end)
    this.#at = end
    return value
  }

  #value(type: Column['type'], end: number): unknown {
    switch (type) {
      case 'text':
        return this.#text(this.#at, end)
      case 'int':
        return Number(this.#view.getBigInt64(this.#at))
      case 'bool':
        return this.#bytes[this.#at] === 1
      case 'bytes':
        return new Uint8Array(this.#bytes.subarray(this.#at, end))
      case 'json':
        return JSON.parse(this.#text(this.#at + 1, end))
      case 'texts':
        return this.#texts()
    }
  }

  #texts(): readonly string[] {
    const isEmpty = this.#int32() === 0
    this.#at += 8
    if (isEmpty) return []
    const length = this.#int32()
    this.#at += 4
    return Array.from({ length }, () => {
      const bytes = this.#int32()
      this.#at += bytes
      return this.#text(this.#at - bytes, this.#at)
    })
  }

  #int32(): number {
    this.#at += 4
    return this.#view.getInt32(this.#at - 4)
  }

  #text(from: number, to: number): string {
    return new TextDecoder('utf-8', { ignoreBOM: true }).decode(this.#bytes.subarray(from, to))
  }
}
