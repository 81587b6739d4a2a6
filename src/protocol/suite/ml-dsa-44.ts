import { createPrivateKey, createPublicKey, sign, verify as verifySignature } from 'node:crypto'
import { equalBytes } from '#kernel/bytes.ts'
import { Fault } from '#kernel/fault.ts'
import { KeptKeys, publicKeyFrom } from './kept-keys.ts'
import { mlDsa44Answers } from './known-answers.ts'
import { sha256 } from './sha-256.ts'
import type { Signer, SignatureSuite } from './suite.ts'
import { verifyAside } from './verify-aside.ts'

const seedBytes = 32
const publicKeyBytes = 1312
const signatureBytes = 2420

/** Every 1312 bytes are a public key: the encoding has no spare values (FIPS 204 algorithm 23). */
function isPublicKey(publicKey: Uint8Array): boolean {
  return publicKey.length === publicKeyBytes
}

/** FIPS 204 algorithm 3, pure, empty context. */
function verify(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  if (!isPublicKey(publicKey) || signature.length !== signatureBytes) return false
  const key = keys.of(publicKey)
  try {
    return key !== undefined && verifySignature(null, message, key, signature)
  } catch {
    return false
  }
}

async function verifyLater(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): Promise<boolean> {
  const isFit = isPublicKey(publicKey) && signature.length === signatureBytes
  const key = isFit ? keys.of(publicKey) : undefined
  return key !== undefined && verifyAside(key, message, signature)
}

/** As for Ed25519: the provider works a key out when it first verifies with it. */
const keys = new KeptKeys((publicKey) => publicKeyFrom(publicKey, 'ml-dsa-44'))

function signer(seed: Uint8Array): Signer {
  if (seed.length !== seedBytes) throw new Fault('seed-size')
  const key = createPrivateKey({ key: seed, format: 'raw-seed', asymmetricKeyType: 'ml-dsa-44' })
  return {
    publicKey: new Uint8Array(createPublicKey(key).export({ format: 'raw-public' })),
    sign: (message) => new Uint8Array(sign(null, message, key)),
  }
}

/** Signing is hedged with the provider's randomness, so it is checked by verifying, and key generation by digest. */
function selfTest(): boolean {
  const { seed, publicKeyDigest, publicKey, message, signature } = mlDsa44Answers()
  const pair = signer(seed)
  return (
    equalBytes(sha256(pair.publicKey), publicKeyDigest) &&
    verify(pair.publicKey, message, pair.sign(message)) &&
    verify(publicKey, message, signature) &&
    !verify(publicKey, message, signature.with(0, (signature[0] ?? 0) ^ 1)) &&
    !verify(pair.publicKey, message, signature)
  )
}

/** ML-DSA-44 (FIPS 204), pure, empty context, hedged. A seed is the standard's 32-byte xi. */
export const mlDsa44: SignatureSuite = {
  kind: 'signature',
  name: 'ml-dsa-44',
  source: 'FIPS 204',
  seedBytes,
  publicKeyBytes,
  signatureBytes,
  isPublicKey,
  verify,
  verifyLater,
  signer,
  selfTest,
}
