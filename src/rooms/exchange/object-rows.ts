import { isRefusal, type Refusal } from '#kernel/refusal.ts'
import type { StixDocument } from '#protocol/stix/bundle.ts'
import type { StixObject } from '#protocol/stix/object.ts'
import { packRows, setPacked } from '#platform/db/packed-rows.ts'
import { insert, pack, type Change, type PackedRows, type Row } from '#platform/db/table.ts'
import { objects, type revocations } from './tables.ts'

/** What a list shows of a name; the object keeps all of it. */
const nameChars = 500

/** Rows of a share's objects. Those that were packed while the document came are used once; the others are made now. */
export function objectRows(file: Uint8Array, { objects: found }: StixDocument, arrival: number): readonly Change[] {
  const ahead = begun.get(file)
  begun.delete(file)
  const packed = ahead?.rowsOf(found, arrival)
  if (packed !== undefined) return [pack(objects, packed)]
  return found.map((object, position) => insert(objects, rowOf(object, { arrival, position })))
}

/** The objects of a document that were found since the last time: their rows are packed before anybody asks for them. */
export function packAhead(file: Uint8Array, found: readonly (StixObject | Refusal)[]): void {
  const ahead = begun.get(file) ?? new RowsAhead()
  begun.set(file, ahead)
  ahead.take(found)
}

const begun = new WeakMap<Uint8Array, RowsAhead>()

class RowsAhead {
  readonly #parts: Uint8Array<ArrayBuffer>[] = []
  /** Those whose rows are packed, from the first on. */
  readonly #packed: StixObject[] = []

  /** Behind an object that may not travel nothing is packed: the document is refused, or brought anew without it. */
  take(found: readonly (StixObject | Refusal)[]): void {
    const fresh: Row<typeof objects>[] = []
    for (const object of found.slice(this.#packed.length)) {
      if (isRefusal(object)) break
      fresh.push(rowOf(object, { arrival: 0, position: this.#packed.length }))
      this.#packed.push(object)
    }
    this.#parts.push(...packRows(objects, fresh).parts)
  }

  /** The rows of these very objects under the number of an arrival; `undefined` where others were packed. */
  rowsOf(found: readonly StixObject[], arrival: number): PackedRows | undefined {
    if (!this.#packed.every((object, position) => found[position] === object)) return undefined
    this.take(found)
    const rows = { count: found.length, parts: this.#parts }
    setPacked(objects, rows, ['arrival', arrival])
    return rows
  }
}

/** What a file gives its projection, under no arrival yet. */
export interface FileRows {
  readonly objects: PackedRows
  /** Those that say of themselves that they are revoked. */
  readonly revoked: readonly Omit<Row<typeof revocations>, 'arrival'>[]
}

/** Rows of objects that stand in a file from these bytes on. */
export function rowsOfFile(found: readonly StixObject[], starts: readonly number[]): FileRows {
  const rows = found.map((object, position) => rowOf(object, { arrival: 0, position }, starts[position] ?? 0))
  return { objects: packRows(objects, rows), revoked: revokedAmong(found) }
}

export const revokedAmong = (found: readonly StixObject[]): FileRows['revoked'] =>
  found.flatMap(({ isRevoked, id, modified }, position) => (isRevoked ? [{ position, id, modified }] : []))

const remembered = new WeakMap<Uint8Array, FileRows>()

/** Whoever wrote a file knows the rows of its objects: nobody need read it for them. */
export function rememberRows(file: Uint8Array, rows: FileRows): void {
  remembered.set(file, rows)
}

/** These under the number of an arrival; `undefined` where nobody remembered any. */
export function rememberedRows(file: Uint8Array, arrival: number): FileRows | undefined {
  const rows = remembered.get(file)
  if (rows !== undefined) setPacked(objects, rows.objects, ['arrival', arrival])
  return rows
}

export function rowOf(
  object: StixObject,
  { arrival, position }: { readonly arrival: number; readonly position: number },
  start = object.slice.from,
): Row<typeof objects> {
  return {
    arrival,
    position,
    id: object.id,
    modified: object.modified,
    type: object.type,
    name: object.name.slice(0, nameChars).toWellFormed(),
    start,
    length: object.bytes,
  }
}
