import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { addMs, epochMsOf, instantOf } from '#kernel/instant.ts'
import { clockOf, usualLadder, type Awaited, type Pause } from './clock.ts'

const sent = instantOf(1_795_000_000_000)
const hourMs = 3_600_000
const after = (hours: number) => addMs(sent, hours * hourMs)
const awaited = (pauses: readonly Pause[], rest: Partial<Awaited> = {}): Awaited => ({
  sent,
  needBy: after(24),
  pauses,
  ...rest,
})
const at = (one: Awaited, hours: number) => clockOf(one, usualLadder, after(hours))

test('R1 the clock runs to the deadline, is overdue from that instant on and escalated with the second rung', () => {
  expect(at(awaited([]), 23.999)).toMatchObject({ state: 'running', level: 0 })
  expect(at(awaited([]), 24)).toMatchObject({ state: 'overdue', step: 'deputy', dueAt: after(24) })
  expect(at(awaited([]), 48)).toMatchObject({ state: 'escalated', step: 'head-of-centre' })
  expect(at(awaited([], { doneAt: after(20) }), 90)).toMatchObject({ state: 'done', level: 0 })
  expect(at(awaited([], { doneAt: after(30) }), 90)).toMatchObject({ state: 'done', level: 1 })
  expect(at(awaited([], { overAt: after(3) }), 90)).toMatchObject({ state: 'closed', level: 0 })
})

test('R1 while a clarification is awaited the clock stands still; what is asked after the deadline moves nothing', () => {
  expect(at(awaited([{ from: after(2) }]), 100)).toMatchObject({ state: 'stopped', dueAt: after(122), level: 0 })
  for (const hours of [2, 3, 100])
    expect(at(awaited([{ from: after(2) }]), hours)).toMatchObject({ state: 'stopped', leftMs: 22 * hourMs })
  const given = awaited([{ from: after(2), to: after(12) }])
  expect(at(given, 33)).toMatchObject({ state: 'running', dueAt: after(34) })
  expect(at(given, 34)).toMatchObject({ state: 'overdue' })
  expect(at(awaited([{ from: after(24) }]), 30)).toMatchObject({ state: 'overdue', dueAt: after(24) })
  // Two that overlap count once.
  const two = awaited([
    { from: after(2), to: after(12) },
    { from: after(4), to: after(14) },
  ])
  expect(at(two, 20)).toMatchObject({ dueAt: after(36) })
})

test('R1 the clock is a function of instants: in whichever order pauses are heard, and back at an earlier moment, it shows the same; no pause shortens it, none lengthens it by more than it lasted', () => {
  const hours = fc.integer({ min: -50, max: 100 })
  const pause = fc
    .tuple(hours, fc.option(hours))
    .map(([from, to]): Pause => (to === null ? { from: after(from) } : { from: after(from), to: after(to) }))
  fc.assert(
    fc.property(fc.array(pause, { maxLength: 6 }), hours, hours, (pauses, now, later) => {
      const before = at(awaited(pauses), now)
      at(awaited(pauses), later)
      expect(at(awaited(pauses.toReversed()), now)).toEqual(before)
      expect(at(awaited([...pauses, ...pauses]), now)).toEqual(before)
      const addedMs = epochMsOf(before.dueAt) - epochMsOf(after(24))
      const mostMs = Math.max(0, epochMsOf(after(now)) - epochMsOf(sent))
      expect(addedMs).toBeGreaterThanOrEqual(0)
      expect(addedMs).toBeLessThanOrEqual(mostMs)
      // Of a moment to come the deadline is no earlier.
      const [first, second] = [Math.min(now, later), Math.max(now, later)]
      expect(at(awaited(pauses), first).dueAt <= at(awaited(pauses), second).dueAt).toBe(true)
    }),
  )
})
