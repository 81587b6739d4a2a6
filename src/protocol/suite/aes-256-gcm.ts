import { createCipheriv, createDecipheriv } from 'node:crypto'
import { equalBytes, letGo } from '#kernel/bytes.ts'
import { Fault } from '#kernel/fault.ts'
import type { CipherSuite, CipherUse } from './suite.ts'
import { gcmCase16 } from './known-answers.ts'

const keyBytes = 32
const nonceBytes = 12
const tagBytes = 16
const options = { authTagLength: tagBytes } as const

function encrypt(
  use: CipherUse,
  plaintext: Uint8Array,
  into = new Uint8Array(plaintext.length + tagBytes),
): Uint8Array {
  checkSizes(use)
  const cipher = createCipheriv('aes-256-gcm', use.key, use.nonce, options)
  if (use.aad !== undefined) cipher.setAAD(use.aad)
  const ciphertext = cipher.update(plaintext)
  ciphertext.copy(into)
  letGo(ciphertext)
  cipher.final()
  cipher.getAuthTag().copy(into, plaintext.length)
  return into
}

function decrypt(use: CipherUse, ciphertext: Uint8Array, into?: Uint8Array): Uint8Array | undefined {
  checkSizes(use)
  const length = ciphertext.length - tagBytes
  if (length < 0) return undefined
  if (into !== undefined && into.length !== length) throw new Fault('cipher-sizes')
  const decipher = createDecipheriv('aes-256-gcm', use.key, use.nonce, options)
  if (use.aad !== undefined) decipher.setAAD(use.aad)
  decipher.setAuthTag(ciphertext.subarray(length))
  const plaintext = decipher.update(ciphertext.subarray(0, length))
  try {
    decipher.final()
  } catch {
    return undefined
  }
  if (into === undefined) return plaintext
  plaintext.copy(into)
  letGo(plaintext)
  return into
}

/** Keys and nonces are ours, derived, never received: another length is a bug. */
function checkSizes(use: CipherUse): void {
  if (use.key.length !== keyBytes || use.nonce.length !== nonceBytes) throw new Fault('cipher-sizes')
}

function selfTest(): boolean {
  const { use, plaintext, ciphertext } = gcmCase16()
  const opened = decrypt(use, ciphertext)
  const damaged = ciphertext.with(0, (ciphertext[0] ?? 0) ^ 1)
  return (
    equalBytes(encrypt(use, plaintext), ciphertext) &&
    opened !== undefined &&
    equalBytes(opened, plaintext) &&
    decrypt(use, damaged) === undefined
  )
}

/** AES-256-GCM with a 12-byte nonce and a 16-byte tag (NIST SP 800-38D, RFC 5116 AEAD_AES_256_GCM). */
export const aes256gcm: CipherSuite = {
  kind: 'cipher',
  name: 'aes-256-gcm',
  source: 'NIST SP 800-38D',
  keyBytes,
  nonceBytes,
  tagBytes,
  encrypt,
  decrypt,
  selfTest,
}
