import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { typesBlockOf, typesIn } from './types-row.ts'

test('the type of each document is read back, with gaps between them', () => {
  const document = fc.record({ type: fc.constantFrom('malware', 'tool', 'x-own', 'file'), gap: fc.nat(2) })
  fc.assert(
    fc.property(fc.array(document, { minLength: 1, maxLength: 60 }), (documents) => {
      let place = -1
      const placed = documents.map(({ type, gap }) => ({ type, place: (place += gap + 1) }))
      const typeAt = typesIn(typesBlockOf(placed).words)
      expect(placed.map((each) => typeAt(each.place))).toEqual(documents.map(({ type }) => type))
    }),
  )
})
