import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { addMs, epochMsOf, instantOf, type Instant } from '#kernel/instant.ts'
import { addDays, wallTimeOf, weekdayOf } from '#kernel/zoned.ts'
import { weekdays, type DeskHours, type Shift } from '#protocol/acts/desk-entry.ts'
import { dutyAt } from './hours.ts'

const at = (text: string) => text as Instant
const zone = fc.constantFrom('UTC', 'Asia/Almaty', 'Europe/Berlin', 'America/St_Johns', 'Australia/Lord_Howe')
/** Minutes of the year 2026 and its neighbours' edges. */
const moment = fc.integer({ min: 29_450_000, max: 29_990_000 }).map((minutes) => instantOf(minutes * 60_000))
const time = fc.integer({ min: 0, max: 95 }).map((quarter) => clock(quarter * 15))
const clock = (minute: number) =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`
const shift: fc.Arbitrary<Shift> = fc
  .record({ days: fc.subarray([...weekdays], { minLength: 1 }), from: time, until: time })
  .filter(({ from, until }) => from !== until)
const exceptions = fc.uniqueArray(
  fc.record({
    date: fc.integer({ min: 0, max: 364 }).map((day) => addDays('2026-01-01', day)),
    turns: fc.array(
      fc.record({ from: time, until: time }).filter(({ from, until }) => from !== until),
      { maxLength: 2 },
    ),
  }),
  { maxLength: 6, selector: ({ date }) => date },
)
const hours: fc.Arbitrary<DeskHours> = fc.record({
  zone,
  shifts: fc.array(shift, { minLength: 1, maxLength: 4 }),
  exceptions,
})

/** What a person reads off the wall and the list beside it. */
function readOffTheWall({ zone: name, shifts, exceptions: days = [] }: DeskHours, now: Instant): boolean {
  const { date, minute } = wallTimeOf(now, name)
  const turnsOf = (day: string) => {
    const exceptional = days.find((each) => each.date === day)
    if (exceptional !== undefined) return exceptional.turns
    return shifts === 'always' ? [] : shifts.filter((each) => each.days.includes(weekdays[weekdayOf(day)] ?? 'mon'))
  }
  const shown = clock(minute)
  const today = turnsOf(date).some(({ from, until }) => from <= shown && (until <= from || shown < until))
  const sinceYesterday = turnsOf(addDays(date, -1)).some(({ from, until }) => until <= from && shown < until)
  return today || sinceYesterday
}

/** Whether clocks change within a day and a half of it. */
function isNearChange({ zone: name }: DeskHours, now: Instant): boolean {
  const offset = (ms: number) => {
    const { date, minute } = wallTimeOf(addMs(now, ms), name)
    return epochMsOf(at(`${date}T00:00:00.000Z`)) + minute * 60_000 - epochMsOf(addMs(now, ms))
  }
  return offset(-129_600_000) !== offset(129_600_000)
}

test('D1 a desk is manned when the wall and the list beside it say so; where clocks change, never less', () => {
  fc.assert(
    fc.property(hours, moment, (desk, now) => {
      const isOn = dutyAt(desk, now).state === 'on'
      const isRead = readOffTheWall(desk, now)
      expect(isNearChange(desk, now) ? isOn || !isRead : isOn === isRead).toBe(true)
    }),
    { numRuns: 300 },
  )
})

test('D1 what it says of itself holds until the moment that it names, and no longer', () => {
  fc.assert(
    fc.property(hours, moment, fc.double({ min: 0, max: 1, noNaN: true }), (desk, now, part) => {
      const duty = dutyAt(desk, now)
      if (duty.state === 'unknown' || duty.until === undefined) return
      const lasts = epochMsOf(duty.until) - epochMsOf(now)
      expect(lasts).toBeGreaterThan(0)
      expect(dutyAt(desk, addMs(now, Math.floor(part * (lasts - 1))))).toEqual(duty)
      expect(dutyAt(desk, duty.until).state).not.toBe(duty.state)
    }),
    { numRuns: 200 },
  )
})

test('D1 watches that relieve one another leave no gap, whatever clocks do', () => {
  fc.assert(
    fc.property(zone, moment, fc.uniqueArray(time, { minLength: 1, maxLength: 4 }), (name, now, times) => {
      const sorted = times.toSorted()
      const shifts = sorted.map((from, index) => ({
        days: [...weekdays],
        from,
        until: sorted[(index + 1) % sorted.length] ?? from,
      }))
      // One change of watch a day: from then to the same time of the next.
      const whole = sorted.length > 1 ? shifts : [{ days: [...weekdays], from: '00:00', until: '24:00' }]
      expect(dutyAt({ zone: name, shifts: whole }, now)).toEqual({ state: 'on' })
    }),
  )
})

const night: DeskHours = {
  zone: 'Europe/Berlin',
  shifts: [{ days: ['sat'], from: '22:00', until: '06:00' }],
  exceptions: [{ date: '2026-12-26', turns: [] }],
}

test('D1 a night watch belongs to the evening on which it begins, holidays too, and lasts as long as the night does', () => {
  // The night of 24 October 2026 has 9 hours here, that of 28 March 7.
  expect(dutyAt(night, at('2026-10-24T20:00:00.000Z'))).toEqual({ state: 'on', until: '2026-10-25T05:00:00.000Z' })
  expect(dutyAt(night, at('2026-03-28T21:00:00.000Z'))).toEqual({ state: 'on', until: '2026-03-29T04:00:00.000Z' })
  expect(dutyAt(night, at('2026-12-26T22:00:00.000Z'))).toEqual({ state: 'off', until: '2027-01-02T21:00:00.000Z' })
  expect(dutyAt(night, at('2026-12-20T04:59:59.999Z')).state).toBe('on')
  expect(dutyAt(night, at('2026-12-20T05:00:00.000Z')).state).toBe('off')
})

test('D1 always is always but for its holidays; a zone that nobody knows is no guess; who never comes is not waited for', () => {
  expect(dutyAt({ zone: 'UTC', shifts: 'always' }, at('2026-11-21T18:05:00.000Z'))).toEqual({ state: 'on' })
  const closed: DeskHours = { zone: 'Asia/Almaty', shifts: 'always', exceptions: [{ date: '2026-12-16', turns: [] }] }
  expect(dutyAt(closed, at('2026-12-10T00:00:00.000Z'))).toEqual({ state: 'on', until: '2026-12-15T19:00:00.000Z' })
  expect(dutyAt(closed, at('2026-12-15T19:00:00.000Z'))).toEqual({ state: 'off', until: '2026-12-16T19:00:00.000Z' })
  expect(dutyAt({ zone: 'Mars/Base', shifts: 'always' }, at('2026-11-21T18:05:00.000Z')).state).toBe('unknown')
  const jumped: DeskHours = { zone: 'Europe/Berlin', shifts: [{ days: ['sun'], from: '02:10', until: '02:50' }] }
  expect(dutyAt(jumped, at('2026-03-28T12:00:00.000Z'))).toEqual({ state: 'off', until: '2026-04-05T00:10:00.000Z' })
})
