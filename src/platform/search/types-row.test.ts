import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { encodeUtf8 } from '#kernel/bytes.ts'
import { packedRow, typesBlockOf, typesIn, untraited } from './types-row.ts'

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
      const { words } = typesBlockOf(placed)
      const typeAt = typesIn(words)
      const traits = documents.map(({ gap: _, ...rest }) => rest)
      expect(placed.map((each) => typeAt(each.place))).toEqual(traits)
      const there = new Set(placed.map(({ place: each }) => each))
      const everyAt = typesIn(words)
      for (let at = 0; at <= place + 2; at += 1) expect(everyAt(at) === untraited).toBe(!there.has(at))
      // Rows that were written in lines say the same, and packed they are these.
      const line = ({ type, tlp, techniques, place: at }: (typeof placed)[number]) =>
        [at, 1, type, ...tlp, ...techniques].join(' ')
      const written = encodeUtf8(placed.map(line).join('\n'))
      const writtenAt = typesIn(written)
      expect(placed.map((each) => writtenAt(each.place))).toEqual(traits)
      expect(packedRow(written)).toEqual(words)
      expect(packedRow(words)).toBeUndefined()
    }),
  )
})

test('what five thousand documents are counted by takes a byte for each, whatever follows on what', () => {
  const types = ['indicator', 'malware', 'ipv4-addr', 'domain-name', 'relationship']
  const documents = Array.from({ length: 5000 }, (_, place) => {
    return { type: types[(place * 7) % 5] ?? '', tlp: ['amber'], techniques: [], place }
  })
  expect(typesBlockOf(documents).words.length).toBeLessThan(5200)
})
