import { readFileSync } from 'node:fs'
import * as fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { decodeUtf8, encodeUtf8, fromHex, toBase64Url } from '#kernel/bytes.ts'
import type { Instant } from '#kernel/instant.ts'
import { isRefusal } from '#kernel/refusal.ts'
import { writeStrictJson } from '#kernel/strict-json.ts'
import { actIdOf, actType, exerciseActType } from '#protocol/act/act-id.ts'
import { toEnvelope } from '#protocol/act/envelope.ts'
import type { ActId, SignedAct } from '#protocol/act/statement.ts'
import { rawKey } from '#protocol/identity/key-id.ts'
import type { Keyring } from '#protocol/identity/keyring.ts'
import { keyringFromSeeds } from '#protocol/identity/memory-keyring.ts'
import type { Party } from '#protocol/identity/party.ts'
import { generateSeeds } from '#protocol/identity/seeds.ts'
import { sha256 } from '#protocol/suite/sha-256.ts'
import { suites } from '#protocol/suite/table.ts'
import type { AttachmentKey } from './attachment.ts'
import { readHead, signHead, verifyHead, writeHead } from './head.ts'
import type { ParcelHead } from './head.ts'
import { headerDigest, readHeader, signHeader, verifyHeader, writeHeader } from './header.ts'
import type { ParcelHeader } from './header.ts'
import { maxSealedBytes, openParcel, parcelType, sealParcel } from './sealed.ts'
import { isExerciseStream, parseStream } from './stream.ts'
import { readParcels, wireBytesOf, writeParcels } from './wire.ts'

const keyringOf = (name: string) => {
  let calls = 0
  const random = { bytes: () => sha256(encodeUtf8(`tamga vectors\n${name}\n${calls++}\n`)) }
  return keyringFromSeeds(name as Party, generateSeeds(random))
}
const coalition = `act--${'0'.repeat(64)}` as ActId
const statement = encodeUtf8('{"what":"an act, as far as a parcel looks"}')
const attachmentKeys: readonly AttachmentKey[] = [
  { salt: toBase64Url(new Uint8Array(32).fill(1)), key: toBase64Url(new Uint8Array(32).fill(2)) },
]

let alt: Keyring
let bor: Keyring
let signed: SignedAct
let header: ParcelHeader
beforeAll(async () => {
  alt = await keyringOf('alt')
  bor = await keyringOf('bor')
  signed = { payloadType: actType, statement, signatures: await alt.signAct('seal', statement) }
  header = {
    coalition,
    stream: 'main',
    from: alt.keys.party,
    to: bor.keys.party,
    number: 1,
    previous: '',
    act: actIdOf(actType, statement),
  }
})

const linkOf = (keyring: Keyring) => rawKey(keyring.keys.link.ed25519)
const boxOf = (keyring: Keyring) => rawKey(keyring.keys.box['x-wing'])
const codeOf = (value: unknown) => (isRefusal(value) ? value.code : value)
const bytesOf = (text: string) => fromHex(text) ?? new Uint8Array(0)
const flip = (bytes: Uint8Array, at: number) => bytes.with(at % bytes.length, (bytes[at % bytes.length] ?? 0) ^ 1)

test('P7 a header is read as it was written, and signed by link alone', async () => {
  const bytes = writeHeader(header)
  expect(readHeader(bytes)).toEqual(header)
  const signature = await signHeader(bytes, alt)
  expect(verifyHeader(bytes, signature, [linkOf(alt)])).toBeUndefined()
  expect(codeOf(verifyHeader(bytes, signature, [linkOf(bor)]))).toBe('signature-invalid')
  expect(codeOf(verifyHeader(bytes, await alt.sign('link', bytes), [linkOf(alt)]))).toBe('signature-invalid')
  const second = { ...header, number: 2, previous: headerDigest(bytes) }
  expect(readHeader(writeHeader(second))).toEqual(second)
})

test.each<[string, object]>([
  ['a member more', { more: 1 }],
  ['number 0', { number: 0 }],
  ['number 1 that names a header before', { previous: '0'.repeat(64) }],
  ['number 2 that names none', { number: 2 }],
  ['itself for recipient', { to: 'alt' }],
  ['no act', { act: 'act--00' }],
  ['an unknown stream', { stream: 'side' }],
  ['a stream numbered 0', { stream: 'main-0' }],
  ['a previous in upper case', { number: 2, previous: 'A'.repeat(64) }],
])('P7 a header with %s is refused', (_, change) => {
  expect(codeOf(readHeader(writeStrictJson({ ...header, ...change })))).toBe('parcel-malformed')
})

