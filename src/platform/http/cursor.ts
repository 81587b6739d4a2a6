import type { Random } from '#kernel/ports.ts'
import type { Refusal } from '#kernel/refusal.ts'
import { refuse } from '#kernel/refusal.ts'
import { concat, decodeUtf8, encodeUtf8, fromBase64Url, toBase64Url } from '#kernel/bytes.ts'
import { aes256gcm } from '#protocol/suite/aes-256-gcm.ts'
import { expandSha256, sha256 } from '#protocol/suite/sha-256.ts'

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

const { keyBytes, nonceBytes } = aes256gcm
const blockBytes = 64

/**
 * Cursors as base64url of nonce, AES-256-GCM ciphertext and tag. Encrypted and padded, since a position (an arrival
 * number, a name) could tell of rows that the reader may not see; bound to its use, so that it opens nowhere else.
 * `key`: 32 secret bytes of the node; a new key ends all cursors.
 */
export function cursors(key: Uint8Array, random: Random): Cursors {
  const own = expandSha256(key, encodeUtf8('tamga cursor/1'), keyBytes)
  return {
    write(use, position) {
      const nonce = random.bytes(nonceBytes)
      const plaintext = padded(JSON.stringify(position))
      return toBase64Url(concat(nonce, aes256gcm.encrypt({ key: own, nonce, aad: bindingOf(use) }, plaintext)))
    },
    read(use, text) {
      const bytes = text.length > 4096 ? undefined : fromBase64Url(text)
      const opened = bytes === undefined ? undefined : open(own, use, bytes)
      return opened === undefined ? refuse('cursor-invalid', 'interfaces: cursors') : opened
    },
  }
}

function open(key: Uint8Array, use: CursorUse, bytes: Uint8Array): Position | undefined {
  if (bytes.length < nonceBytes) return undefined
  const cipherUse = { key, nonce: bytes.subarray(0, nonceBytes), aad: bindingOf(use) }
  const plaintext = aes256gcm.decrypt(cipherUse, bytes.subarray(nonceBytes))
  return plaintext === undefined ? undefined : positionOf(decodeUtf8(plaintext) ?? '')
}

/** Ours, since the tag held: only its shape is checked. */
function positionOf(text: string): Position | undefined {
  const value: unknown = JSON.parse(text)
  if (!Array.isArray(value)) return undefined
  return value.filter((item) => typeof item === 'string' || typeof item === 'number')
}

/** Digests of both parts, so that no two uses have one text. */
function bindingOf(use: CursorUse): Uint8Array {
  return concat(sha256(encodeUtf8(use.account)), sha256(encodeUtf8(use.query)))
}

/** White space behind JSON means nothing: lengths come in steps, so that a longer number does not show. */
const padded = (text: string): Uint8Array => {
  const bytes = encodeUtf8(text).length
  return encodeUtf8(text + ' '.repeat(Math.ceil(bytes / blockBytes) * blockBytes - bytes))
}
