import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { HeldDocuments } from './held-documents.ts'

const maxBytes = 100
const lent = (file: number, bytes: number) => ({ file, plaintext: new Uint8Array(new SharedArrayBuffer(bytes)) })

test('F12 a thread holds the latest document and no more of the others than fits, whatever comes', () => {
  const documents = fc.uniqueArray(fc.tuple(fc.nat(20), fc.integer({ min: 1, max: 150 })), {
    selector: ([file]) => file,
  })
  fc.assert(
    fc.property(documents, fc.infiniteStream(fc.nat(20)), (sizes, again) => {
      const held = new HeldDocuments(maxBytes)
      for (const [file, bytes] of sizes) {
        held.of(lent(file, bytes))
        expect(held.bytes).toBeLessThanOrEqual(Math.max(maxBytes, bytes))
        held.drop(again.next().value ?? 0)
      }
    }),
  )
})

test('F12 a document that is asked about again is the one that was read, and stays before those that are not', () => {
  const held = new HeldDocuments(maxBytes)
  const first = held.of(lent(1, 40))
  held.of(lent(2, 40))
  expect(held.of(lent(1, 40))).toBe(first)
  held.of(lent(3, 40))
  expect(held.of(lent(1, 40))).toBe(first)
  expect(held.bytes).toBe(80)
})
