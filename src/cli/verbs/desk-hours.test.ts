import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { DeskHours, weekdays } from '#protocol/acts/desk-entry.ts'
import { shiftsOf, shiftsText } from './desk-hours.ts'

const time = fc.integer({ min: 0, max: 1439 }).map((minute) => new Date(minute * 60_000).toISOString().slice(11, 16))
const shift = fc.record({ days: fc.subarray([...weekdays], { minLength: 1 }), from: time, until: time })

test('C4 hours that are shown are read as the same hours', () => {
  fc.assert(
    fc.property(fc.array(shift, { minLength: 1, maxLength: 4 }), (shifts) => {
      expect(shiftsOf(shiftsText(shifts, (day) => day).replaceAll('–', '-'))).toEqual(shifts)
    }),
  )
})

test('C4 hours are typed as people write them; what is no hours is refused', () => {
  expect(shiftsOf('always')).toBe('always')
  expect(shiftsOf('fri-mon 22:00-06:00; wed 08:00-24:00')).toEqual([
    { days: ['fri', 'sat', 'sun', 'mon'], from: '22:00', until: '06:00' },
    { days: ['wed'], from: '08:00', until: '24:00' },
  ])
  expect(DeskHours.safeParse({ zone: 'UTC', shifts: shiftsOf('mon 08:00-08:00') }).success).toBe(false)
  for (const text of ['', 'monday 8-20', 'mon 08:00', 'mon-fri 08:00-20:00;'])
    expect(() => shiftsOf(text)).toThrow('option-invalid')
})
