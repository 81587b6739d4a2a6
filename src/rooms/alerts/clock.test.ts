import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { addMs, parseInstant, type Instant } from '#kernel/instant.ts'
import { capWords } from '#protocol/cap/words.ts'
import { clockOf, usualPolicy, type Asked } from './clock.ts'

const sent = parseInstant('2026-11-21T18:05:00.000Z') ?? expect.unreachable('an instant')
const minuteMs = 60_000
const after = (minutes: number): Instant => addMs(sent, minutes * minuteMs)
const at = (minutes: number, asked: Partial<Asked> = {}) =>
  clockOf({ sent, urgency: 'Immediate', ...asked }, usualPolicy, after(minutes))

test('domain 1 nobody is late before an answer is due, and then the ladder is climbed rung by rung', () => {
  expect(at(0)).toEqual({ state: 'waiting', dueAt: after(15), level: 0, nextAt: after(15) })
  expect(at(14.9).state).toBe('waiting')
  expect(at(15)).toMatchObject({ state: 'overdue', level: 1, step: 'deputy', nextAt: after(30) })
  expect(at(30)).toMatchObject({ level: 2, step: 'head-of-centre' })
  expect(at(600)).toEqual({ state: 'overdue', dueAt: after(15), level: 3, step: 'hotline' })
})

test('domain 1 an answer or the end of the alert stops the clock where it stood', () => {
  expect(at(600, { answeredAt: after(3) })).toEqual({ state: 'answered', dueAt: after(15), level: 0 })
  expect(at(600, { answeredAt: after(20) })).toMatchObject({ state: 'answered', level: 1 })
  expect(at(600, { overAt: after(20) })).toMatchObject({ state: 'closed', level: 1 })
  expect(at(10, { overAt: after(20) }).state).toBe('waiting')
  expect(at(600, { overAt: after(20), answeredAt: after(40) }).level).toBe(1)
})

test('domain 1 urgent alerts are answered sooner', () => {
  const due = capWords.urgency.map((urgency) => clockOf({ sent, urgency }, usualPolicy, sent).dueAt)
  expect(due.map((each) => (Date.parse(each) - Date.parse(sent)) / minuteMs)).toEqual([15, 60, 1440, 1440, 60])
})

const minutes = fc.integer({ min: -60, max: 3000 })

test('domain 1 whenever and however often it is asked, in whatever order, a clock gives the same and never goes back down', () => {
  const asked = fc.record(
    { answered: minutes, over: minutes, urgency: fc.constantFrom(...capWords.urgency) },
    { requiredKeys: ['urgency'] },
  )
  fc.assert(
    fc.property(asked, fc.array(minutes, { minLength: 2, maxLength: 12 }), ({ answered, over, urgency }, steps) => {
      const facts = {
        sent,
        urgency,
        ...(answered === undefined ? {} : { answeredAt: after(answered) }),
        ...(over === undefined ? {} : { overAt: after(over) }),
      }
      const ask = (minute: number) => clockOf(facts, usualPolicy, after(minute))
      const first = new Map(steps.map((minute) => [minute, ask(minute)]))
      // A clock that steps back and forth.
      for (const minute of steps.toReversed()) expect(ask(minute)).toEqual(first.get(minute))
      const levels = steps.toSorted((one, other) => one - other).map((minute) => ask(minute).level)
      expect(levels).toEqual(levels.toSorted((one, other) => one - other))
    }),
  )
})
