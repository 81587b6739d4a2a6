import { createCipheriv, createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { concat, encodeUtf8, fromHex, toBase64Url } from '#kernel/bytes.ts'
import { Fault } from '#kernel/fault.ts'
import { isRefusal } from '#kernel/refusal.ts'
import { AttachmentOpener, openRange } from './attachment-opener.ts'
import type { AttachmentClaim } from './attachment-opener.ts'
import { checkStream, openStream, sealStream } from './attachment-stream.ts'
import type { SealedFile } from './attachment-stream.ts'
import { AttachmentSealer, newAttachmentKey } from './attachment.ts'
import { deriveChunkKeys, nonceOf } from './chunk-keys.ts'
import { sealedLength } from './chunks.ts'

const random = (first = 1) => {
  let next = first
  return { bytes: (count: number) => Uint8Array.from({ length: count }, () => next++ & 255) }
}
const secret = newAttachmentKey(random())
const chunk = 16_384
const plaintextOf = (length: number) => Uint8Array.from({ length }, (_, at) => (at * 7 + (at >> 8)) & 255)

function seal(plaintext: Uint8Array, pieces: readonly number[] = []) {
  const sealer = new AttachmentSealer(secret, random(9))
  const parts = cut(plaintext, pieces).map((piece) => sealer.update(piece))
  const { sealed, ...file } = sealer.finish()
  return { sealed: concat(...parts, sealed), file }
}

function open(sealed: Uint8Array, claim: AttachmentClaim, pieces: readonly number[] = []) {
  const opener = new AttachmentOpener(secret, claim)
  const parts: Uint8Array[] = []
  for (const piece of cut(sealed, pieces)) {
    const plaintext = opener.update(piece)
    if (isRefusal(plaintext)) return plaintext
    parts.push(plaintext)
  }
  const last = opener.finish()
  return isRefusal(last) ? last : concat(...parts, last)
}

function cut(bytes: Uint8Array, pieces: readonly number[]): readonly Uint8Array[] {
  const ends = [...pieces.map((at) => at % (bytes.length + 1)), bytes.length].toSorted((one, other) => one - other)
  return ends.map((end, at) => bytes.subarray(ends[at - 1] ?? 0, end))
}

const lengths = [0, 1, chunk - 1, chunk, chunk + 1, 2 * chunk, 5 * chunk + 77]

test.each(lengths)('P4 an attachment of %i bytes is opened as it was sealed', (length) => {
  const plaintext = plaintextOf(length)
  const { sealed, file } = seal(plaintext)
  expect(sealed.length).toBe(sealedLength(length))
  expect(file).toEqual({ digest: file.digest, bytes: length, sealedBytes: sealed.length })
  expect(open(sealed, file)).toEqual(plaintext)
  const salt = Uint8Array.fromBase64(secret.salt, { alphabet: 'base64url' })
  expect(file.digest).toBe(createHash('sha256').update(salt).update(plaintext).digest('hex'))
})

test('P4 however the bytes come, they are sealed and opened alike', () => {
  const pieces = fc.array(fc.nat(200_000), { maxLength: 8 })
  fc.assert(
    fc.property(fc.nat(3 * chunk), pieces, pieces, (length, sealing, opening) => {
      const plaintext = plaintextOf(length)
      const { sealed, file } = seal(plaintext, sealing)
      expect(sealed).toEqual(seal(plaintext).sealed)
      expect(open(sealed, file, opening)).toEqual(plaintext)
    }),
    { numRuns: 30 },
  )
})

test('P4 one changed byte, a missing or an added one is refused', () => {
  const { sealed, file } = seal(plaintextOf(2 * chunk + 100))
  const places = fc.oneof(fc.nat(56), fc.nat(sealed.length - 1))
  fc.assert(
    fc.property(places, fc.integer({ min: 1, max: 255 }), (at, by) => {
      expect(open(sealed.with(at, (sealed[at] ?? 0) ^ by), file)).toMatchObject({ code: 'attachment-damaged' })
      expect(open(sealed.subarray(0, at), file)).toMatchObject({ code: 'attachment-damaged' })
      expect(open(concat(sealed, sealed.subarray(0, at + 1)), file)).toMatchObject({ code: 'attachment-damaged' })
    }),
    { numRuns: 60 },
  )
})

test('P4 chunks left out, swapped or cut at a border are refused', () => {
  const { sealed, file } = seal(plaintextOf(3 * chunk))
  const part = (at: number) => sealed.subarray(56 + at * (chunk + 16), 56 + (at + 1) * (chunk + 16))
  const head = sealed.subarray(0, 56)
  for (const parts of [
    [part(1), part(0), part(2), part(3)],
    [part(0), part(2), part(3)],
    [part(0), part(1), part(2)],
    [part(0), part(1)],
    [],
  ]) {
    expect(open(concat(head, ...parts), file)).toMatchObject({ code: 'attachment-damaged' })
  }
})

test('P4 a file under another key, or of another digest or length than the act says, is refused', () => {
  const { sealed, file } = seal(plaintextOf(100))
  const other = new AttachmentOpener(newAttachmentKey(random(77)), file)
  expect(other.update(sealed)).toMatchObject({ params: { what: 'commitment' } })
  const salted = new AttachmentOpener({ ...secret, salt: secret.key }, file)
  salted.update(sealed)
  expect(salted.finish()).toMatchObject({ params: { what: 'digest' } })
  expect(open(sealed, { ...file, digest: '0'.repeat(64) })).toMatchObject({ params: { what: 'digest' } })
  expect(open(sealed, { ...file, bytes: 99 })).toMatchObject({ params: { what: 'length' } })
  expect(open(sealed, { ...file, bytes: 101 })).toMatchObject({ params: { what: 'length' } })
})

test('P4 a peer cannot make more plaintext than the act says', () => {
  const { sealed, file } = seal(plaintextOf(10 * chunk))
  expect(open(sealed, { ...file, bytes: chunk })).toMatchObject({ params: { what: 'length', chunk: 0 } })
})

test('P4 any range is read as the whole would be, and only its chunks are touched', async () => {
  const plaintext = plaintextOf(4 * chunk + 10)
  const { sealed, file } = seal(plaintext)
  await fc.assert(
    fc.asyncProperty(fc.nat(plaintext.length), fc.nat(plaintext.length), async (one, other) => {
      const [from, to] = one < other ? [one, other] : [other, one]
      let touched = 0
      const read = async (start: number, end: number) => {
        touched += end - start
        return sealed.subarray(start, end)
      }
      expect(await openRange({ secret, claim: file, read }, { from, to })).toEqual(plaintext.subarray(from, to))
      expect(touched).toBeLessThanOrEqual(56 + to - from + 2 * (chunk + 16) + 16 * Math.ceil((to - from) / chunk))
    }),
    { numRuns: 60 },
  )
})

test('P4 a range beyond the file, of damaged chunks or of a shortened file is refused', async () => {
  const { sealed, file } = seal(plaintextOf(2 * chunk + 10))
  const range = (from: number, to: number, bytes = sealed) =>
    openRange({ secret, claim: file, read: async (start, end) => bytes.subarray(start, end) }, { from, to })
  expect(await range(0, file.bytes + 1)).toMatchObject({ code: 'attachment-range' })
  expect(await range(-1, 1)).toMatchObject({ code: 'attachment-range' })
  expect(await range(5, 4)).toMatchObject({ code: 'attachment-range' })
  expect(await range(0.5, 4)).toMatchObject({ code: 'attachment-range' })
  const damaged = sealed.with(56 + chunk + 16, (sealed[56 + chunk + 16] ?? 0) ^ 1)
  expect(await range(chunk, chunk + 1, damaged)).toMatchObject({ code: 'attachment-damaged', params: { chunk: 1 } })
  expect(await range(0, 1, damaged)).toEqual(plaintextOf(1))
  expect(await range(2 * chunk, 2 * chunk + 1, sealed.subarray(0, -1))).toMatchObject({ code: 'attachment-damaged' })
  expect(await range(0, 1, sealed.with(30, 0))).toMatchObject({ code: 'attachment-damaged' })
})

test('P4 streams seal, open and check; damage in our own files is a fault', async () => {
  const plaintext = plaintextOf(3 * chunk + 5)
  async function* flow(bytes: Uint8Array) {
    for (const piece of cut(bytes, [1, 100, chunk, 40_000])) yield piece
  }
  let file: SealedFile | undefined
  const sealing = sealStream(flow(plaintext), new AttachmentSealer(secret, random(9)), (done) => (file = done))
  const sealed = concat(...(await Array.fromAsync(sealing)))
  if (file === undefined) throw new Error('not done')
  const claim = file
  expect(concat(...(await Array.fromAsync(openStream(flow(sealed), new AttachmentOpener(secret, claim)))))).toEqual(
    plaintext,
  )
  expect(await checkStream(flow(sealed), new AttachmentOpener(secret, claim))).toBeUndefined()
  const bad = sealed.with(100, (sealed[100] ?? 0) ^ 1)
  expect(await checkStream(flow(bad), new AttachmentOpener(secret, claim))).toMatchObject({
    code: 'attachment-damaged',
  })
  await expect(Array.fromAsync(openStream(flow(bad), new AttachmentOpener(secret, claim)))).rejects.toThrow(Fault)
})

test('P4 a key of a wrong length is our mistake', () => {
  const short = { ...secret, key: toBase64Url(new Uint8Array(16)) }
  expect(() => new AttachmentSealer(short, random())).toThrow(Fault)
})

/** Key 00..0f, salt 64..7b, no context, empty message, AEAD_AES_128_GCM: the first known answer of pyca/cryptography's own suite. */
test('P4 the derivation answers as another implementation of c2sp.org/chunked-encryption does', () => {
  const aead = { name: 'AEAD_AES_128_GCM', keyBytes: 16, nonceBytes: 12 }
  const inputKey = Uint8Array.from({ length: 16 }, (_, at) => at)
  const salt = Uint8Array.from({ length: 24 }, (_, at) => 100 + at)
  const keys = deriveChunkKeys(aead, inputKey, salt, new Uint8Array(0))
  const cipher = createCipheriv('aes-128-gcm', keys.key, nonceOf(keys, 0))
  cipher.final()
  expect(concat(salt, keys.commitment, cipher.getAuthTag()).toHex()).toBe(
    '6465666768696a6b6c6d6e6f707172737475767778797a7b' +
      '75e15016f9c6148f4187e0d5a8bae956547f6cdb0bbe1868' +
      '93f89be78b2eb99e24b59214be2555c6be3d9c47e69bb360',
  )
})

test('P4 the nonce is the base nonce XOR the chunk number, big-endian', () => {
  const keys = { key: secret32, baseNonce: new Uint8Array(12).fill(255), commitment: secret32 }
  expect(nonceOf(keys, 0).toHex()).toBe('f'.repeat(24))
  expect(nonceOf(keys, 2 ** 38 - 1).toHex()).toBe(`${'f'.repeat(14)}c000000000`)
  expect(nonceOf(keys, 258).toHex()).toBe(`${'f'.repeat(20)}fefd`)
})
const secret32 = new Uint8Array(32)

interface Vector {
  readonly name: string
  readonly key: string
  readonly salt: string
  readonly plaintext: string
  readonly digest: string
  readonly bytes: number
  readonly sealed: string
  readonly refused?: string
}
const vectors = (
  JSON.parse(readFileSync(new URL('../../../vectors/parcel/attachments.json', import.meta.url), 'utf8')) as {
    attachments: Vector[]
  }
).attachments

test.each(vectors)('P4 vector: $name', (given) => {
  const opener = new AttachmentOpener({ key: given.key, salt: given.salt }, given)
  const first = opener.update(fromHex(given.sealed) ?? new Uint8Array(0))
  const last = isRefusal(first) ? first : opener.finish()
  if (given.refused === undefined) {
    if (isRefusal(first) || isRefusal(last)) throw new Error('refused')
    expect(concat(first, last)).toEqual(encodeUtf8(given.plaintext))
  } else expect(last).toMatchObject({ params: { what: given.refused } })
})
