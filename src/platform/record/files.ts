import { concat } from '#kernel/bytes.ts'
import { Fault } from '#kernel/fault.ts'
import { isRefusal } from '#kernel/refusal.ts'
import type { Act, ActId } from '#protocol/act/statement.ts'
import { AttachmentOpener, openRange } from '#protocol/parcel/attachment-opener.ts'
import { openStream } from '#protocol/parcel/attachment-stream.ts'
import type { Blobs } from '#platform/db/blobs.ts'
import type { Reads } from '#platform/db/store.ts'
import { actOf } from './load.ts'
import { acts, attachments } from './tables.ts'

/** Sealed bytes are read in pieces of this size. */
const pieceBytes = 4 * 1024 * 1024

export interface Files {
  readonly reads: Reads
  readonly blobs: Blobs
}

/** A blob from beginning to end. */
export async function* readBlob(blobs: Blobs, name: string): AsyncGenerator<Uint8Array, void, undefined> {
  const size = (await blobs.size(name)) ?? 0
  for (let at = 0; at < size; at += pieceBytes) yield await blobs.read(name, at, Math.min(size, at + pieceBytes))
}

/**
 * Plaintext of one attachment as a stream, checked against what the act says; `undefined` where there is none or it was erased.
 * Damage of our own file is a fault that the reader meets before the stream's end.
 */
export async function openAttachment(
  files: Files,
  act: Act,
  position: number,
): Promise<AsyncGenerator<Uint8Array, void, undefined> | undefined> {
  const claim = act.said.attachments[position]
  const row = await files.reads.find(attachments, { act: act.id, position })
  const held = await files.reads.find(acts, { act: act.id })
  const secret = held?.attachment_keys?.[position]
  if (claim === undefined || row === undefined || secret === undefined || row.have < row.sealed_bytes) return undefined
  return openStream(readBlob(files.blobs, row.blob), new AttachmentOpener(secret, claim))
}

/** A run of bytes of a plaintext. */
export interface PlainSlice {
  readonly start: number
  readonly length: number
}

/** Slices nearer to each other than this are read together: a chunk of the sealed file holds as much. */
const nearBytes = 16_384

/**
 * Runs of bytes of one attachment, in the order asked for; only the chunks that hold them are read and authenticated. `undefined` where
 * there is no such attachment or it was erased. Damage of our own file is a fault.
 */
export async function readSlices(
  { reads, blobs }: Pick<Files, 'reads'> & { readonly blobs: Pick<Blobs, 'read'> },
  { act, position }: { readonly act: ActId; readonly position: number },
  slices: readonly PlainSlice[],
): Promise<readonly Uint8Array[] | undefined> {
  const row = await reads.find(attachments, { act, position })
  const held = await reads.find(acts, { act })
  const secret = held?.attachment_keys?.[position]
  const claim = held === undefined ? undefined : actOf(held)?.said.attachments[position]
  if (claim === undefined || row === undefined || secret === undefined || row.have < row.sealed_bytes) return undefined
  const found = new Map<PlainSlice, Uint8Array>()
  for (const run of runsOf(slices)) {
    const read = (from: number, to: number): Promise<Uint8Array> => blobs.read(row.blob, from, to)
    const opened = await openRange({ secret, claim, read }, run).catch(async (error: unknown) => {
      // It was erased between the row and the file; a file that is missing beside its row is damage.
      if ((await reads.find(attachments, { act, position })) === undefined) return undefined
      throw error
    })
    if (opened === undefined) return undefined
    if (isRefusal(opened)) throw new Fault(opened.code, { params: opened.params })
    for (const slice of run.slices) {
      const from = slice.start - run.from
      found.set(slice, opened.subarray(from, from + slice.length))
    }
  }
  return slices.map((slice) => found.get(slice) ?? new Uint8Array(0))
}

export interface Run<Slice extends PlainSlice> {
  readonly from: number
  to: number
  readonly slices: Slice[]
}

/** Slices that are read together, in the order in which they begin. */
export function runsOf<Slice extends PlainSlice>(slices: readonly Slice[]): readonly Run<Slice>[] {
  const runs: Run<Slice>[] = []
  for (const slice of slices.toSorted((one, other) => one.start - other.start)) {
    const end = slice.start + slice.length
    const last = runs.at(-1)
    if (last === undefined || slice.start > last.to + nearBytes || end - last.from > pieceBytes)
      runs.push({ from: slice.start, to: end, slices: [slice] })
    else {
      last.to = Math.max(last.to, end)
      last.slices.push(slice)
    }
  }
  return runs
}

/** Whole plaintexts by position, for a projection. One that is not here is a fault: the record lacks a part. */
export async function openAttachments(
  files: Files,
  act: Act,
  positions: readonly number[],
): Promise<ReadonlyMap<number, Uint8Array>> {
  const opened = new Map<number, Uint8Array>()
  for (const position of positions) {
    const stream = await openAttachment(files, act, position)
    if (stream === undefined) throw new Fault('attachment-missing', { params: { act: act.id, position } })
    opened.set(position, await collected(stream))
  }
  return opened
}

export async function collected(stream: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  for await (const part of stream) parts.push(part)
  return concat(...parts)
}
