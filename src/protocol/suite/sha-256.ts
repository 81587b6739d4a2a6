import { createHash, createHmac, hash } from 'node:crypto'
import type { Sha256Hex } from '#kernel/bytes.ts'
import { equalBytes, fromHex, toHex } from '#kernel/bytes.ts'
import type { HashSuite } from './suite.ts'
import { abc, rfc5869Case1 } from './known-answers.ts'

/** SHA-256 of the parts, one after the other (FIPS 180-4). 32 bytes. */
export function sha256(...parts: readonly Uint8Array[]): Uint8Array {
  const [first, ...rest] = parts
  // In one call where there is one part: half the time for what is short.
  if (first !== undefined && rest.length === 0) return new Uint8Array(hash('sha256', first, 'buffer'))
  const many = createHash('sha256')
  for (const part of parts) many.update(part)
  return new Uint8Array(many.digest())
}

export function sha256Hex(...parts: readonly Uint8Array[]): Sha256Hex {
  const [first, ...rest] = parts
  const isOne = first !== undefined && rest.length === 0
  return (isOne ? hash('sha256', first, 'hex') : toHex(sha256(...parts))) as Sha256Hex
}

/** Of a well-formed text's UTF-8. */
export function sha256HexOfText(text: string): Sha256Hex {
  return hash('sha256', text, 'hex') as Sha256Hex
}

/** The text as a digest: 64 lower-case hex digits; `undefined` for anything else. */
export function parseSha256Hex(text: string): Sha256Hex | undefined {
  return fromHex(text)?.length === sha256Suite.digestBytes ? (text as Sha256Hex) : undefined
}

/** A digest in the making, for bytes that come in pieces. */
export interface Sha256 {
  update(bytes: Uint8Array): void
  digest(): Uint8Array
}

export function startSha256(): Sha256 {
  const started = createHash('sha256')
  return {
    update(bytes) {
      started.update(bytes)
    },
    digest: () => new Uint8Array(started.digest()),
  }
}

/** HMAC-SHA-256 (FIPS 198-1). 32 bytes. */
export function hmacSha256(key: Uint8Array, ...parts: readonly Uint8Array[]): Uint8Array {
  const mac = createHmac('sha256', key)
  for (const part of parts) mac.update(part)
  return new Uint8Array(mac.digest())
}

/** HKDF-Expand with SHA-256 (RFC 5869 section 2.3). `key` is a uniformly random secret; `bytes` at most 8160. */
export function expandSha256(key: Uint8Array, info: Uint8Array, bytes: number): Uint8Array {
  const output = new Uint8Array(bytes)
  let block: Uint8Array = new Uint8Array(0)
  for (let done = 0, counter = 1; done < bytes; done += block.length, counter++) {
    block = hmacSha256(key, block, info, Uint8Array.of(counter))
    output.set(block.subarray(0, bytes - done), done)
  }
  return output
}

function selfTest(): boolean {
  const { message, digest } = abc()
  const { key, info, output } = rfc5869Case1()
  return equalBytes(sha256(message), digest) && equalBytes(expandSha256(key, info, output.length), output)
}

/** SHA-256, with HMAC and HKDF-Expand upon it. */
export const sha256Suite: HashSuite = {
  kind: 'hash',
  name: 'sha-256',
  source: 'FIPS 180-4',
  digestBytes: 32,
  hash: sha256,
  selfTest,
}
