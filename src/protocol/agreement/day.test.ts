import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseInstant } from '#kernel/instant.ts'
import type { Instant } from '#kernel/instant.ts'
import { addMonths, dateText, dayAt, dayAfter, momentAfter, startOf } from './day.ts'

const at = (text: string): Instant => parseInstant(text) ?? (text as never)
const anyOffset = fc.constantFrom('+00:00', '+08:00', '-05:00', '+05:30', '-09:30', '+14:00')
const anyDay = fc.integer({ min: -500_000, max: 2_000_000 })

test('A1 the day of deposit does not count: the thirtieth day following', () => {
  expect(momentAfter(at('1979-12-28T15:00:00.000Z'), { days: 30 }, '+00:00')).toBe('1980-01-27T00:00:00.000Z')
})

test('A1 the day is that of the depositary: late in New York is still the day before', () => {
  const deposit = at('2001-04-24T03:00:00.000Z')
  expect(dateText(momentAfter(deposit, { days: 30 }, '-05:00'), '-05:00')).toBe('2001-05-23')
  expect(dateText(momentAfter(deposit, { days: 30 }, '+08:00'), '+08:00')).toBe('2001-05-24')
})

test('A1 months end with their last day where the month is shorter', () => {
  expect(dateText(startOf(addMonths(dayAt(at('2028-01-31T00:00:00.000Z'), '+00:00'), 1), '+00:00'), '+00:00')).toBe(
    '2028-02-29',
  )
  expect(momentAfter(at('2027-02-28T10:00:00.000Z'), { months: 12 }, '+00:00')).toBe('2028-02-28T00:00:00.000Z')
})

test('A1 the first day of the month after the sixtieth day: 11 April 2002 gives 1 July', () => {
  expect(momentAfter(at('2002-04-11T00:00:00.000Z'), { days: 60, monthStart: 1 }, '+00:00')).toBe(
    '2002-07-01T00:00:00.000Z',
  )
})

test('A1 a delay of nothing is at once, never earlier', () => {
  expect(momentAfter(at('2027-03-01T12:34:56.789Z'), {}, '+03:00')).toBe('2027-03-01T12:34:56.789Z')
})

test('A1 calendar days are those of the runtime', () => {
  fc.assert(
    fc.property(anyDay, (day) => {
      const date = new Date(day * 86_400_000)
      const first = dayAfter(day, { monthStart: 1 })
      expect(first * 86_400_000).toBe(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1))
    }),
  )
})

test('A1 a day begins and ends where it is asked, and longer delays are never earlier', () => {
  fc.assert(
    fc.property(anyDay, anyOffset, fc.nat(400), fc.nat(400), (day, offset, one, other) => {
      const start = startOf(day, offset)
      expect(dayAt(start, offset)).toBe(day)
      const [less, more] = [Math.min(one, other), Math.max(one, other)]
      expect(momentAfter(start, { days: less }, offset) <= momentAfter(start, { days: more }, offset)).toBe(true)
      expect(momentAfter(start, { months: less }, offset) <= momentAfter(start, { months: more }, offset)).toBe(true)
    }),
  )
})

test('A1 the calendar ends with the year 9999 and goes no further', () => {
  expect(momentAfter(at('9999-12-31T23:59:59.999Z'), { months: 1200 }, '-05:00')).toBe('9999-12-31T23:59:59.999Z')
})
