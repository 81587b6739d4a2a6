import { createHash, createPrivateKey, createPublicKey } from 'node:crypto'
import { AEAD_AES_256_GCM, CipherSuite, KDF_HKDF_SHA256, KEM_MLKEM768_X25519 } from 'hpke'
import { concat, equalBytes } from '#kernel/bytes.ts'
import { Fault } from '#kernel/fault.ts'
import { xWingAnswers } from './known-answers.ts'
import { sha256 } from './sha-256.ts'
import type { Opener, SealContext, SealSuite } from './suite.ts'

const seedBytes = 32
const publicKeyBytes = 1216
const encapsulatedBytes = 1120
const tagBytes = 16
const overheadBytes = encapsulatedBytes + tagBytes

const hpke = () => new CipherSuite(KEM_MLKEM768_X25519, KDF_HKDF_SHA256, AEAD_AES_256_GCM)

/** Whether the key has the right length and its ML-KEM half is reduced (FIPS 203 section 7.2). */
async function isPublicKey(publicKey: Uint8Array): Promise<boolean> {
  return (await readPublicKey(publicKey)) !== undefined
}

async function readPublicKey(publicKey: Uint8Array) {
  if (publicKey.length !== publicKeyBytes) return undefined
  try {
    return await hpke().DeserializePublicKey(publicKey)
  } catch {
    return undefined
  }
}

async function seal(publicKey: Uint8Array, plaintext: Uint8Array, context: SealContext): Promise<Uint8Array> {
  const key = await readPublicKey(publicKey)
  if (key === undefined) throw new Fault('box-key')
  const sealed = await hpke().Seal(key, plaintext, { info: context.info, aad: context.aad })
  return concat(sealed.encapsulatedSecret, sealed.ciphertext)
}

async function opener(seed: Uint8Array): Promise<Opener> {
  if (seed.length !== seedBytes) throw new Fault('seed-size')
  const suite = hpke()
  const privateKey = await suite.DeserializePrivateKey(seed, false)
  return {
    publicKey: publicKeyOf(seed),
    async open(sealed, context) {
      if (sealed.length < overheadBytes) return undefined
      const encapsulated = sealed.subarray(0, encapsulatedBytes)
      try {
        return await suite.Open(privateKey, encapsulated, sealed.subarray(encapsulatedBytes), {
          info: context.info,
          aad: context.aad,
        })
      } catch {
        return undefined
      }
    },
  }
}

/** draft-connolly-cfrg-xwing-kem section 5.2: SHAKE256 of the seed gives the ML-KEM seed d, z and the X25519 private key. */
function publicKeyOf(seed: Uint8Array): Uint8Array {
  const expanded = createHash('shake256', { outputLength: 96 }).update(seed).digest()
  const mlKem = createPrivateKey({
    key: expanded.subarray(0, 64),
    format: 'raw-seed',
    asymmetricKeyType: 'ml-kem-768',
  })
  const x25519 = createPrivateKey({ key: expanded.subarray(64), format: 'raw-private', asymmetricKeyType: 'x25519' })
  return concat(
    createPublicKey(mlKem).export({ format: 'raw-public' }),
    createPublicKey(x25519).export({ format: 'raw-public' }),
  )
}

async function selfTest(): Promise<boolean> {
  const { seed, publicKeyDigest, info, aad, plaintext, encapsulated, ciphertext } = xWingAnswers()
  const box = await opener(seed)
  const known = await box.open(concat(encapsulated, ciphertext), { info, aad })
  const fresh = await box.open(await seal(box.publicKey, plaintext, { info, aad }), { info, aad })
  const foreign = await box.open(await seal(box.publicKey, plaintext, { info, aad }), { info: aad, aad })
  return (
    equalBytes(sha256(box.publicKey), publicKeyDigest) &&
    known !== undefined &&
    equalBytes(known, plaintext) &&
    fresh !== undefined &&
    equalBytes(fresh, plaintext) &&
    foreign === undefined
  )
}

/**
 * HPKE (RFC 9180) single-shot, base mode, KEM X-Wing (0x647a, also named MLKEM768-X25519), HKDF-SHA256, AES-256-GCM.
 * A seed is the KEM's 32-byte decapsulation key. Sealed bytes: 1120 encapsulated, then ciphertext and 16 of tag.
 */
export const xWing: SealSuite = {
  kind: 'seal',
  name: 'x-wing',
  source: 'draft-connolly-cfrg-xwing-kem, RFC 9180',
  seedBytes,
  publicKeyBytes,
  overheadBytes,
  isPublicKey,
  seal,
  opener,
  selfTest,
}
