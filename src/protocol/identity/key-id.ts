import type { Brand } from '#kernel/brand.ts'
import { concat, encodeUtf8, fromBase64Url, toHex } from '#kernel/bytes.ts'
import { Fault } from '#kernel/fault.ts'
import { sha256 } from '#protocol/suite/sha-256.ts'
import type { KeyRole, KeySuite } from './keys.ts'

/** `key--` and 64 lower-case hex digits. Names one raw public key in one role and suite; stands in every signature of an act. */
export type KeyId = Brand<`key--${string}`, 'KeyId'>

const shape = /^key--[0-9a-f]{64}$/u

/** SHA-256 of `tamga key\n<role>\n<suite>\n` and the raw public key. */
export function keyIdOf(role: KeyRole, suite: KeySuite, publicKey: Uint8Array): KeyId {
  const name = encodeUtf8(`tamga key\n${role}\n${suite}\n`)
  return `key--${toHex(sha256(concat(name, publicKey)))}` as KeyId
}

export function parseKeyId(text: string): KeyId | undefined {
  return shape.test(text) ? (text as KeyId) : undefined
}

/** Raw bytes of a key that has passed the schema of `PartyKeys`; a fault for anything else. */
export function rawKey(text: string): Uint8Array {
  const raw = fromBase64Url(text)
  if (raw === undefined) throw new Fault('key-text')
  return raw
}
