import { concat, encodeUtf8 } from '#kernel/bytes.ts'
import type { ActId } from '#protocol/act/statement.ts'
import { readManyFiles, type ManyFiles, type PlacedSlice } from '#platform/record/many-files.ts'
import type { Found } from './copies.ts'

/** What stands before the objects, and behind them. */
export interface Frame {
  readonly head: string
  readonly tail: string
}

/** Objects between a head and a tail, with commas between; `undefined` where none is left. */
export interface Filled {
  readonly body: Uint8Array | undefined
  /** The acts they came with. */
  readonly acts: ReadonlySet<ActId>
}

/** Where the objects of one share stand in a page: side by side, since a share's objects have consecutive dates. */
interface Part {
  readonly arrival: number
  readonly from: number
  to: number
  readonly slices: PlacedSlice[]
}

const comma = 0x2c

/**
 * A page of objects byte for byte as their authors gave them, in the order found. The files are opened right into it. What was erased
 * meanwhile, or is damaged, is left out.
 */
export async function bytesOf(files: ManyFiles, found: readonly Found[], { head, tail }: Frame): Promise<Filled> {
  const [begin, end] = [encodeUtf8(head), encodeUtf8(tail)]
  const parts = partsOf(found, begin.length)
  const length = parts.at(-1)?.to ?? begin.length
  const body = new Uint8Array(length + end.length)
  body.set(begin)
  body.set(end, length)
  for (const { slices } of parts) for (const { at } of slices) if (at > begin.length) body[at - 1] = comma
  const wanted = new Map(parts.map(({ arrival, slices }) => [arrival, slices]))
  const read = await readManyFiles(files, wanted, body)
  const acts = new Set(read.values())
  const kept = parts.filter(({ arrival }) => read.has(arrival))
  if (kept.length === 0) return { body: undefined, acts }
  if (kept.length === parts.length) return { body, acts }
  const between = Uint8Array.of(comma)
  const left = kept.flatMap(({ from, to }, at) => [...(at === 0 ? [] : [between]), body.subarray(from, to)])
  return { body: concat(begin, ...left, end), acts }
}

function partsOf(found: readonly Found[], begin: number): readonly Part[] {
  const parts: Part[] = []
  let at = begin
  for (const { arrival, start, length } of found) {
    let part = parts.at(-1)
    if (part !== undefined) at += 1
    if (part?.arrival !== arrival) {
      part = { arrival, from: at, to: at, slices: [] }
      parts.push(part)
    }
    const before = part.slices.at(-1)
    // Between two objects of a bundle stands a comma: where nothing else does, they are read as one.
    if (before !== undefined && before.start + before.length + 1 === start)
      part.slices[part.slices.length - 1] = { ...before, length: before.length + 1 + length }
    else part.slices.push({ start, length, at })
    at += length
    part.to = at
  }
  return parts
}