test('P7 a head is read as it was written, and signed by link alone', async () => {
  const head: ParcelHead = {
    coalition,
    stream: 'main',
    from: alt.keys.party,
    to: bor.keys.party,
    lastNumber: 1,
    digest: headerDigest(writeHeader(header)),
    at: '2026-11-21T18:05:00.000Z' as Instant,
    checkpoint: '',
  }
  const bytes = writeHead(head)
  expect(readHead(bytes)).toEqual(head)
  expect(readHead(writeHead({ ...head, lastNumber: 0, digest: '' }))).toMatchObject({ lastNumber: 0 })
  expect(codeOf(readHead(writeHead({ ...head, lastNumber: 0 })))).toBe('head-malformed')
  expect(codeOf(readHead(writeHead({ ...head, digest: '' })))).toBe('head-malformed')
  const signature = await signHead(bytes, alt)
  expect(verifyHead(bytes, signature, [linkOf(alt)])).toBeUndefined()
  expect(codeOf(verifyHead(bytes, signature, [linkOf(bor)]))).toBe('signature-invalid')
  expect(codeOf(verifyHeader(bytes, signature, [linkOf(alt)]))).toBe('signature-invalid')
})

test('P7 a parcel is opened by its recipient under its header, and by nobody and nothing else', async () => {
  const bytes = writeHeader(header)
  const sealed = await sealParcel({ header: bytes, boxKey: boxOf(bor), signed, attachmentKeys })
  expect(await openParcel({ header: bytes, sealed }, bor)).toEqual({ header, signed, attachmentKeys })
  expect(codeOf(await openParcel({ header: bytes, sealed }, alt))).toBe('parcel-not-opened')
  const other = writeHeader({ ...header, stream: 'main-2' })
  expect(codeOf(await openParcel({ header: other, sealed }, bor))).toBe('parcel-not-opened')
  const again = await sealParcel({ header: bytes, boxKey: boxOf(bor), signed, attachmentKeys })
  expect(again).not.toEqual(sealed)
})

test('P7 one changed byte of header or sealed part is refused', async () => {
  const bytes = writeHeader(header)
  const signature = await signHeader(bytes, alt)
  const sealed = await sealParcel({ header: bytes, boxKey: boxOf(bor), signed, attachmentKeys })
  await fc.assert(
    fc.asyncProperty(fc.nat(), async (at) => {
      expect(codeOf(verifyHeader(flip(bytes, at), signature, [linkOf(alt)]))).toBe('signature-invalid')
      expect(codeOf(verifyHeader(bytes, flip(signature, at), [linkOf(alt)]))).toBe('signature-invalid')
      expect(isRefusal(await openParcel({ header: flip(bytes, at), sealed }, bor))).toBe(true)
      expect(codeOf(await openParcel({ header: bytes, sealed: flip(sealed, at) }, bor))).toBe('parcel-not-opened')
      const cut = sealed.subarray(0, at % sealed.length)
      expect(codeOf(await openParcel({ header: bytes, sealed: cut }, bor))).toBe('parcel-not-opened')
    }),
    { numRuns: 40 },
  )
})

test('P7 a parcel that holds another act than its header names is refused', async () => {
  const bytes = writeHeader({ ...header, act: `act--${'1'.repeat(64)}` as ActId })
  const sealed = await sealParcel({ header: bytes, boxKey: boxOf(bor), signed, attachmentKeys })
  expect(codeOf(await openParcel({ header: bytes, sealed }, bor))).toBe('parcel-mismatch')
})

test('P5 real traffic in an exercise stream and exercise traffic in a real one are refused', async () => {
  const drill = { ...signed, payloadType: exerciseActType }
  const drillId = actIdOf(exerciseActType, statement)
  const open = async (what: SignedAct, under: ParcelHeader) => {
    const bytes = writeHeader(under)
    const sealed = await sealParcel({ header: bytes, boxKey: boxOf(bor), signed: what, attachmentKeys: [] })
    return codeOf(await openParcel({ header: bytes, sealed }, bor))
  }
  expect(await open(signed, { ...header, stream: 'exercise' })).toBe('parcel-mismatch')
  expect(await open(drill, { ...header, act: drillId })).toBe('parcel-mismatch')
  expect(await open(drill, { ...header, act: drillId, stream: 'exercise-2' })).toMatchObject({ signed: drill })
  expect(isExerciseStream(parseStream('exercise-2') ?? '')).toBe(true)
})

