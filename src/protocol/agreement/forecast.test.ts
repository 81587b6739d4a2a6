import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { addMs } from '#kernel/instant.ts'
import { Track } from '#protocol/acts/agreement-track.ts'
import type { Clauses } from '#protocol/acts/agreement-clauses.ts'
import type { AgreementEvent } from '#protocol/acts/agreement-deed.ts'
import { forecast } from './forecast.ts'
import { anyClauses, anyMoment, anyStory, clausesOf, on, parties, told } from '../../../test/suites/agreement-story.ts'

const asOf = on('2027-06-01')
const expected = (earliest: string, likely: string, latest: string, confidence = 100) => ({
  kind: 'expected',
  expected: { earliest: on(earliest), likely: on(likely), latest: on(latest), confidence },
})
const done = { kind: 'done', at: on('2027-01-01') }
const before = ['initialled', 'government', 'parliament', 'promulgation'].map((step) => ({ step, state: done }))

const track = (party: string, ...steps: readonly object[]): Track =>
  Track.parse({ party, instrument: 'ratification', steps: [...before, ...steps] })
const instrument = (...dates: Parameters<typeof expected>) => ({ step: 'instrument', state: expected(...dates) })

const clauses = clausesOf({ entry: { conditions: [{ count: 2 }], delay: { days: 30 } }, openTo: ['alt', 'bor', 'cas'] })
const asked = (events: readonly AgreementEvent[], tracks: readonly Track[], with_: Clauses = clauses) =>
  forecast({ clauses: with_, events, tracks, asOf })

test('A11 the range of entry into force follows the deciding state', () => {
  const found = asked(told('alt 2027-02-01 accession'), [
    track('bor', instrument('2027-07-01', '2027-08-01', '2028-01-01', 80)),
    track('cas', instrument('2027-09-01', '2027-09-01', '2027-10-01', 50)),
  ])
  expect(found).toMatchObject({
    earliest: on('2027-07-31'),
    likely: on('2027-08-31'),
    latest: on('2027-10-31'),
    confidence: 90,
    lacks: [{ count: 1, from: ['bor', 'cas'], isEachNeeded: false }],
  })
  expect(found.prospects.map(({ party, next }) => `${party} ${next}`)).toEqual(['bor instrument', 'cas instrument'])
})

test('A11 whose consent is missing is said, and when it depends on each of them', () => {
  const found = asked(
    told('alt 2027-01-01 signature'),
    [],
    clausesOf({
      openTo: ['alt', 'bor'],
      entry: { conditions: [{ count: 'all', of: ['alt', 'bor'] }], delay: {} },
    }),
  )
  expect(found).toMatchObject({ confidence: 0, lacks: [{ count: 2, from: ['alt', 'bor'], isEachNeeded: true }] })
  expect([found.earliest, found.likely, found.latest]).toEqual([undefined, undefined, undefined])
})

test('A11 once the conditions are met the day is settled', () => {
  const events = told('alt 2027-02-01 accession', 'bor 2027-05-20 accession')
  expect(asked(events, [])).toEqual({ settled: on('2027-06-19'), confidence: 100, lacks: [], prospects: [] })
  expect(asked(events, []).settled).toBe(on('2027-06-19'))
})

test('A11 a step without a date leaves the deposit without one; what is overdue or held up is said', () => {
  const [held] = asked(
    [],
    [track('bor', { step: 'instrument', state: { kind: 'open' }, blocker: 'elections' })],
  ).prospects
  expect(held).toEqual({
    party: 'bor',
    instrument: 'ratification',
    next: 'instrument',
    blockers: ['elections'],
    overdue: [],
  })
  const [late] = asked([], [track('bor', instrument('2027-03-01', '2027-04-01', '2027-09-01', 60))]).prospects
  expect(late).toMatchObject({
    overdue: ['instrument'],
    deposit: { earliest: asOf, likely: asOf, latest: on('2027-09-01'), confidence: 60 },
  })
})

test('A11 readings of a parliament count together', () => {
  const reading = (number: number, ...dates: Parameters<typeof expected>) => ({
    step: 'parliament',
    reading: number,
    state: expected(...dates),
  })
  const steps = [
    reading(1, '2027-07-01', '2027-07-01', '2027-08-01', 90),
    reading(2, '2027-09-01', '2027-10-01', '2027-12-01', 50),
    ...['initialled', 'government', 'promulgation', 'instrument'].map((step) => ({
      step,
      state: { kind: 'not-needed' },
    })),
  ]
  const [found] = asked([], [Track.parse({ party: 'bor', instrument: 'ratification', steps })]).prospects
  expect(found?.deposit).toEqual({
    earliest: on('2027-09-01'),
    likely: on('2027-10-01'),
    latest: on('2027-12-01'),
    confidence: 45,
  })
})

const anyTrack = (party: string) =>
  fc.tuple(anyMoment, fc.nat(200), fc.nat(200), fc.nat(100)).map(([at, more, most, confidence]) => {
    const day = 86_400_000
    const likely = addMs(at, more * day)
    return track(party, {
      step: 'instrument',
      state: { kind: 'expected', expected: { earliest: at, likely, latest: addMs(likely, most * day), confidence } },
    })
  })
const anyTracks = fc.tuple(...parties.map(anyTrack))

test('A11 of any story, earliest is not after likely, nor likely after latest, and none before now', () => {
  fc.assert(
    fc.property(anyClauses, anyStory, anyTracks, anyMoment, (any, events, tracks, now) => {
      const { settled, earliest, likely, latest, confidence } = forecast({ clauses: any, events, tracks, asOf: now })
      expect(confidence >= 0 && confidence <= 100).toBe(true)
      if (settled !== undefined || earliest === undefined) return
      expect(likely !== undefined && latest !== undefined && earliest <= likely && likely <= latest).toBe(true)
      expect(earliest >= now).toBe(true)
    }),
  )
})

test('A11 a consent that comes true never makes it later than its state expected', () => {
  fc.assert(
    fc.property(anyTracks, fc.subarray([...parties]), (tracks, already) => {
      const open = clausesOf({ entry: { conditions: [{ count: 3 }], delay: { days: 30 } } })
      const events = already.map(
        (party, at) => told(`${party} 2027-05-01 accession`).map((one) => ({ ...one, id: String(at) }))[0],
      )
      const given = events.filter((event) => event !== undefined)
      const fewer = forecast({ clauses: open, events: given.slice(1), tracks, asOf })
      const more = forecast({ clauses: open, events: given, tracks, asOf })
      const day = (found: typeof more) => found.settled ?? found.latest ?? '9'
      expect(day(more) <= day(fewer)).toBe(true)
      expect(more.confidence >= fewer.confidence).toBe(true)
    }),
  )
})
