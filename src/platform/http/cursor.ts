import { createCipheriv, createDecipheriv, createHash, hkdfSync } from 'node:crypto'
import type { Random } from '#kernel/ports.ts'
import type { Refusal } from '#kernel/refusal.ts'
import { refuse } from '#kernel/refusal.ts'
import { concat, decodeUtf8, encodeUtf8, fromBase64Url, toBase64Url } from '#kernel/bytes.ts'

/** Where a list goes on: the values of its order's columns in the last row given. */
export type Position = readonly (string | number)[]

/** What a cursor is good for: one account and one query (its filters, in any unambiguous text). */
export interface CursorUse {
  readonly account: string
  readonly query: string
}

export interface Cursors {
  write(use: CursorUse, position: Position): string
  read(use: CursorUse, text: string): Position | Refusal<'cursor-invalid'>
}

const nonceBytes = 12
const tagBytes = 16
const blockBytes = 64

/**
 * Cursors as base64url of nonce, AES-256-GCM ciphertext and tag. Encrypted and padded, since a position (an arrival
 * number, a name) could tell of rows that the reader may not see; bound to its use, so that it opens nowhere else.
 * `key`: 32 secret bytes of the node; a new key ends all cursors.
 */
export function cursors(key: Uint8Array, random: Random): Cursors {
  const own = new Uint8Array(hkdfSync('sha256', key, new Uint8Array(), 'tamga cursor/1', 32))
  return {
    write(use, position) {
      const nonce = random.bytes(nonceBytes)
      const cipher = createCipheriv('aes-256-gcm', own, nonce).setAAD(bindingOf(use))
      const sealed = concat(cipher.update(padded(JSON.stringify(position))), cipher.final())
      return toBase64Url(concat(nonce, sealed, cipher.getAuthTag()))
    },
    read(use, text) {
      const bytes = text.length > 4096 ? undefined : fromBase64Url(text)
      const opened = bytes === undefined ? undefined : opens(own, use, bytes)
      return opened === undefined ? refuse('cursor-invalid', 'interfaces: cursors') : opened
    },
  }
}

function opens(key: Uint8Array, use: CursorUse, bytes: Uint8Array): Position | undefined {
  if (bytes.length < nonceBytes + tagBytes) return undefined
  const nonce = bytes.subarray(0, nonceBytes)
  const sealed = bytes.subarray(nonceBytes, -tagBytes)
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes })
    decipher.setAAD(bindingOf(use)).setAuthTag(bytes.subarray(-tagBytes))
    return positionOf(decodeUtf8(concat(decipher.update(sealed), decipher.final())) ?? '')
  } catch {
    return undefined
  }
}

/** Ours, since the tag held: only its shape is checked. */
function positionOf(text: string): Position | undefined {
  const value: unknown = JSON.parse(text)
  if (!Array.isArray(value)) return undefined
  return value.filter((item) => typeof item === 'string' || typeof item === 'number')
}

/** Digests of both parts, so that no two uses have one text. */
function bindingOf(use: CursorUse): Uint8Array {
  const digest = (text: string) => createHash('sha256').update(encodeUtf8(text)).digest()
  return concat(digest(use.account), digest(use.query))
}

/** White space behind JSON means nothing: lengths come in steps, so that a longer number does not show. */
const padded = (text: string): Uint8Array => {
  const bytes = encodeUtf8(text).length
  return encodeUtf8(text + ' '.repeat(Math.ceil(bytes / blockBytes) * blockBytes - bytes))
}
