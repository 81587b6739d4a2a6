import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { sha256 } from '#protocol/suite/sha-256.ts'
import type { Random } from '#kernel/ports.ts'
import { buildInterval, decodeEntry, encodeEntry, intervalRoom, intervalRoot, isInInterval } from './interval.ts'
import type { IntervalLeaf } from './interval.ts'

/** Bytes of a counter's hashes, counted. */
function countingRandom(seed: number): Random & { drawn: number } {
  let [counter, pool] = [0, new Uint8Array(0)]
  const random = {
    drawn: 0,
    bytes(count: number): Uint8Array {
      random.drawn += count
      while (pool.length < count) {
        const more = sha256(Uint8Array.of(seed & 255, seed >> 8, counter & 255, (counter >> 8) & 255, counter >> 16))
        counter += 1
        pool = new Uint8Array([...pool, ...more])
      }
      const bytes = pool.slice(0, count)
      pool = pool.slice(count)
      return bytes
    },
  }
  return random
}

const acts = (count: number): readonly IntervalLeaf[] =>
  Array.from({ length: count }, (_, at) => `act--${at.toString(16).padStart(64, '0')}` as const)

test('J1 every leaf leads from its own position to the one root, no other leaf and no other place does', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 40 }), fc.nat(65_535), (count, seed) => {
      const { root, placed } = buildInterval(acts(count), countingRandom(seed))
      expect(placed.map(({ leaf }) => leaf).sort()).toEqual(acts(count))
      expect(new Set(placed.map(({ position }) => position)).size).toBe(count)
      for (const place of placed) {
        expect(intervalRoot(place)).toEqual(root)
        expect(isInInterval(place, encodeEntry(root))).toBe(true)
        expect(isInInterval({ ...place, leaf: 'act--00' }, encodeEntry(root))).toBe(false)
        expect(isInInterval({ ...place, position: place.position ^ 1 }, encodeEntry(root))).toBe(false)
      }
    }),
    { numRuns: 30 },
  )
})

test('J1 an interval without acts is 32 random bytes, and looks like any other entry', () => {
  const random = countingRandom(1)
  const { root, placed } = buildInterval([], random)
  expect([root.length, placed.length, random.drawn]).toEqual([32, 0, 32])
  expect(decodeEntry(encodeEntry(root))).toEqual(root)
})

test('J1 no two empty subtrees share a value and few acts cost few draws', () => {
  const random = countingRandom(2)
  const { placed } = buildInterval(acts(2), random)
  const siblings = new Set(
    placed.flatMap((place) =>
      Array.from({ length: 16 }, (_, at) => place.siblings.slice(at * 32, at * 32 + 32).toHex()),
    ),
  )
  expect(siblings.size).toBeGreaterThan(16)
  expect(random.drawn).toBeLessThanOrEqual(32 * 32 + 64)
})

test('J1 an interval takes 65,536 acts and no more', () => {
  const one: Random = { bytes: (count) => new Uint8Array(count) }
  const { placed, root } = buildInterval(acts(intervalRoom), one)
  expect(placed.length).toBe(intervalRoom)
  expect(placed.every(({ position }, at) => position === at)).toBe(true)
  expect(intervalRoot(placed[40_000] ?? { leaf: 'act--', position: 0, siblings: new Uint8Array(512) })).toEqual(root)
  expect(() => buildInterval(acts(intervalRoom + 1), one)).toThrow(RangeError)
})

test('J1 an entry is 0x01 and 32 bytes, nothing else', () => {
  expect(decodeEntry(new Uint8Array(33))).toBeUndefined()
  expect(decodeEntry(Uint8Array.of(1, 2, 3))).toBeUndefined()
  const place = buildInterval(acts(1), countingRandom(3)).placed[0]
  if (place === undefined) throw new Error('no place')
  expect(intervalRoot({ ...place, siblings: place.siblings.subarray(32) })).toBeUndefined()
  expect(intervalRoot({ ...place, position: 65_536 })).toBeUndefined()
})
