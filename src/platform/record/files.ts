import { concat } from '#kernel/bytes.ts'
import { Fault } from '#kernel/fault.ts'
import type { Act } from '#protocol/act/statement.ts'
import { AttachmentOpener } from '#protocol/parcel/attachment-opener.ts'
import { openStream } from '#protocol/parcel/attachment-stream.ts'
import type { Blobs } from '#platform/db/blobs.ts'
import type { Reads } from '#platform/db/store.ts'
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
