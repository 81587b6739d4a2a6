import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { epochMsOf, instantOf } from '#kernel/instant.ts'
import { groupOf, parseGroup } from './group.ts'
import { leafFault } from './leaf.ts'
import { parseReferences, referenceKey, referencesOf } from './references.ts'
import { capTimeMs, capTimeOf } from './time.ts'

test('CAP 3.3.2 a time has a numeric offset, also in UTC, and is a moment that exists', () => {
  expect(capTimeMs('2026-11-21T18:05:00+03:00')).toBe(Date.parse('2026-11-21T15:05:00Z'))
  expect(capTimeMs('2026-11-21T18:05:00-00:00')).toBe(Date.parse('2026-11-21T18:05:00Z'))
  expect(capTimeMs('2026-11-21T18:05:00+00:00')).toBe(Date.parse('2026-11-21T18:05:00Z'))
  const bad = ['2026-11-21T18:05:00Z', '2026-11-21T18:05:00', '2026-02-30T18:05:00+03:00', '2026-11-21T24:00:00+03:00']
  bad.push('2026-11-21T18:05:00.5+03:00', '2026-11-21 18:05:00+03:00', '2026-11-21T18:05:00+15:00', '')
  for (const each of bad) expect(capTimeMs(each), each).toBeUndefined()
})

test('CAP 3.3.2 what is written is read back, to the second', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 4_000_000_000 }), (seconds) => {
      const at = instantOf(seconds * 1000)
      expect(capTimeMs(capTimeOf(at))).toBe(epochMsOf(at))
    }),
  )
})

test('CAP 3.2.1 a list is separated by spaces, and quoted where an item has one', () => {
  expect(parseGroup('alt "duty desk of bor"  cas')).toEqual(['alt', 'duty desk of bor', 'cas'])
  for (const bad of ['', '   ', '"open', 'a"b"', '""']) expect(parseGroup(bad), bad).toBeUndefined()
  const item = fc.stringMatching(/^[^"\s]+(?: [^"\s]+)*$/u)
  fc.assert(
    fc.property(fc.array(item, { minLength: 1, maxLength: 8 }), (items) => {
      expect(parseGroup(groupOf(items))).toEqual(items)
    }),
  )
})

test('CAP 3.2.1 references are triplets; one alert has one key however its time is spelled', () => {
  const moscow = { sender: 'duty@alt', identifier: 'a-1', sent: '2026-11-21T18:05:00+03:00' }
  const utc = { ...moscow, sent: '2026-11-21T15:05:00-00:00' }
  expect(parseReferences(referencesOf([moscow, utc]))).toEqual([moscow, utc])
  expect(referenceKey(moscow)).toBe(referenceKey(utc))
  for (const bad of ['', 'a,b', 'a,b,c', `a,b,${utc.sent},d`, `,b,${utc.sent}`, `a,b,${utc.sent} c`]) {
    expect(parseReferences(bad), bad).toBeUndefined()
  }
})

test('CAP 3.2.3 base64 that is not the one spelling of its bytes is refused', () => {
  expect(leafFault('base64', 'aGk=')).toBeUndefined()
  // Bits behind the last byte, no padding, a line break, other alphabet.
  for (const bad of ['aGl=', 'aGk', 'aG\nk=', 'aG_=', '====']) expect(leafFault('base64', bad), bad).toBe('base64')
})

test('CAP 3.2 control characters and half characters are in no value', () => {
  expect(leafFault('text', 'two\nlines\tand a tab')).toBeUndefined()
  for (const bad of ['a\u0000b', 'a\u0007', '\u009b', '\ud800']) expect(leafFault('text', bad)).toBe('text')
  expect(leafFault('token', 'a b')).toBe('token')
  expect(leafFault('token', 'a,b')).toBe('token')
  expect(leafFault('uri', 'not a uri')).toBe('uri')
  expect(leafFault('language', 'ru-RU')).toBeUndefined()
  expect(leafFault('language', 'по-русски')).toBe('language')
})
