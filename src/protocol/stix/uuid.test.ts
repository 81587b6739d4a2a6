import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { uuidCaseOf } from './uuid.ts'

test('STIX 2.9 a UUID is told from what is none, and lower case from other', () => {
  const shape = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/u
  const broken = fc
    .tuple(fc.uuid(), fc.nat(36), fc.nat(1), fc.constantFrom('', '0', 'f', 'F', 'g', '-', '٣', '\0', 'K'))
    .map(([uuid, at, length, put]) => uuid.slice(0, at) + put + uuid.slice(at + length))
  fc.assert(
    fc.property(fc.oneof(fc.uuid(), broken), fc.string(), (uuid, before) => {
      const expected = shape.test(uuid) ? 'lower' : shape.test(uuid.toLowerCase()) ? 'mixed' : undefined
      // The sign of Kelvin is a k in lower case.
      expect(uuidCaseOf(`${before}${uuid}`, before.length)).toBe(uuid.includes('\u212a') ? undefined : expected)
    }),
    { numRuns: 1000 },
  )
})
