import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { spread } from './course-scale.ts'
import { deedOf, emptyDeed } from './deed.ts'
import { lifeOf } from './life.ts'
import { linesOf, stepsOf } from './progress.ts'

test('agreements: a register says of what is not in force how near it is', () => {
  const open = { state: 'open', inForceFor: [], signed: [], provisional: [] }
  expect(lifeOf(open)).toBe('adopted')
  expect(lifeOf({ ...open, signed: ['alt'] })).toBe('signed')
  expect(lifeOf({ ...open, signed: ['alt'], provisional: ['alt'] })).toBe('provisional')
  expect(lifeOf({ state: 'founding', inForceFor: ['alt'] })).toBe('in-force')
})

test('agreements: a deed is said once it is whole, and with nothing that is not its own', () => {
  const filled = { ...emptyDeed, articles: ['2'], text: ' Not at night. ', register: 'UN' }
  expect(deedOf('reservation', { ...filled, text: ' ' })).toBeUndefined()
  expect(deedOf('reservation', filled)).toEqual({
    kind: 'reservation',
    articles: ['2'],
    effect: 'excludes',
    text: 'Not at night.',
  })
  expect(deedOf('ratification', filled)).toEqual({ kind: 'ratification' })
  expect(deedOf('succession', { ...emptyDeed, predecessor: 'old', since: '2026-01-02' })).toEqual({
    kind: 'succession',
    predecessor: 'old',
    since: '2026-01-02T00:00:00.000Z',
  })
})

test('agreements: a course keeps the order of its days, inside its width, with every dot apart', () => {
  const days = fc.array(fc.integer({ min: 0, max: 4e12 }), { minLength: 1, maxLength: 40 })
  fc.assert(
    fc.property(days, (some) => {
      const xs = spread(
        some.toSorted((one, other) => one - other),
        { width: 900, least: 14 },
      )
      expect(Math.min(...xs)).toBeGreaterThanOrEqual(0)
      expect(Math.max(...xs)).toBeLessThanOrEqual(900.001)
      for (const [at, x] of xs.entries()) if (at > 0) expect(x - (xs[at - 1] ?? 0)).toBeGreaterThanOrEqual(13.99)
    }),
  )
})

test('agreements: what a state said of its procedures is what it says again, and days out of order are not said', () => {
  const day = (text: string) => `${text}T12:00:00.000Z`
  const expected = { earliest: day('2026-01-01'), likely: day('2026-02-01'), latest: day('2026-03-01'), confidence: 70 }
  const said = [
    { step: 'parliament', reading: 1, state: { kind: 'done', at: day('2025-12-01') } },
    { step: 'parliament', reading: 2, state: { kind: 'expected', expected }, blocker: 'committee' },
    { step: 'promulgation', state: { kind: 'not-needed' } },
  ]
  const lines = linesOf(said)
  expect(stepsOf(lines)?.filter(({ state }) => state.kind !== 'open')).toEqual(said)
  expect(stepsOf(lines.map((line) => ({ ...line, likely: '2026-04-01' })))).toBeUndefined()
  expect(stepsOf(lines.map((line) => ({ ...line, confidence: '101' })))).toBeUndefined()
})
