import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { isRefusal } from '#kernel/refusal.ts'
import { acceptsTaxii } from './media-type.ts'
import { readTaxiiQuery } from './query.ts'
import { microsOf, taxiiTime } from './taxii-time.ts'

test('TAXII 1.7.1: a moment is written with six digits of a second and read with any number of them', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 4_102_444_800_000_000 }), (micros) => {
      const text = taxiiTime(micros)
      expect(text).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/u)
      expect(microsOf(text)).toBe(micros)
      expect(microsOf(`${text.slice(0, -1)}999Z`)).toBe(micros)
    }),
  )
  expect(microsOf('2026-01-01T00:00:00Z')).toBe(microsOf('2026-01-01T00:00:00.000000Z'))
  expect(microsOf('2026-01-01T00:00:00.5Z')).toBe((microsOf('2026-01-01T00:00:00Z') ?? 0) + 500_000)
  for (const text of [
    '',
    'yesterday',
    '2026-01-01',
    '2026-02-30T00:00:00Z',
    '2026-01-01T24:00:00Z',
    '2026-01-01T00:00:00+01:00',
  ])
    expect(microsOf(text)).toBeUndefined()
})

test('TAXII 1.6.6: the order and spacing of parameters, quotes and lists change nothing', () => {
  const space = fc.constantFrom('', ' ', '  ', '\t')
  const other = fc.constantFrom(
    'text/html',
    'application/json;a="x,y;z"',
    'application/taxii+json;version=2.0',
    'x/y;q=0.1',
  )
  fc.assert(
    fc.property(
      fc.array(other as fc.Arbitrary<string>, { maxLength: 4 }),
      fc.nat(4),
      space,
      fc.boolean(),
      (others, place, gap, isQuoted) => {
        const version = isQuoted ? '"2.1"' : '2.1'
        const ours = `application/TAXII+json${gap};${gap}q=0.7${gap};${gap}Version=${version}`
        expect(acceptsTaxii(others.toSpliced(place, 0, ours).join(`${gap},${gap}`))).toBe(true)
        expect(acceptsTaxii(others.length === 0 ? 'a/b' : others.join(','))).toBe(false)
      },
    ),
  )
  expect(acceptsTaxii(null)).toBe(true)
})

test('TAXII 3.4: no query makes the reader throw, and what it takes it reads again from the same text', () => {
  const names = fc.constantFrom(
    'added_after',
    'limit',
    'next',
    'match[id]',
    'match[type]',
    'match[version]',
    'match[x]',
    '__proto__',
  )
  const values = fc.oneof(fc.string(), fc.constantFrom('all', 'last', 'first,last', '1', '2026-01-01T00:00:00Z', ','))
  fc.assert(
    fc.property(fc.array(fc.tuple(names, values), { maxLength: 6 }), (pairs) => {
      const query = readTaxiiQuery(new URLSearchParams(pairs))
      if (isRefusal(query)) return
      expect(readTaxiiQuery(new URLSearchParams(pairs.toReversed()))).toMatchObject({ text: query.text })
    }),
  )
})
