import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { typesBlockOf, typesIn } from './types-row.ts'

test('what each document is counted by is read back, with gaps between them', () => {
  const marks = fc.constantFrom([], ['amber'], ['amber', 'red'], ['amber+strict'])
  const document = fc.record({
    type: fc.constantFrom('malware', 'tool', 'x-own', 'file'),
    tlp: marks,
    techniques: fc.constantFrom([], ['T1055.011'], ['TA0005', 'T1055']),
    gap: fc.nat(2),
  })
  fc.assert(
    fc.property(fc.array(document, { minLength: 1, maxLength: 60 }), (documents) => {
      let place = -1
      const placed = documents.map(({ gap, ...traits }) => ({ ...traits, place: (place += gap + 1) }))
      const typeAt = typesIn(typesBlockOf(placed).words)
      expect(placed.map((each) => typeAt(each.place))).toEqual(documents.map(({ gap: _, ...traits }) => traits))
    }),
  )
})
