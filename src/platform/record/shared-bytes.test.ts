import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { concat } from '#kernel/bytes.ts'
import { SharedBytes, sharedView } from './shared-bytes.ts'

test('bytes that come in pieces stand one after the other, whatever length was guessed', () => {
  const pieces = fc.array(fc.uint8Array({ maxLength: 5000 }), { maxLength: 20 })
  fc.assert(
    fc.property(pieces, fc.nat(20_000), (parts, expected) => {
      const shared = new SharedBytes(new Uint8Array(new SharedArrayBuffer(expected)))
      for (const part of parts) shared.add(part)
      expect(shared.bytes).toEqual(concat(...parts))
      expect(sharedView(shared.bytes)).toEqual(concat(...parts))
    }),
    { numRuns: 50 },
  )
})

test('bytes of one thread alone have no shared view', () => {
  expect(sharedView(new Uint8Array(3))).toBeUndefined()
})
