import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { spread } from './course-scale.ts'
import { deedOf, emptyDeed } from './deed.ts'
import { lifeOf } from './life.ts'

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
