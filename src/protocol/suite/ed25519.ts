import { createPrivateKey, createPublicKey, sign, verify as verifySignature, type KeyObject } from 'node:crypto'
import { equalBytes } from '#kernel/bytes.ts'
import { Fault } from '#kernel/fault.ts'
import { isCanonicalScalar, isSoundPoint } from './edwards25519.ts'
import { KeptKeys, publicKeyFrom } from './kept-keys.ts'
import { rfc8032Test3 } from './known-answers.ts'
import type { Signer, SignatureSuite } from './suite.ts'
import { verifyAside } from './verify-aside.ts'

const seedBytes = 32
const publicKeyBytes = 32
const signatureBytes = 64

function isPublicKey(publicKey: Uint8Array): boolean {
  return publicKey.length === publicKeyBytes && isSoundPoint(publicKey)
}

/**
 * RFC 8032 section 5.1.7, and beyond it: key and R canonical and of no small order, S below the group order. So a signature
 * has one spelling and no key accepts what its owner did not sign.
 */
function verify(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  const key = keyFor(publicKey, signature)
  try {
    return key !== undefined && verifySignature(null, message, key, signature)
  } catch {
    return false
  }
}

async function verifyLater(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): Promise<boolean> {
  const key = keyFor(publicKey, signature)
  return key !== undefined && verifyAside(key, message, signature)
}

/** The key, where the signature has the one spelling that may be asked about. */
function keyFor(publicKey: Uint8Array, signature: Uint8Array): KeyObject | undefined {
  if (publicKey.length !== publicKeyBytes || signature.length !== signatureBytes) return undefined
  if (!isSoundPoint(signature.subarray(0, 32)) || !isCanonicalScalar(signature.subarray(32))) return undefined
  return keys.of(publicKey)
}

/** The few keys that a node verifies with all the time, checked and prepared once. */
const keys = new KeptKeys((publicKey) => (isPublicKey(publicKey) ? publicKeyFrom(publicKey, 'ed25519') : undefined))

function signer(seed: Uint8Array): Signer {
  if (seed.length !== seedBytes) throw new Fault('seed-size')
  const key = createPrivateKey({ key: seed, format: 'raw-private', asymmetricKeyType: 'ed25519' })
  return {
    publicKey: new Uint8Array(createPublicKey(key).export({ format: 'raw-public' })),
    sign: (message) => new Uint8Array(sign(null, message, key)),
  }
}

function selfTest(): boolean {
  const { seed, publicKey, message, signature } = rfc8032Test3()
  const pair = signer(seed)
  return (
    equalBytes(pair.publicKey, publicKey) &&
    equalBytes(pair.sign(message), signature) &&
    verify(publicKey, message, signature) &&
    !verify(publicKey, message, signature.with(63, (signature[63] ?? 0) ^ 1)) &&
    !verify(publicKey, message.with(0, 0), signature)
  )
}

/** Ed25519 (RFC 8032), pure, deterministic. A seed is the RFC's 32-byte private key. */
export const ed25519: SignatureSuite = {
  kind: 'signature',
  name: 'ed25519',
  source: 'RFC 8032',
  seedBytes,
  publicKeyBytes,
  signatureBytes,
  isPublicKey,
  verify,
  verifyLater,
  signer,
  selfTest,
}
