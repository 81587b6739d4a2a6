import { toHex } from '#kernel/bytes.ts'
import type { Refusal } from '#kernel/refusal.ts'
import { isRefusal, refuse } from '#kernel/refusal.ts'
import type { Code } from '#protocol/codes.ts'
import type { Sha256 } from '#protocol/suite/sha-256.ts'
import type { AttachmentKey } from './attachment.ts'
import { fileKeyOf, startAttachmentDigest } from './attachment.ts'
import { ChunkOpener, isDamage, openChunk, openHead, sealedLength, sealedSizes, type ChunkDamage } from './chunks.ts'

/** What the act says of a file: the two members of its `AttachmentRef` that its bytes must bear out. */
export interface AttachmentClaim {
  readonly digest: string
  readonly bytes: number
}

const rule = 'protocol 4: attachments'
const { head: headBytes, chunk: sealedChunkBytes, plainChunk: chunkBytes } = sealedSizes
const tagBytes = sealedChunkBytes - chunkBytes

/**
 * Opens a sealed file as its bytes come. `update` answers plaintext that is authenticated chunk by chunk; only when `finish` has
 * answered without refusal is the file whole and the one that the act names. After a refusal, ask no more. With `room`, which is as long
 * as the act says, the plaintext is put together there and the answers are views of it.
 */
export class AttachmentOpener {
  readonly #claim: AttachmentClaim
  readonly #chunks: ChunkOpener
  readonly #hash: Sha256
  #bytes = 0

  constructor(secret: AttachmentKey, claim: AttachmentClaim, room?: Uint8Array) {
    this.#claim = claim
    this.#chunks = new ChunkOpener(fileKeyOf(secret), room)
    this.#hash = startAttachmentDigest(secret)
  }

  update(sealed: Uint8Array): Uint8Array | Refusal<Code> {
    return this.#take(this.#chunks.update(sealed))
  }

  finish(): Uint8Array | Refusal<Code> {
    const last = this.#take(this.#chunks.finish())
    if (isRefusal(last)) return last
    if (this.#bytes !== this.#claim.bytes) return damaged('length')
    return toHex(this.#hash.digest()) === this.#claim.digest ? last : damaged('digest')
  }

  /** Never more plaintext than the act said, so that a peer cannot make us write without end. */
  #take(plaintext: Uint8Array | ChunkDamage): Uint8Array | Refusal<Code> {
    if (isDamage(plaintext)) return damaged(plaintext.what, plaintext.what === 'length' ? 0 : plaintext.chunk)
    this.#bytes += plaintext.length
    if (this.#bytes > this.#claim.bytes) return damaged('length')
    this.#hash.update(plaintext)
    return plaintext
  }
}

/** Reads bytes `from` (inside) to `to` (outside) of a sealed file. */
export type ReadSealed = (from: number, to: number) => Promise<Uint8Array>

/**
 * Plaintext bytes `from` (inside) to `to` (outside), reading and authenticating only the chunks that hold them. The length is the
 * signed one, so a shortened file is refused at the chunk it lacks; the digest of the whole is not checked.
 */
export async function openRange(
  secret: AttachmentKey,
  claim: AttachmentClaim,
  range: { readonly from: number; readonly to: number },
  read: ReadSealed,
): Promise<Uint8Array | Refusal<Code>> {
  const { from, to } = range
  if (!(Number.isSafeInteger(from) && Number.isSafeInteger(to) && from >= 0 && from <= to && to <= claim.bytes)) {
    return refuse('attachment-range', rule, { from, to, bytes: claim.bytes })
  }
  const keys = openHead(fileKeyOf(secret), await read(0, headBytes))
  if (keys === undefined) return damaged('commitment')
  const first = Math.floor(from / chunkBytes)
  const end = Math.ceil(to / chunkBytes)
  if (from === to) return new Uint8Array(0)
  const start = headBytes + first * sealedChunkBytes
  const sealed = await read(start, Math.min(headBytes + end * sealedChunkBytes, sealedLength(claim.bytes)))
  const opened = new Uint8Array(Math.min(end * chunkBytes, claim.bytes) - first * chunkBytes)
  for (let chunk = first; chunk < end; chunk++) {
    const at = chunk - first
    const part = sealed.subarray(at * sealedChunkBytes, (at + 1) * sealedChunkBytes)
    const room = opened.subarray(at * chunkBytes, (at + 1) * chunkBytes)
    const isWhole = part.length === room.length + tagBytes
    if (openChunk(keys, chunk, part, isWhole ? room : undefined) === undefined) return damaged('chunk', chunk)
    if (!isWhole) return damaged('length')
  }
  return opened.subarray(from - first * chunkBytes, to - first * chunkBytes)
}

function damaged(what: string, chunk = 0): Refusal<Code> {
  return refuse('attachment-damaged', rule, { what, chunk })
}
