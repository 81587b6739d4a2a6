import { expect, test } from 'vitest'
import { isRefusal } from '#kernel/refusal.ts'
import { matchPattern } from './match.ts'
import { readObserved } from './observed.ts'

/** The same word: letters with their marks, and letters followed by their marks. */
const [composed, decomposed] = ['Пёс, café'.normalize('NFC'), 'Пёс, café'.normalize('NFD')]

function isMatched(pattern: string, name: string): boolean {
  const at = '2026-11-21T18:05:00Z'
  const held = { 'file--1': { type: 'file', id: 'file--1', name } }
  const data = readObserved([
    {
      type: 'observed-data',
      id: 'observed-data--1',
      first_observed: at,
      last_observed: at,
      number_observed: 1,
      objects: held,
    },
  ])
  const matching = matchPattern(pattern, data?.observed ?? [])
  if (isRefusal(matching)) throw new Error(matching.code)
  return matching.isMatched
}

test('STIX 9.6.2: simple comparisons ask code points and normalise nothing; LIKE and MATCHES ask the normal form (NFC)', () => {
  expect(composed).not.toBe(decomposed)
  for (const constant of [composed, decomposed])
    for (const name of [composed, decomposed]) {
      const isSame = constant === name
      expect(isMatched(`[file:name = '${constant}']`, name)).toBe(isSame)
      expect(isMatched(`[file:name != '${constant}']`, name)).toBe(!isSame)
      expect(isMatched(`[file:name IN ('x', '${constant}')]`, name)).toBe(isSame)
      expect(isMatched(`[file:name LIKE '%${constant.slice(-5)}']`, name)).toBe(true)
      // What is looked through is normalised, and the regular expression stands as it is (section 9.6.1).
      expect(isMatched(`[file:name MATCHES '^${constant}$']`, name)).toBe(constant === composed)
    }
  // The order that the standard gives as its example.
  const ascending = ['o', 'oz', 'o\u0300', 'z', '\u00f2']
  for (const [at, one] of ascending.entries())
    for (const [place, other] of ascending.entries())
      expect([one, other, isMatched(`[file:name < '${other}']`, one)]).toEqual([one, other, at < place])
})
