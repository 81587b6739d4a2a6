import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { instantOf, type Instant } from '#kernel/instant.ts'
import { Track } from '#protocol/acts/agreement-track.ts'
import { trackSteps } from '#protocol/acts/track-step.ts'
import { prospectOf } from '#protocol/agreement/prospect.ts'
import { spread } from './course-scale.ts'
import { deedOf, emptyDeed } from './deed.ts'
import { lifeOf } from './life.ts'
import { emptyPosition, positionOf } from './position.ts'
import { linesOf, stepsOf } from './progress.ts'

test('agreements: a register says of what is not in force how near it is', () => {
  const open = { state: 'open', inForceFor: [], signed: [], provisional: [] }
  expect(lifeOf(open)).toBe('adopted')
  expect(lifeOf({ ...open, signed: ['alt'] })).toBe('signed')
  expect(lifeOf({ ...open, signed: ['alt'], provisional: ['alt'] })).toBe('provisional')
  expect(lifeOf({ state: 'founding', inForceFor: ['alt'] })).toBe('in-force')
})

test('agreements: a deed is said once it is whole, and with nothing that is not its own', () => {
  const filled = { ...emptyDeed, articles: '2', text: ' Not at night. ', register: 'UN' }
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

test('agreements: two articles typed with a blank between are two articles', () => {
  const typed = (articles: string) => deedOf('reservation', { ...emptyDeed, articles, text: 'Not at night.' })
  expect(typed('2 5, 7')).toMatchObject({ articles: ['2', '5', '7'] })
  expect(typed(' 9bis、12；9bis ')).toMatchObject({ articles: ['9bis', '12'] })
  expect(typed(' , ')).toBeUndefined()
})

test('agreements: a proposed wording bears the language that was chosen', () => {
  const begun = emptyPosition(['en', 'ru', 'zh'], 'ru')
  const form = { ...begun, kind: 'propose-text', words: ' Не ночью. ' }
  expect(positionOf(form)).toEqual({ kind: 'propose-text', language: 'ru', text: 'Не ночью.' })
  expect(positionOf({ ...form, language: 'zh', words: '夜间除外。' })).toMatchObject({ language: 'zh' })
  expect(emptyPosition(['en', 'ru'], 'zh').language).toBe('en')
  expect(positionOf({ ...form, words: ' ' })).toBeUndefined()
  expect(positionOf({ ...form, kind: 'object' })).toEqual({ kind: 'object', reason: 'Не ночью.' })
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

test('agreements: what is said again unchanged makes the same forecast, and a step that is done has no blocker', () => {
  const moment = fc.integer({ min: 0, max: 4e12 }).map((ms) => instantOf(ms))
  const expected = fc
    .tuple(moment, moment, moment, fc.integer({ min: 0, max: 100 }))
    .map(([one, two, three, confidence]) => {
      const [earliest = one, likely = two, latest = three] = [one, two, three].toSorted()
      return { kind: 'expected', expected: { earliest, likely, latest, confidence } }
    })
  const state = fc.oneof(
    expected,
    fc.constantFrom({ kind: 'open' }, { kind: 'not-needed' }),
    moment.map((at) => ({ kind: 'done', at })),
  )
  const step = fc.record({ step: fc.constantFrom(...trackSteps), state })
  const steps = fc.uniqueArray(step, { minLength: 1, selector: (one) => one.step })
  const forecast = (said: unknown, asOf: Instant) =>
    prospectOf(Track.parse({ party: 'alt', instrument: 'ratification', steps: said }), asOf)
  fc.assert(
    fc.property(steps, moment, fc.constantFrom('+00:00', '+08:00', '-11:30', '+14:00'), (said, asOf, offset) => {
      const again = stepsOf(linesOf(said, offset), offset)
      expect(forecast(again, asOf)).toEqual(forecast(said, asOf))
      const done = linesOf(said, offset).map((line) => ({ ...line, kind: 'done', at: '2026-01-01', blocker: 'held' }))
      expect(stepsOf(done, offset)?.filter(({ blocker }) => blocker !== undefined)).toEqual([])
    }),
  )
})

test('agreements: a day is the day where the agreement counts it, and one that was not changed keeps its moment', () => {
  const said = [{ step: 'government', state: { kind: 'done', at: '2026-01-01T20:00:00.000Z' } }]
  const lines = linesOf(said, '+08:00')
  expect(lines.find(({ step }) => step === 'government')?.at).toBe('2026-01-02')
  expect(stepsOf(lines, '+08:00')).toEqual(said)
  const moved = lines.map((line) => (line.said === undefined ? line : { ...line, at: '2026-01-03' }))
  expect(stepsOf(moved, '+08:00')?.[0]?.state.at).toBe('2026-01-03T04:00:00.000Z')
  expect(stepsOf(moved, '+14:00')?.[0]?.state.at).toBe('2026-01-02T22:00:00.000Z')
})

test('agreements: what a state said of its procedures is what it says again, and days out of order are not said', () => {
  const day = (text: string) => `${text}T12:00:00.000Z`
  const expected = { earliest: day('2026-01-01'), likely: day('2026-02-01'), latest: day('2026-03-01'), confidence: 70 }
  const said = [
    { step: 'parliament', reading: 1, state: { kind: 'done', at: day('2025-12-01') } },
    { step: 'parliament', reading: 2, state: { kind: 'expected', expected }, blocker: 'committee' },
    { step: 'promulgation', state: { kind: 'not-needed' } },
  ]
  const utc = '+00:00'
  const lines = linesOf(said, utc)
  expect(stepsOf(lines, utc)).toEqual(said)
  for (const wrong of [
    { likely: '2026-04-01' },
    { latest: '2026-02-30' },
    { confidence: '101' },
    { confidence: ' ' },
  ]) {
    const changed = lines.map((line) => ({ ...line, ...wrong }))
    expect([wrong, stepsOf(changed, utc)]).toEqual([wrong, undefined])
  }
})
