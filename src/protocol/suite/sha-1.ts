import { hash } from 'node:crypto'

/**
 * SHA-1 (FIPS 180-4), 20 bytes. Not for security: others' standards name things by it (UUID version 5, RFC 9562), and collisions can
 * be made.
 */
export function sha1(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(hash('sha1', bytes, 'buffer'))
}
