import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { isTimestamp, timestampKey } from './timestamp.ts'

test('STIX 3.2 equal moments have equal keys, whatever their fraction looks like', () => {
  expect(timestampKey('2020-01-02T03:04:05.120Z')).toBe('2020-01-02T03:04:05.12')
  expect(timestampKey('2020-01-02T03:04:05.000000Z')).toBe(timestampKey('2020-01-02T03:04:05Z'))
})

test('STIX 3.2 keys sort as the moments do', () => {
  const spelled = fc
    .tuple(fc.date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true }), fc.nat({ max: 4 }))
    .map(([at, zeros]) => ({ ms: at.getTime(), text: at.toISOString().replace('Z', `${'0'.repeat(zeros)}Z`) }))
  fc.assert(
    fc.property(spelled, spelled, (one, other) => {
      const [left = '', right = ''] = [timestampKey(one.text), timestampKey(other.text)]
      expect(Math.sign(one.ms - other.ms)).toBe(left < right ? -1 : left > right ? 1 : 0)
    }),
  )
})

test.each([
  '2020-13-01T00:00:00Z',
  '2021-02-29T00:00:00Z',
  '2020-01-01T24:00:00Z',
  '2020-01-01 00:00:00Z',
  '2020-01-01T00:00:00',
  '2020-01-01T00:00:00.Z',
  '',
])('STIX 3.2 %j is no timestamp', (text) => {
  expect(timestampKey(text)).toBeUndefined()
})

test('STIX 3.2 a timestamp is what its grammar and the calendar say, character by character', () => {
  const form = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,100})?Z$/u
  const good = '2024-02-29T23:59:59.5Z'
  const broken = fc
    .tuple(fc.nat(good.length), fc.nat(2), fc.constantFrom('', '0', '9', '-', ':', 'T', 'Z', '.', '٣', '\0', ' '))
    .map(([at, length, put]) => good.slice(0, at) + put + good.slice(at + length))
  const isReal = (text: string): boolean => {
    // A clock knows no more than milliseconds, and turns the 30th of February into March.
    const cut = text.replace(/(?:\.\d+)?Z$/u, '.000Z')
    return form.test(text) && !Number.isNaN(Date.parse(cut)) && new Date(cut).toISOString() === cut
  }
  fc.assert(
    fc.property(fc.oneof(broken, fc.string({ unit: 'grapheme-ascii' })), (text) => {
      expect(isTimestamp(text)).toBe(isReal(text))
    }),
    { numRuns: 2000 },
  )
  expect(isTimestamp(`2024-01-01T00:00:00.${'1'.repeat(100)}Z`)).toBe(true)
  expect(isTimestamp(`2024-01-01T00:00:00.${'1'.repeat(101)}Z`)).toBe(false)
})
