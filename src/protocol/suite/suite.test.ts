import { createCipheriv, createHmac } from 'node:crypto'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { concat, encodeUtf8, fromHex } from '#kernel/bytes.ts'
import { Fault } from '#kernel/fault.ts'
import { ed25519 } from './ed25519.ts'
import { xWingAnswers } from './known-answers.ts'
import { mlDsa44 } from './ml-dsa-44.ts'
import { parseSha256Hex, sha256, sha256Hex, startSha256 } from './sha-256.ts'
import type { SignatureSuite } from './suite.ts'
import { selfTest, suites } from './table.ts'
import { xWing } from './x-wing.ts'

const signatureSuites: readonly SignatureSuite[] = [ed25519, mlDsa44]
const seed = new Uint8Array(32).fill(7)
const message = encodeUtf8('what is said')

test('P3 every suite answers the values of its standard', async () => {
  expect(await selfTest()).toEqual([])
})

test('P3 a row stands under its own name', () => {
  expect(Object.entries(suites).map(([name, row]) => [name, row.name])).toEqual(
    Object.keys(suites).map((name) => [name, name]),
  )
})

test.each(signatureSuites)('P3 $name: one changed bit of signature, message or key is refused', (suite) => {
  const signer = suite.signer(seed)
  const signature = signer.sign(message)
  const flip = (bytes: Uint8Array, bit: number) =>
    bytes.map((byte, at) => (at === (bit >> 3) % bytes.length ? byte ^ (1 << (bit & 7)) : byte))
  expect(suite.verify(signer.publicKey, message, signature)).toBe(true)
  fc.assert(
    fc.property(fc.nat(), (bit) => {
      expect(suite.verify(signer.publicKey, message, flip(signature, bit))).toBe(false)
      expect(suite.verify(signer.publicKey, flip(message, bit), signature)).toBe(false)
      expect(suite.verify(flip(signer.publicKey, bit), message, signature)).toBe(false)
    }),
    { numRuns: 40 },
  )
})

test.each(signatureSuites)('P3 $name: bytes of any length are false, never a throw', (suite) => {
  const signer = suite.signer(seed)
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), fc.uint8Array({ maxLength: 80 }), (key, signature) => {
      expect(suite.verify(key, message, signature)).toBe(false)
      expect(suite.verify(signer.publicKey, message, signature)).toBe(false)
    }),
  )
})

test.each(signatureSuites)('P3 $name: a seed always gives the same key, and has one length', (suite) => {
  expect(suite.signer(seed).publicKey).toEqual(suite.signer(seed).publicKey)
  expect(suite.signer(seed).publicKey.length).toBe(suite.publicKeyBytes)
  expect(suite.signer(seed).sign(message).length).toBe(suite.signatureBytes)
  expect(() => suite.signer(seed.subarray(1))).toThrow(Fault)
})

/** Chalkias, Garillot, Nikolaenko, "Taming the many EdDSAs", table 5: all encodings of points of small order. */
const smallOrderEncodings = [
  '0100000000000000000000000000000000000000000000000000000000000000',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  '0000000000000000000000000000000000000000000000000000000000000080',
  '0000000000000000000000000000000000000000000000000000000000000000',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85',
  '0100000000000000000000000000000000000000000000000000000000000080',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff',
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff',
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff',
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
].map((text) => fromHex(text) ?? new Uint8Array(0))

test.each(smallOrderEncodings.map((key) => ({ key, name: key.toHex() })))(
  'P3 a small-order Ed25519 key is refused: $name',
  ({ key }) => {
    expect(ed25519.isPublicKey(key)).toBe(false)
    // R of the same small order and S = 0 satisfies the bare equation for many messages.
    for (const point of smallOrderEncodings) {
      expect(ed25519.verify(key, message, concat(point, new Uint8Array(32)))).toBe(false)
    }
  },
)

test('P3 an Ed25519 key whose y is not below the prime is refused', () => {
  const least = fromHex('edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f') ?? new Uint8Array(0)
  for (let more = 0; more < 19; more++) {
    const key = least.with(0, 0xed + more)
    expect(ed25519.isPublicKey(key)).toBe(false)
    expect(ed25519.isPublicKey(key.with(31, 0xff))).toBe(false)
  }
})

