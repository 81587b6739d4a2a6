import { letGo, toHex } from '#kernel/bytes.ts'
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

/** Reads bytes `from` (inside) to `to` (outside) of a sealed file; those of chunks are given away. */
export type ReadSealed = (from: number, to: number) => Promise<Uint8Array>

/** Takes the plaintext of a chunk, which lies at `at` in the file. The bytes are gone once it has answered. */
export type TakeOpened = (plaintext: Uint8Array, at: number) => void

/** A file to be opened in part. */
export interface PartialFile {
  readonly secret: AttachmentKey
  readonly claim: AttachmentClaim
  readonly read: ReadSealed
}

interface Range {
  readonly from: number
  readonly to: number
}

/**
 * Plaintext bytes `from` (inside) to `to` (outside), reading and authenticating only the chunks that hold them. The length is the
 * signed one, so a shortened file is refused at the chunk it lacks; the digest of the whole is not checked.
 */
export async function openRange(file: PartialFile, range: Range): Promise<Uint8Array | Refusal<Code>> {
  const { from, to } = range
  let opened = new Uint8Array(0)
  const refused = await openChunks(file, range, (plaintext, at) => {
    if (opened.length === 0) opened = new Uint8Array(to - from)
    const begin = Math.max(from, at)
    opened.set(plaintext.subarray(begin - at, to - at), begin - from)
  })
  return refused ?? opened
}

/** The same chunk by chunk: `take` gets each that holds some of the range once it is authentic, in their order. */
export async function openChunks(
  { secret, claim, read }: PartialFile,
  { from, to }: Range,
  take: TakeOpened,
): Promise<Refusal<Code> | undefined> {
  if (!(Number.isSafeInteger(from) && Number.isSafeInteger(to) && from >= 0 && from <= to && to <= claim.bytes)) {
    return refuse('attachment-range', rule, { from, to, bytes: claim.bytes })
  }
  const keys = openHead(fileKeyOf(secret), await read(0, headBytes))
  if (keys === undefined) return damaged('commitment')
  if (from === to) return undefined
  const first = Math.floor(from / chunkBytes)
  const end = Math.ceil(to / chunkBytes)
  const start = headBytes + first * sealedChunkBytes
  const sealed = await read(start, Math.min(headBytes + end * sealedChunkBytes, sealedLength(claim.bytes)))
  for (let chunk = first; chunk < end; chunk++) {
    const at = (chunk - first) * sealedChunkBytes
    const plaintext = openChunk(keys, chunk, sealed.subarray(at, at + sealedChunkBytes))
    if (plaintext === undefined) return damaged('chunk', chunk)
    if (plaintext.length !== Math.min(chunkBytes, claim.bytes - chunk * chunkBytes)) return damaged('length')
    take(plaintext, chunk * chunkBytes)
    letGo(plaintext)
  }
  letGo(sealed)
  return undefined
}

function damaged(what: string, chunk = 0): Refusal<Code> {
  return refuse('attachment-damaged', rule, { what, chunk })
}
