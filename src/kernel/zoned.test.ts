import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { epochMsOf, instantOf, type Instant } from './instant.ts'
import { addDays, isDate, isZone, momentsOf, wallTimeOf, weekdayOf } from './zoned.ts'

const zones = [
  'UTC',
  'Asia/Almaty',
  'Europe/Berlin',
  'America/St_Johns',
  'Australia/Lord_Howe',
  'Pacific/Apia',
  'Asia/Kathmandu',
]
const zone = fc.constantFrom(...zones)
/** Whole minutes of the years 2000 to 2040. */
const moment = fc.integer({ min: 15_778_080, max: 36_816_480 }).map((minutes) => instantOf(minutes * 60_000))
const at = (text: string) => text as Instant

test('Z1 what clocks show is shown at that moment again, the first or the last time', () => {
  fc.assert(
    fc.property(moment, zone, (now, name) => {
      const { first, last } = momentsOf(wallTimeOf(now, name), name)
      expect([first, last]).toContain(now)
      expect(first <= last).toBe(true)
    }),
  )
})

test('Z2 later on the wall is never earlier in time', () => {
  fc.assert(
    fc.property(moment, zone, fc.integer({ min: 1, max: 2880 }), (now, name, minutes) => {
      const wall = wallTimeOf(now, name)
      const days = Math.floor((wall.minute + minutes) / 1440)
      const later = { date: addDays(wall.date, days), minute: (wall.minute + minutes) % 1440 }
      expect(momentsOf(wall, name).first <= momentsOf(later, name).first).toBe(true)
      expect(momentsOf(wall, name).last <= momentsOf(later, name).last).toBe(true)
    }),
  )
})

test('Z3 the hour that is had twice has two moments, the hour that is not had is the moment of the jump', () => {
  expect(momentsOf({ date: '2026-10-25', minute: 150 }, 'Europe/Berlin')).toEqual({
    first: '2026-10-25T00:30:00.000Z',
    last: '2026-10-25T01:30:00.000Z',
  })
  const jump = '2026-03-29T01:00:00.000Z'
  for (const minute of [120, 150, 180]) {
    expect(momentsOf({ date: '2026-03-29', minute }, 'Europe/Berlin')).toEqual({ first: jump, last: jump })
  }
  // Samoa had no 30 December 2011 at all.
  const skipped = momentsOf({ date: '2011-12-30', minute: 600 }, 'Pacific/Apia')
  expect(skipped).toEqual(momentsOf({ date: '2011-12-31', minute: 0 }, 'Pacific/Apia'))
  // Half an hour of summer time.
  const { first, last } = momentsOf({ date: '2026-04-05', minute: 105 }, 'Australia/Lord_Howe')
  expect(epochMsOf(last) - epochMsOf(first)).toBe(1_800_000)
})

test('Z4 days, weekdays and midnights', () => {
  expect(wallTimeOf(at('2026-11-21T18:30:00.000Z'), 'Asia/Almaty')).toEqual({ date: '2026-11-21', minute: 1410 })
  expect(wallTimeOf(at('2026-11-21T19:00:00.000Z'), 'Asia/Almaty')).toEqual({ date: '2026-11-22', minute: 0 })
  expect(momentsOf({ date: '2026-11-21', minute: 1440 }, 'Asia/Almaty').first).toBe('2026-11-21T19:00:00.000Z')
  expect(['2026-11-16', '2026-11-21', '2026-11-22', '1969-12-29'].map(weekdayOf)).toEqual([0, 5, 6, 0])
  expect(addDays('2028-02-28', 1)).toBe('2028-02-29')
  expect(['2026-02-28', '2026-02-29', '2026-13-01', '26-1-1'].map(isDate)).toEqual([true, false, false, false])
  expect(['Asia/Almaty', 'Asia/Nowhere', ''].map(isZone)).toEqual([true, false, false])
})