test('P3 an Ed25519 signature with S not below the group order is refused', () => {
  const order = 2n ** 252n + 27742317777372353535851937790883648493n
  const { publicKey, sign } = ed25519.signer(seed)
  const signature = sign(message)
  const s = BigInt(`0x${signature.slice(32).toReversed().toHex()}`) + order
  const raised = fromHex(s.toString(16).padStart(64, '0'))?.toReversed() ?? new Uint8Array(0)
  expect(ed25519.verify(publicKey, message, concat(signature.subarray(0, 32), raised))).toBe(false)
})

test('P3 X-Wing opens only with the same key, info and aad', async () => {
  const context = { info: encodeUtf8('info'), aad: encodeUtf8('aad') }
  const box = await xWing.opener(seed)
  const sealed = await xWing.seal(box.publicKey, message, context)
  expect(sealed.length).toBe(message.length + xWing.overheadBytes)
  expect(box.publicKey.length).toBe(xWing.publicKeyBytes)
  expect(await box.open(sealed, context)).toEqual(message)
  expect(await box.open(sealed, { ...context, info: context.aad })).toBeUndefined()
  expect(await box.open(sealed, { ...context, aad: context.info })).toBeUndefined()
  expect(await (await xWing.opener(seed.with(0, 1))).open(sealed, context)).toBeUndefined()
  await fc.assert(
    fc.asyncProperty(fc.nat(), async (at) => {
      const place = at % sealed.length
      expect(await box.open(sealed.with(place, (sealed[place] ?? 0) ^ 1), context)).toBeUndefined()
      expect(await box.open(sealed.subarray(0, place), context)).toBeUndefined()
    }),
    { numRuns: 30 },
  )
})

test('P3 X-Wing seals to no key that is not one', async () => {
  await expect(xWing.seal(new Uint8Array(5), message, { info: message, aad: message })).rejects.toThrow(Fault)
})

/** RFC 9180 section 5.1, mode base, KEM 0x647a, KDF 1, AEAD 2, written a second time. */
test("P3 the known answer of the seal follows from the draft's shared secret by RFC 9180", () => {
  const { sharedSecret, info, aad, plaintext, ciphertext } = xWingAnswers()
  const none = new Uint8Array(0)
  const suite = concat(encodeUtf8('HPKE'), Uint8Array.of(0x64, 0x7a, 0, 1, 0, 2))
  const mac = (key: Uint8Array, data: Uint8Array) => createHmac('sha256', key).update(data).digest()
  const extract = (salt: Uint8Array, label: string, ikm: Uint8Array) =>
    mac(salt.length === 0 ? new Uint8Array(32) : salt, concat(encodeUtf8('HPKE-v1'), suite, encodeUtf8(label), ikm))
  const expand = (key: Uint8Array, label: string, data: Uint8Array, bytes: number) => {
    const labeled = concat(Uint8Array.of(0, bytes), encodeUtf8('HPKE-v1'), suite, encodeUtf8(label), data)
    return mac(key, concat(labeled, Uint8Array.of(1))).subarray(0, bytes)
  }
  const schedule = concat(Uint8Array.of(0), extract(none, 'psk_id_hash', none), extract(none, 'info_hash', info))
  const secret = extract(sharedSecret, 'secret', none)
  const cipher = createCipheriv(
    'aes-256-gcm',
    expand(secret, 'key', schedule, 32),
    expand(secret, 'base_nonce', schedule, 12),
  )
  cipher.setAAD(aad)
  expect(concat(cipher.update(plaintext), cipher.final(), cipher.getAuthTag())).toEqual(ciphertext)
})

test('P3 a digest is the same in one piece and in many, and its text has one spelling', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array()), (parts) => {
      const running = startSha256()
      for (const part of parts) running.update(part)
      const digest = sha256(concat(...parts))
      expect(running.digest()).toEqual(digest)
      expect(sha256(...parts)).toEqual(digest)
      expect(parseSha256Hex(sha256Hex(...parts))).toBe(digest.toHex())
      expect(parseSha256Hex(digest.toHex().slice(2))).toBeUndefined()
    }),
  )
})
