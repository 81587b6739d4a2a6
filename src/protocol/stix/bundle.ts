import { encodeUtf8 } from '#kernel/bytes.ts'
import { isRefusal, refuse, type Refusal } from '#kernel/refusal.ts'
import type { Code } from '#protocol/codes.ts'
import { readObject, type StixObject } from './object.ts'
import { withoutEvidence } from './persons.ts'
import { Splitter, stixLimits, type Finding, type Slice, type StixLimits } from './split.ts'

/** An object that may not travel; the refusal's `params` name its `id` and `type` as far as they are there. */
export interface RefusedObject {
  readonly slice: Slice
  readonly refusal: Refusal<Code>
}

export interface StixDocument {
  readonly objects: readonly StixObject[]
  readonly refused: readonly RefusedObject[]
  readonly findings: readonly Finding[]
}

/**
 * Reads a whole document. A refusal refuses all of it; `refused` lists single objects, on which a draft goes on without them
 * if the officer says so and an arriving act is refused as a whole (safeguards.md).
 */
export function readStix(bytes: Uint8Array, limits: StixLimits = stixLimits): StixDocument | Refusal<Code> {
  const before = limits === stixLimits ? known.get(bytes) : undefined
  if (before !== undefined) return before
  const reading = new StixReading(bytes, limits)
  reading.take(bytes.length)
  return reading.finish()
}

/** What bytes say that were read before, as long as somebody holds them. They do not change. */
const known = new WeakMap<Uint8Array, StixDocument | Refusal<Code>>()

/** `readStix` of these very bytes answers this from now on: they were read elsewhere, within the usual limits. */
export function rememberStix(bytes: Uint8Array, read: StixDocument | Refusal<Code>): void {
  known.set(bytes, read)
}

/** Reads a document while it comes into the memory that it will fill. What is there does not change any more. */
export class StixReading {
  readonly #splitter: Splitter
  /** What the first of the slices are. */
  readonly #found: (StixObject | Refusal<Code>)[] = []

  constructor(bytes: Uint8Array, limits: StixLimits = stixLimits) {
    this.#splitter = new Splitter(bytes, limits)
  }

  /** What has come of its list so far, in its order. */
  get found(): readonly (StixObject | Refusal<Code>)[] {
    return this.#found
  }

  /** So many bytes from the beginning are there. */
  take(bytes: number): void {
    const { slices } = this.#splitter
    this.#splitter.take(bytes)
    for (const slice of slices.slice(this.#found.length)) this.#found.push(readObject(slice))
  }

  /** What was taken last is all of it. */
  finish(): StixDocument | Refusal<Code> {
    const split = this.#splitter.finish()
    if (isRefusal(split)) return split
    // Of an object that has a list of its own under that name, only the object itself counts.
    const known = split.objects === this.#splitter.slices ? this.#found : []
    const read: StixObject[] = []
    const refused: RefusedObject[] = []
    for (const [at, slice] of split.objects.entries()) {
      const object = known[at] ?? readObject(slice)
      if (isRefusal(object)) refused.push({ slice, refusal: object })
      else read.push(object)
    }
    const loose = withoutEvidence(read)
    if (loose.size === 0) return { objects: read, refused, findings: split.findings }
    const objects = read.filter(({ id }) => !loose.has(id))
    for (const { id, type, slice } of read)
      if (loose.has(id)) refused.push({ slice, refusal: looseRefusal(id, type, slice) })
    return { objects, refused, findings: split.findings }
  }
}

function looseRefusal(id: string, type: string, { from }: Slice): Refusal<Code> {
  return refuse('person-record', 'SG-01: account or address that is no evidence', { id, type, offset: from })
}

/** A bundle, and from which byte on each of its objects stands in it. */
export interface LaidBundle {
  readonly bytes: Uint8Array
  readonly starts: readonly number[]
}

const separator = encodeUtf8(',\n')
const ending = encodeUtf8('\n]}\n')

/** A bundle of objects as given, byte for byte. `id`: `bundle--uuid`; `room`: where it is to stand. */
export function laidBundle(
  id: string,
  objects: readonly Uint8Array[],
  room: (bytes: number) => Uint8Array = (bytes) => new Uint8Array(bytes),
): LaidBundle {
  const beginning = encodeUtf8(`{"type":"bundle","id":${JSON.stringify(id)},"objects":[\n`)
  const starts: number[] = []
  let end = beginning.length
  for (const { length } of objects) {
    starts.push(starts.length === 0 ? end : end + separator.length)
    end = (starts.at(-1) ?? end) + length
  }
  const bytes = room(end + ending.length)
  bytes.set(beginning)
  for (const [at, raw] of objects.entries()) {
    const start = starts[at] ?? 0
    if (at > 0) bytes.set(separator, start - separator.length)
    bytes.set(raw, start)
  }
  bytes.set(ending, end)
  return { bytes, starts }
}

/** The bundle alone: what is sent when a draft goes on without refused objects. */
export const bundleOf = (id: string, objects: readonly Uint8Array[]): Uint8Array => laidBundle(id, objects).bytes
