import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { HeldDocuments, type Stage } from './held-documents.ts'

const maxBytes = 100
const lent = (file: number, bytes: number) => ({ file, plaintext: new Uint8Array(new SharedArrayBuffer(bytes)) })
const stage = fc.constantFrom<Stage>('coming', 'read', 'projected')

test('F12 of what came to nothing and of what is to be found a thread holds the latest and no more of the others than fits, whatever comes', () => {
  const documents = fc.uniqueArray(fc.tuple(fc.nat(20), fc.integer({ min: 1, max: 150 }), stage), {
    selector: ([file]) => file,
  })
  fc.assert(
    fc.property(documents, fc.infiniteStream(fc.nat(20)), (sizes, again) => {
      const held = new HeldDocuments(maxBytes)
      for (const [file, bytes, at] of sizes) {
        held.of(lent(file, bytes), at)
        if (at !== 'coming') expect(held.bytes(at)).toBeLessThanOrEqual(Math.max(maxBytes, bytes))
        held.drop(again.next().value ?? 0)
      }
    }),
  )
})

test('F12 a document that is asked about again is the one that was read, and stays before those that are not', () => {
  const held = new HeldDocuments(maxBytes)
  const first = held.of(lent(1, 40), 'read')
  held.of(lent(2, 40), 'read')
  expect(held.of(lent(1, 40), 'read')).toBe(first)
  held.of(lent(3, 40), 'read')
  expect(held.of(lent(1, 40), 'read')).toBe(first)
  expect(held.bytes('read')).toBe(80)
})

test('F12 what is coming goes for nothing that comes beside it, and is an act before another that is there takes its place', () => {
  const held = new HeldDocuments(maxBytes)
  const first = held.of(lent(1, 150), 'coming')
  const second = held.of(lent(2, 150), 'coming')
  expect(held.of(lent(1, 150), 'coming')).toBe(first)
  expect(held.of(lent(1, 150), 'read')).toBe(first)
  expect(held.of(lent(2, 150), 'coming')).toBe(second)
  expect(held.of(lent(1, 150), 'projected')).toBe(first)
  expect(held.of(lent(2, 150), 'read')).toBe(second)
  expect(held.of(lent(1, 150), 'projected')).toBe(first)
  expect(held.of(lent(2, 150), 'projected')).toBe(second)
  expect(held.of(lent(1, 150), 'projected')).not.toBe(first)
})