test.each<[string, () => unknown, string]>([
  ['no JSON', () => 'nothing', 'parcel-malformed'],
  ['a member more', () => ({ attachmentKeys: [], envelope: toEnvelope(signed), more: 1 }), 'parcel-malformed'],
  [
    'a short key',
    () => ({ attachmentKeys: [{ key: 'AA', salt: 'AA' }], envelope: toEnvelope(signed) }),
    'parcel-malformed',
  ],
  ['no envelope', () => ({ attachmentKeys: [] }), 'parcel-malformed'],
])('P7 a well sealed part with %s inside is refused', async (_, inside, code) => {
  const bytes = writeHeader(header)
  const context = { info: encodeUtf8(parcelType), aad: bytes }
  const sealed = await suites['x-wing'].seal(boxOf(bor), writeStrictJson(inside()), context)
  expect(codeOf(await openParcel({ header: bytes, sealed }, bor))).toBe(code)
})

test('P7 an oversized sealed part is refused before it is opened', async () => {
  const sealed = new Uint8Array(maxSealedBytes + 1)
  expect(codeOf(await openParcel({ header: writeHeader(header), sealed }, bor))).toBe('too-large')
})

test('P7 a list of parcels is read as it was written', () => {
  const part = fc.uint8Array({ minLength: 1, maxLength: 64 })
  const parcel = fc.record({ header: part, signature: part, sealed: fc.oneof(part, fc.constant('recalled' as const)) })
  fc.assert(
    fc.property(fc.record({ head: part, signature: part }), fc.array(parcel, { maxLength: 5 }), (head, parcels) => {
      const bytes = writeParcels({ head, parcels })
      expect(readParcels(bytes)).toEqual({ head, parcels })
      expect(bytes.length).toBeLessThanOrEqual(300 + parcels.reduce((sum, one) => sum + wireBytesOf(one), 0))
    }),
  )
})

test('P7 in a list a parcel without form fails alone', () => {
  const one = { header: statement, signature: statement, sealed: statement }
  const text = decodeUtf8(writeParcels({ head: { head: statement, signature: statement }, parcels: [one, one, one] }))
  const broken = (text ?? '').replace('"sealed":"', '"sealed":"=')
  const read = readParcels(encodeUtf8(broken))
  if (isRefusal(read)) throw new Error(read.code)
  expect(read.parcels.map(codeOf)).toEqual(['parcel-malformed', one, one])
})

test('P10 a list of 257 parcels is refused', () => {
  const one = { header: statement, signature: statement, sealed: 'recalled' } as const
  const list = { head: { head: statement, signature: statement }, parcels: Array.from({ length: 257 }, () => one) }
  expect(codeOf(readParcels(writeParcels(list)))).toBe('parcel-malformed')
})

test('P7 arbitrary bytes for a list, header or head never throw', () => {
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array(), fc.json().map(encodeUtf8)), (bytes) => {
      for (const read of [readParcels, readHeader, readHead]) expect(isRefusal(read(bytes))).toBe(true)
    }),
  )
})

interface Vectors {
  readonly parcels: readonly {
    name: string
    header: string
    signature: string
    sealed: string
    act: string
    code?: string
  }[]
}
const vectors = JSON.parse(
  readFileSync(new URL('../../../vectors/parcel/parcels.json', import.meta.url), 'utf8'),
) as Vectors

test.each(vectors.parcels)('P7 vector: $name', async (given) => {
  const [bytes, signature] = [bytesOf(given.header), bytesOf(given.signature)]
  const refused = verifyHeader(bytes, signature, [linkOf(alt)])
  const opened = refused ?? (await openParcel({ header: bytes, sealed: bytesOf(given.sealed) }, bor))
  if (given.code === undefined) expect(opened).toMatchObject({ header: { act: given.act } })
  else expect(codeOf(opened)).toBe(given.code)
})
