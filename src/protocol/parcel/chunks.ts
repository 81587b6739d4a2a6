import { concat, equalBytes } from '#kernel/bytes.ts'
import { suites } from '#protocol/suite/table.ts'
import { Blocks } from './blocks.ts'
import type { ChunkKeys } from './chunk-keys.ts'
import { aeadAes256Gcm, commitmentBytes, deriveChunkKeys, nonceOf, saltBytes } from './chunk-keys.ts'

const { tagBytes } = suites['aes-256-gcm']
const plainChunk = 16_384

/** Sizes of the sealed form, in bytes: salt and commitment, then chunks; the last one is always shorter than the others. */
export const sealedSizes = { head: saltBytes + commitmentBytes, chunk: plainChunk + tagBytes, plainChunk } as const

/** Length of the sealed form of `bytes` bytes of plaintext. */
export function sealedLength(bytes: number): number {
  const chunks = Math.floor(bytes / plainChunk) + 1
  return sealedSizes.head + bytes + chunks * tagBytes
}

/** What a file is sealed under: 32 uniformly random bytes, used for no other file, and what it is for, so that no file passes for another. */
export interface FileKey {
  readonly key: Uint8Array
  readonly context: Uint8Array
}

/**
 * Seals a file as its bytes come: c2sp.org/chunked-encryption with AEAD_AES_256_GCM and SHA-256. `update` answers what can be
 * written already. Holds at most one chunk. `watch` sees each chunk of plaintext while it is at hand.
 */
export class ChunkSealer {
  readonly #keys: ChunkKeys
  readonly #watch: (plaintext: Uint8Array) => void
  readonly #chunks = new Blocks(plainChunk)
  #chunk = 0
  #head: Uint8Array

  /** `salt`: 24 random bytes. */
  constructor({ key, context }: FileKey, salt: Uint8Array, watch: (plaintext: Uint8Array) => void = () => undefined) {
    this.#keys = deriveChunkKeys(aeadAes256Gcm, key, salt, context)
    this.#head = concat(salt, this.#keys.commitment)
    this.#watch = watch
  }

  update(plaintext: Uint8Array): Uint8Array {
    const bytes = this.#chunks.countWith(plaintext) * sealedSizes.chunk
    const output = this.#begun(bytes)
    let at = output.length - bytes
    for (const chunk of this.#chunks.take(plaintext)) {
      this.#seal(chunk, output.subarray(at, at + sealedSizes.chunk))
      at += sealedSizes.chunk
    }
    return output
  }

  /** The last, always shorter chunk. */
  finish(): Uint8Array {
    const last = this.#chunks.rest()
    const bytes = last.length + tagBytes
    const output = this.#begun(bytes)
    this.#seal(last, output.subarray(output.length - bytes))
    return output
  }

  /** Room for so many sealed bytes, behind the head where it has not been given out. */
  #begun(bytes: number): Uint8Array {
    const output = new Uint8Array(this.#head.length + bytes)
    output.set(this.#head)
    this.#head = new Uint8Array(0)
    return output
  }

  #seal(chunk: Uint8Array, into: Uint8Array): void {
    this.#watch(chunk)
    suites['aes-256-gcm'].encrypt({ key: this.#keys.key, nonce: nonceOf(this.#keys, this.#chunk++) }, chunk, into)
  }
}

/** Why a sealed file is not opened: another key or head, a chunk that is not what was sealed, an end too soon, or more than there is room for. */
export interface ChunkDamage {
  readonly kind: 'damage'
  readonly what: 'commitment' | 'chunk' | 'truncated' | 'length'
  readonly chunk: number
}

/**
 * Opens a sealed file as its bytes come: what `update` answers is authentic; only `finish` says that it was whole. With `room` the
 * plaintext is put together there, each chunk at its place once it is authentic, and the answers are views of it.
 */
export class ChunkOpener {
  readonly #file: FileKey
  readonly #room: Uint8Array | undefined
  readonly #head = new Uint8Array(sealedSizes.head)
  #headBytes = 0
  readonly #chunks = new Blocks(sealedSizes.chunk)
  #keys: ChunkKeys | undefined
  #chunk = 0

  constructor(file: FileKey, room?: Uint8Array) {
    this.#file = file
    this.#room = room
  }

  update(sealed: Uint8Array): Uint8Array | ChunkDamage {
    const input = this.#keys === undefined ? this.#takeHead(sealed) : sealed
    if (isDamage(input)) return input
    const output = this.#place(this.#chunks.countWith(input) * plainChunk)
    if (isDamage(output)) return output
    let at = 0
    for (const chunk of this.#chunks.take(input)) {
      const found = this.#open(chunk, output.subarray(at, at + plainChunk))
      if (found !== undefined) return found
      this.#chunk += 1
      at += plainChunk
    }
    return output
  }

  finish(): Uint8Array | ChunkDamage {
    if (this.#keys === undefined) return damage('truncated', 0)
    const last = this.#chunks.rest()
    if (last.length < tagBytes) return damage(last.length === 0 ? 'truncated' : 'chunk', this.#chunk)
    const output = this.#place(last.length - tagBytes)
    return isDamage(output) ? output : (this.#open(last, output) ?? output)
  }

  /** What lies behind the head in these bytes. */
  #takeHead(sealed: Uint8Array): Uint8Array | ChunkDamage {
    const part = sealed.subarray(0, sealedSizes.head - this.#headBytes)
    this.#head.set(part, this.#headBytes)
    this.#headBytes += part.length
    if (this.#headBytes < sealedSizes.head) return new Uint8Array(0)
    this.#keys = openHead(this.#file, this.#head)
    return this.#keys === undefined ? damage('commitment', 0) : sealed.subarray(part.length)
  }

  /** Where so many bytes of plaintext go next. */
  #place(bytes: number): Uint8Array | ChunkDamage {
    if (this.#room === undefined) return new Uint8Array(bytes)
    const from = this.#chunk * plainChunk
    return from + bytes > this.#room.length ? damage('length', this.#chunk) : this.#room.subarray(from, from + bytes)
  }

  #open(sealed: Uint8Array, into: Uint8Array): ChunkDamage | undefined {
    const opened = this.#keys === undefined ? undefined : openChunk(this.#keys, this.#chunk, sealed, into)
    return opened === undefined ? damage('chunk', this.#chunk) : undefined
  }
}

export const isDamage = (opened: Uint8Array | ChunkDamage): opened is ChunkDamage => 'what' in opened

/** The keys of a file by its first 56 bytes; `undefined` if its commitment is to another key. */
export function openHead({ key, context }: FileKey, head: Uint8Array): ChunkKeys | undefined {
  const keys = deriveChunkKeys(aeadAes256Gcm, key, head.subarray(0, saltBytes), context)
  return equalBytes(head.subarray(saltBytes, sealedSizes.head), keys.commitment) ? keys : undefined
}

/** `into`, if given, is where the plaintext is put once it is authentic: as long as it. */
export function openChunk(
  keys: ChunkKeys,
  chunk: number,
  sealed: Uint8Array,
  into?: Uint8Array,
): Uint8Array | undefined {
  return suites['aes-256-gcm'].decrypt({ key: keys.key, nonce: nonceOf(keys, chunk) }, sealed, into)
}

const damage = (what: ChunkDamage['what'], chunk: number): ChunkDamage => ({ kind: 'damage', what, chunk })
