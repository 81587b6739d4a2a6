import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseInstant, type Instant } from '#kernel/instant.ts'
import { latestReview } from './check.ts'

test('SG-06 the latest review is five years on to the millisecond; of 29 February it is 1 March', () => {
  expect(latestReview('2024-02-29T12:00:00.001Z' as Instant)).toBe('2029-03-01T12:00:00.001Z')
  expect(latestReview('2026-11-21T18:05:00.000Z' as Instant)).toBe('2031-11-21T18:05:00.000Z')
  expect(latestReview('9996-01-01T00:00:00.000Z' as Instant)).toBe('9996-01-01T00:00:00.000Z')
  const moments = fc.date({ min: new Date('0000-01-01'), max: new Date('9994-12-31'), noInvalidDate: true })
  fc.assert(
    fc.property(moments, (date) => {
      const at = date.toISOString() as Instant
      const latest = latestReview(at)
      expect(parseInstant(latest)).toBe(latest)
      expect(Number(latest.slice(0, 4)) - Number(at.slice(0, 4))).toBe(5)
    }),
  )
})
