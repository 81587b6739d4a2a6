import { concat, encodeUtf8, equalBytes, fromBase64Url, toBase64Url } from '#kernel/bytes.ts'
import { Fault } from '#kernel/fault.ts'
import type { Random } from '#kernel/ports.ts'
import type { Sha256 } from '#protocol/suite/sha-256.ts'
import { startSha256 } from '#protocol/suite/sha-256.ts'
import { suites } from '#protocol/suite/table.ts'
import type { ChunkKeys } from './chunk-keys.ts'
import { aeadAes256Gcm, commitmentBytes, deriveChunkKeys, nonceOf, saltBytes } from './chunk-keys.ts'

/** What the sealed part of a parcel says of one attachment: 32-byte salt of its digest and 32-byte key of its file, base64url. */
export interface AttachmentKey {
  readonly salt: string
  readonly key: string
}

/** Context of the key derivation, so that a file of another use under the same key is refused. */
export const attachmentType = 'application/vnd.tamga.attachment'

const chunkBytes = 16_384
const sealedChunkBytes = chunkBytes + suites['aes-256-gcm'].tagBytes
const secretBytes = 32
/** Salt and commitment, before the first chunk. */
const headBytes = saltBytes + commitmentBytes

/** A key and a salt used for one attachment of one act and for nothing else. */
export function newAttachmentKey(random: Random): AttachmentKey {
  return { salt: toBase64Url(random.bytes(secretBytes)), key: toBase64Url(random.bytes(secretBytes)) }
}

/** Length of the sealed file of `bytes` bytes of plaintext. */
export function sealedLength(bytes: number): number {
  const chunks = Math.floor(bytes / chunkBytes) + 1
  return headBytes + bytes + chunks * suites['aes-256-gcm'].tagBytes
}

/** SHA-256 of the attachment's salt, then the plaintext: what the act names (protocol.md 4). */
export function startAttachmentDigest(secret: AttachmentKey): Sha256 {
  const hash = startSha256()
  hash.update(secretOf(secret.salt))
  return hash
}

/**
 * Seals a file as its bytes come: c2sp.org/chunked-encryption with AEAD_AES_256_GCM and SHA-256. `update` answers what can be
 * written already; after `finish` come digest and lengths for the act. Holds at most one chunk.
 */
export class AttachmentSealer {
  readonly #keys: ChunkKeys
  readonly #hash: Sha256
  #rest: Uint8Array
  #chunk = 0
  #bytes = 0
  #head: Uint8Array

  constructor(secret: AttachmentKey, random: Random) {
    const fileSalt = random.bytes(saltBytes)
    this.#keys = keysOf(secret, fileSalt)
    this.#hash = startAttachmentDigest(secret)
    this.#rest = new Uint8Array(0)
    this.#head = concat(fileSalt, this.#keys.commitment)
  }

  update(plaintext: Uint8Array): Uint8Array {
    this.#bytes += plaintext.length
    const input = this.#rest.length === 0 ? plaintext : concat(this.#rest, plaintext)
    const whole = Math.floor(input.length / chunkBytes)
    const output = new Uint8Array(this.#head.length + whole * sealedChunkBytes)
    output.set(this.#head)
    for (let at = 0; at < whole; at++) {
      const start = this.#head.length + at * sealedChunkBytes
      const into = output.subarray(start, start + sealedChunkBytes)
      this.#seal(input.subarray(at * chunkBytes, (at + 1) * chunkBytes), into)
    }
    this.#head = new Uint8Array(0)
    this.#rest = Uint8Array.from(input.subarray(whole * chunkBytes))
    return output
  }

  /** The last, always shorter chunk, and what the act says of the file. */
  finish(): {
    readonly sealed: Uint8Array
    readonly digest: string
    readonly bytes: number
    readonly sealedBytes: number
  } {
    const last = new Uint8Array(this.#rest.length + suites['aes-256-gcm'].tagBytes)
    const sealed = concat(this.#head, this.#seal(this.#rest, last))
    const digest = this.#hash.digest().toHex()
    return { sealed, digest, bytes: this.#bytes, sealedBytes: sealedLength(this.#bytes) }
  }

  /** Hash and cipher go over the same 16 KiB while they are at hand. */
  #seal(chunk: Uint8Array, into: Uint8Array): Uint8Array {
    this.#hash.update(chunk)
    const nonce = nonceOf(this.#keys, this.#chunk++)
    return suites['aes-256-gcm'].encrypt({ key: this.#keys.key, nonce }, chunk, into)
  }
}

/** The keys of a file by its first 56 bytes; `undefined` if its commitment is to another key. */
export function openHead(secret: AttachmentKey, head: Uint8Array): ChunkKeys | undefined {
  const keys = keysOf(secret, head.subarray(0, saltBytes))
  return equalBytes(head.subarray(saltBytes, headBytes), keys.commitment) ? keys : undefined
}

/** Sizes of the sealed form, in bytes, for those who read it piecewise. */
export const sealedSizes = { head: headBytes, chunk: sealedChunkBytes, plainChunk: chunkBytes } as const

function keysOf(secret: AttachmentKey, fileSalt: Uint8Array): ChunkKeys {
  return deriveChunkKeys(aeadAes256Gcm, secretOf(secret.key), fileSalt, encodeUtf8(attachmentType))
}

function secretOf(text: string): Uint8Array {
  const secret = fromBase64Url(text)
  if (secret?.length !== secretBytes) throw new Fault('attachment-key')
  return secret
}
