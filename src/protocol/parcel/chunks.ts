import { concat, equalBytes } from '#kernel/bytes.ts'
import { suites } from '#protocol/suite/table.ts'
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
  #rest: Uint8Array = new Uint8Array(0)
  #chunk = 0
  #head: Uint8Array

  /** `salt`: 24 random bytes. */
  constructor({ key, context }: FileKey, salt: Uint8Array, watch: (plaintext: Uint8Array) => void = () => undefined) {
    this.#keys = deriveChunkKeys(aeadAes256Gcm, key, salt, context)
    this.#head = concat(salt, this.#keys.commitment)
    this.#watch = watch
  }

  update(plaintext: Uint8Array): Uint8Array {
    const input = this.#rest.length === 0 ? plaintext : concat(this.#rest, plaintext)
    const whole = Math.floor(input.length / plainChunk)
    const output = new Uint8Array(this.#head.length + whole * sealedSizes.chunk)
    output.set(this.#head)
    for (let at = 0; at < whole; at++) {
      const start = this.#head.length + at * sealedSizes.chunk
      const into = output.subarray(start, start + sealedSizes.chunk)
      this.#seal(input.subarray(at * plainChunk, (at + 1) * plainChunk), into)
    }
    this.#head = new Uint8Array(0)
    this.#rest = Uint8Array.from(input.subarray(whole * plainChunk))
    return output
  }

  /** The last, always shorter chunk. */
  finish(): Uint8Array {
    const last = new Uint8Array(this.#rest.length + tagBytes)
    return concat(this.#head, this.#seal(this.#rest, last))
  }

  #seal(chunk: Uint8Array, into: Uint8Array): Uint8Array {
    this.#watch(chunk)
    const nonce = nonceOf(this.#keys, this.#chunk++)
    return suites['aes-256-gcm'].encrypt({ key: this.#keys.key, nonce }, chunk, into)
  }
}

/** Why a sealed file is not opened: another key or head, a chunk that is not what was sealed, or an end that came too soon. */
export interface ChunkDamage {
  readonly kind: 'damage'
  readonly what: 'commitment' | 'chunk' | 'truncated'
  readonly chunk: number
}

/** Opens a sealed file as its bytes come: what `update` answers is authentic; only `finish` says that it was whole. */
export class ChunkOpener {
  readonly #file: FileKey
  #rest: Uint8Array = new Uint8Array(0)
  #keys: ChunkKeys | undefined
  #chunk = 0

  constructor(file: FileKey) {
    this.#file = file
  }

  update(sealed: Uint8Array): Uint8Array | ChunkDamage {
    let input = this.#rest.length === 0 ? sealed : concat(this.#rest, sealed)
    if (this.#keys === undefined) {
      if (input.length < sealedSizes.head) return this.#keep(input)
      this.#keys = openHead(this.#file, input)
      if (this.#keys === undefined) return damage('commitment', 0)
      input = input.subarray(sealedSizes.head)
    }
    const whole = Math.floor(input.length / sealedSizes.chunk)
    const output = new Uint8Array(whole * plainChunk)
    for (let at = 0; at < whole; at++) {
      const chunk = openChunk(
        this.#keys,
        this.#chunk,
        input.subarray(at * sealedSizes.chunk, (at + 1) * sealedSizes.chunk),
      )
      if (chunk === undefined) return damage('chunk', this.#chunk)
      this.#chunk += 1
      output.set(chunk, at * plainChunk)
    }
    this.#keep(input.subarray(whole * sealedSizes.chunk))
    return output
  }

  finish(): Uint8Array | ChunkDamage {
    if (this.#keys === undefined) return damage('truncated', 0)
    const last = openChunk(this.#keys, this.#chunk, this.#rest)
    return last ?? damage(this.#rest.length === 0 ? 'truncated' : 'chunk', this.#chunk)
  }

  #keep(rest: Uint8Array): Uint8Array {
    this.#rest = Uint8Array.from(rest)
    return new Uint8Array(0)
  }
}

export const isDamage = (opened: Uint8Array | ChunkDamage): opened is ChunkDamage => 'what' in opened

/** The keys of a file by its first 56 bytes; `undefined` if its commitment is to another key. */
export function openHead({ key, context }: FileKey, head: Uint8Array): ChunkKeys | undefined {
  const keys = deriveChunkKeys(aeadAes256Gcm, key, head.subarray(0, saltBytes), context)
  return equalBytes(head.subarray(saltBytes, sealedSizes.head), keys.commitment) ? keys : undefined
}

export function openChunk(keys: ChunkKeys, chunk: number, sealed: Uint8Array): Uint8Array | undefined {
  return suites['aes-256-gcm'].decrypt({ key: keys.key, nonce: nonceOf(keys, chunk) }, sealed)
}

const damage = (what: ChunkDamage['what'], chunk: number): ChunkDamage => ({ kind: 'damage', what, chunk })
