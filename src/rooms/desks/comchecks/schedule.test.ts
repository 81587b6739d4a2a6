import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { addMs, epochMsOf, instantOf } from '#kernel/instant.ts'
import { wallTimeOf, weekdayOf } from '#kernel/zoned.ts'
import { weekdays } from '#protocol/acts/desk-entry.ts'
import { dueSlot, graceMs, nextSlot, pickAmong, slotsOn, type Schedule } from './schedule.ts'

const clock = (minute: number) => new Date(minute * 60_000).toISOString().slice(11, 16)
const time = fc.integer({ min: 0, max: 1439 }).map(clock)
const when = fc.oneof(
  fc.record({ kind: fc.constant('at' as const), times: fc.array(time, { minLength: 1, maxLength: 4 }) }),
  fc
    .record({ kind: fc.constant('random' as const), count: fc.integer({ min: 1, max: 5 }), from: time, until: time })
    .filter(({ from, until }) => from < until),
)
const schedule: fc.Arbitrary<Schedule> = fc.record({
  zone: fc.constantFrom('UTC', 'Asia/Almaty', 'Europe/Berlin', 'America/St_Johns'),
  days: fc.subarray([...weekdays], { minLength: 1 }),
  when,
})
const seed = fc.uint8Array({ minLength: 32, maxLength: 32 })
const moment = fc.integer({ min: 29_450_000, max: 29_990_000 }).map((minutes) => instantOf(minutes * 60_000))

test('K4 slots lie on days and in hours of the plan, are the same whoever asks, and as many as it says', () => {
  fc.assert(
    fc.property(schedule, seed, moment, (plan, secret, now) => {
      const { date } = wallTimeOf(now, plan.zone)
      const slots = slotsOn(plan, secret, date)
      expect(slotsOn(plan, secret, date)).toEqual(slots)
      const isOn = plan.days.includes(weekdays[weekdayOf(date)] ?? 'mon')
      const { when: at } = plan
      expect(slots).toHaveLength(isOn ? (at.kind === 'at' ? at.times.length : at.count) : 0)
      if (at.kind === 'at' || plan.zone !== 'UTC') return
      for (const slot of slots) expect(at.from <= slot.slice(11, 16) && slot.slice(11, 16) < at.until).toBe(true)
    }),
  )
})

test('K5 however a clock runs, jumps and steps back, a slot is due only from its moment to the end of the grace, and never before the plan was made', () => {
  const steps = fc.array(fc.integer({ min: -7_200_000, max: 50_000_000 }), { maxLength: 30 })
  fc.assert(
    fc.property(schedule, seed, moment, steps, (plan, secret, since, moves) => {
      let now = since
      for (const move of moves) {
        now = addMs(now, move)
        const slot = dueSlot(plan, secret, { since, now })
        if (slot === undefined) continue
        expect(slot >= since && slot <= now && epochMsOf(now) - epochMsOf(slot) <= graceMs).toBe(true)
        expect(slotsOn(plan, secret, wallTimeOf(slot, plan.zone).date)).toContain(slot)
      }
    }),
  )
})

test('K5 whoever looks each time that a next slot is due misses none', () => {
  fc.assert(
    fc.property(schedule, seed, moment, (plan, secret, since) => {
      let now = since
      for (let turn = 0; turn < 5; turn += 1) {
        const next = nextSlot(plan, secret, now)
        if (next === undefined) return
        expect(dueSlot(plan, secret, { since, now: next })).toBe(next)
        now = next
      }
    }),
    { numRuns: 50 },
  )
})

test('K6 a lot takes as many as there are to take, each once, and each desk in its turn', () => {
  const desks = Array.from({ length: 12 }, (_, at) => `bor/desk-${at}`)
  const drawn = new Set<string>()
  fc.assert(
    fc.property(seed, fc.integer({ min: 1, max: 20 }), (secret, count) => {
      const picked = pickAmong(desks, { count, seed: secret, occasion: 'x', nameOf: (desk) => desk })
      expect(new Set(picked).size).toBe(Math.min(count, desks.length))
      const [first = ''] = picked
      drawn.add(first)
    }),
    { numRuns: 200, seed: 1 },
  )
  expect(drawn.size).toBe(desks.length)
})
