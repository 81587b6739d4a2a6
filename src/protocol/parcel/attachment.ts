import { encodeUtf8, fromBase64Url, toBase64Url } from '#kernel/bytes.ts'
import { Fault } from '#kernel/fault.ts'
import type { Random } from '#kernel/ports.ts'
import type { Sha256 } from '#protocol/suite/sha-256.ts'
import { startSha256 } from '#protocol/suite/sha-256.ts'
import { saltBytes } from './chunk-keys.ts'
import { ChunkSealer, sealedLength, type FileKey } from './chunks.ts'

/** What the sealed part of a parcel says of one attachment: 32-byte salt of its digest and 32-byte key of its file, base64url. */
export interface AttachmentKey {
  readonly salt: string
  readonly key: string
}

/** Context of the key derivation, so that a file of another use under the same key is refused. */
export const attachmentType = 'application/vnd.tamga.attachment'

const secretBytes = 32

/** A key and a salt used for one attachment of one act and for nothing else. */
export function newAttachmentKey(random: Random): AttachmentKey {
  return { salt: toBase64Url(random.bytes(secretBytes)), key: toBase64Url(random.bytes(secretBytes)) }
}

/** SHA-256 of the attachment's salt, then the plaintext: what the act names (protocol.md 4). */
export function startAttachmentDigest(secret: AttachmentKey): Sha256 {
  const hash = startSha256()
  hash.update(secretOf(secret.salt))
  return hash
}

/**
 * Seals a file as its bytes come (chunks.ts). `update` answers what can be written already; after `finish` come digest and lengths
 * for the act. Hash and cipher go over the same 16 KiB while they are at hand.
 */
export class AttachmentSealer {
  readonly #chunks: ChunkSealer
  readonly #hash: Sha256
  #bytes = 0

  constructor(secret: AttachmentKey, random: Random) {
    this.#hash = startAttachmentDigest(secret)
    this.#chunks = new ChunkSealer(fileKeyOf(secret), random.bytes(saltBytes), (chunk) => this.#hash.update(chunk))
  }

  update(plaintext: Uint8Array): Uint8Array {
    this.#bytes += plaintext.length
    return this.#chunks.update(plaintext)
  }

  finish(): {
    readonly sealed: Uint8Array
    readonly digest: string
    readonly bytes: number
    readonly sealedBytes: number
  } {
    const sealed = this.#chunks.finish()
    const digest = this.#hash.digest().toHex()
    return { sealed, digest, bytes: this.#bytes, sealedBytes: sealedLength(this.#bytes) }
  }
}

/** What the file of an attachment is sealed under. */
export function fileKeyOf(secret: AttachmentKey): FileKey {
  return { key: secretOf(secret.key), context: encodeUtf8(attachmentType) }
}

function secretOf(text: string): Uint8Array {
  const secret = fromBase64Url(text)
  if (secret?.length !== secretBytes) throw new Fault('attachment-key')
  return secret
}
