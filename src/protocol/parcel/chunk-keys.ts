import { concat, encodeUtf8 } from '#kernel/bytes.ts'
import { expandSha256 } from '#protocol/suite/sha-256.ts'

/** An AEAD of the IANA registry and the sizes of its key and nonce. */
export interface ChunkAead {
  readonly name: string
  readonly keyBytes: number
  readonly nonceBytes: number
}

export const aeadAes256Gcm: ChunkAead = { name: 'AEAD_AES_256_GCM', keyBytes: 32, nonceBytes: 12 }

export const saltBytes = 24
export const commitmentBytes = 32

export interface ChunkKeys {
  readonly key: Uint8Array
  readonly baseNonce: Uint8Array
  readonly commitment: Uint8Array
}

/**
 * c2sp.org/chunked-encryption, key derivation: `key || base nonce || commitment = HKDF-Expand(input key,
 * "c2sp.org/chunked-encryption@v1+" || aead || 0x00 || salt || context)` with SHA-256.
 * `inputKey`: uniformly random, as long as the AEAD's key. `salt`: 24 bytes, stands at the head of the file.
 */
export function deriveChunkKeys(
  aead: ChunkAead,
  inputKey: Uint8Array,
  salt: Uint8Array,
  context: Uint8Array,
): ChunkKeys {
  const info = concat(encodeUtf8(`c2sp.org/chunked-encryption@v1+${aead.name}\0`), salt, context)
  const nonceEnd = aead.keyBytes + aead.nonceBytes
  const output = expandSha256(inputKey, info, nonceEnd + commitmentBytes)
  return {
    key: output.subarray(0, aead.keyBytes),
    baseNonce: output.subarray(aead.keyBytes, nonceEnd),
    commitment: output.subarray(nonceEnd),
  }
}

/** Base nonce XOR the chunk's number, big-endian. `chunk` is below 2^38. */
export function nonceOf(keys: ChunkKeys, chunk: number): Uint8Array {
  const nonce = Uint8Array.from(keys.baseNonce)
  let rest = chunk
  for (let at = nonce.length - 1; rest > 0; at--) {
    nonce[at] = (nonce[at] ?? 0) ^ (rest % 256)
    rest = Math.floor(rest / 256)
  }
  return nonce
}
