import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { concat, encodeUtf8 } from '#kernel/bytes.ts'
import { ChunkOpener, ChunkSealer, isDamage, sealedLength, sealedSizes } from './chunks.ts'

const file = { key: new Uint8Array(32).fill(1), context: encodeUtf8('a use') }
const salt = new Uint8Array(24).fill(2)

function seal(plaintext: Uint8Array): Uint8Array {
  const sealer = new ChunkSealer(file, salt)
  return concat(sealer.update(plaintext), sealer.finish())
}

function open(sealed: Uint8Array, cuts: readonly number[] = [], key = file) {
  const opener = new ChunkOpener(key)
  const ends = [...cuts.map((cut) => cut % (sealed.length + 1)), sealed.length].toSorted((one, other) => one - other)
  const parts: Uint8Array[] = []
  for (const [at, end] of ends.entries()) {
    const part = opener.update(sealed.subarray(ends[at - 1] ?? 0, end))
    if (isDamage(part)) return part
    parts.push(part)
  }
  const last = opener.finish()
  return isDamage(last) ? last : concat(...parts, last)
}

test('P4 what was sealed in chunks is opened, however the bytes come', () => {
  const lengths = fc.oneof(fc.nat(40_000), fc.constantFrom(0, sealedSizes.plainChunk, 2 * sealedSizes.plainChunk))
  fc.assert(
    fc.property(lengths, fc.array(fc.nat(50_000), { maxLength: 5 }), (length, cuts) => {
      const plaintext = Uint8Array.from({ length }, (_, at) => (at * 31) & 255)
      const sealed = seal(plaintext)
      expect(sealed.length).toBe(sealedLength(length))
      expect(open(sealed, cuts)).toEqual(plaintext)
    }),
    { numRuns: 50 },
  )
})

test('P4 a file opened into given room stands there whole, and never more of it than there is room for', () => {
  const lengths = fc.oneof(fc.nat(40_000), fc.constantFrom(0, sealedSizes.plainChunk, 2 * sealedSizes.plainChunk))
  fc.assert(
    fc.property(lengths, fc.nat(70_000), (length, cut) => {
      const plaintext = Uint8Array.from({ length }, (_, at) => (at * 31) & 255)
      const sealed = seal(plaintext)
      const memory = new Uint8Array(new SharedArrayBuffer(length + 2)).fill(7)
      const opener = new ChunkOpener(file, memory.subarray(1, length + 1))
      const parts = [sealed.subarray(0, cut), sealed.subarray(cut)].map((part) => opener.update(part))
      for (const part of [...parts, opener.finish()]) expect(isDamage(part)).toBe(false)
      expect(Uint8Array.from(memory)).toEqual(Uint8Array.of(7, ...plaintext, 7))
      if (length === 0) return
      const short = new ChunkOpener(file, new Uint8Array(length - 1))
      const first = short.update(sealed)
      expect(isDamage(first) ? first : short.finish()).toMatchObject({ what: 'length' })
    }),
    { numRuns: 30 },
  )
})

test('P4 what does not open leaves nothing in the room', () => {
  const sealed = seal(new Uint8Array(20_000).fill(5))
  const room = new Uint8Array(20_000)
  const changed = Uint8Array.from(sealed, (byte, at) => (at === sealedSizes.head + 9 ? byte ^ 1 : byte))
  expect(new ChunkOpener(file, room).update(changed)).toMatchObject({ what: 'chunk', chunk: 0 })
  expect(room).toEqual(new Uint8Array(20_000))
})

test('P4 a file of another use, key or salt does not open', () => {
  const sealed = seal(encodeUtf8('text'))
  const commitment = { kind: 'damage', what: 'commitment', chunk: 0 }
  expect(open(sealed, [], { ...file, context: encodeUtf8('another use') })).toEqual(commitment)
  expect(open(sealed, [], { ...file, key: new Uint8Array(32).fill(3) })).toEqual(commitment)
  expect(open(concat(new Uint8Array(24), sealed.subarray(24)))).toEqual(commitment)
})

test('P4 the chunk that was changed, moved or cut off is named', () => {
  const sealed = seal(new Uint8Array(3 * sealedSizes.plainChunk + 5))
  const at = (chunk: number) => sealedSizes.head + chunk * sealedSizes.chunk
  const changed = Uint8Array.from(sealed)
  changed[at(2) + 9] = 1 ^ (changed[at(2) + 9] ?? 0)
  expect(open(changed)).toEqual({ kind: 'damage', what: 'chunk', chunk: 2 })
  const moved = concat(
    sealed.subarray(0, at(0)),
    sealed.subarray(at(1), at(2)),
    sealed.subarray(at(0), at(1)),
    sealed.subarray(at(2)),
  )
  expect(open(moved)).toEqual({ kind: 'damage', what: 'chunk', chunk: 0 })
  expect(open(sealed.subarray(0, at(3)))).toEqual({ kind: 'damage', what: 'truncated', chunk: 3 })
  expect(open(sealed.subarray(0, at(3) + 4))).toEqual({ kind: 'damage', what: 'chunk', chunk: 3 })
  expect(open(sealed.subarray(0, 20))).toEqual({ kind: 'damage', what: 'truncated', chunk: 0 })
})
