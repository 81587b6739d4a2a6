import { expect, test } from 'vitest'
import { Track } from '#protocol/acts/agreement-track.ts'
import { alt, bor, cas, clausesOf, dun, on, told } from '../../../test/suites/agreement-story.ts'
import { remindersFor } from './reminders.ts'

const day = 86_400_000
const clauses = clausesOf({
  openTo: ['alt', 'bor', 'cas', 'dun'],
  signature: { until: on('2027-06-20') },
  entry: { conditions: [{ count: 'all', of: ['alt', 'bor', 'cas'] }], delay: {} },
})
const events = told(
  'alt 2026-06-05 signature',
  ['alt 2026-06-05 reservation', { articles: ['9'], effect: 'excludes', text: 'Not article 9.' }],
  ['alt 2026-06-10 ratification', { reservations: ['2'] }],
  'bor 2026-07-01 signature',
  'cas 2026-07-01 signature',
)
const expected = (likely: string) => ({
  kind: 'expected',
  expected: { earliest: on('2027-01-01'), likely: on(likely), latest: on('2028-01-01'), confidence: 60 },
})
const tracks = [
  Track.parse({
    party: 'bor',
    instrument: 'ratification',
    steps: [
      { step: 'government', state: expected('2027-03-01') },
      { step: 'parliament', state: expected('2027-06-15'), blocker: 'elections' },
      { step: 'instrument', state: expected('2027-12-01') },
    ],
  }),
]
const asked = (party: typeof alt, days = 30) =>
  remindersFor(party, { clauses, events, tracks, asOf: on('2027-06-01') }, days * day)

test('A11 each state is reminded of what is late and what is near, of its own and of nobody else’s', () => {
  expect(asked(alt)).toEqual([])
  expect(asked(bor)).toEqual([
    { kind: 'step-overdue', step: 'government', at: on('2027-03-01') },
    { kind: 'objection-ends', at: on('2027-06-10T23:59:59.999Z'), reservation: '2', of: 'alt' },
    { kind: 'step-due', step: 'parliament', at: on('2027-06-15') },
    { kind: 'awaited', blockers: ['elections'] },
  ])
  expect(asked(cas).map(({ kind }) => kind)).toEqual(['objection-ends', 'awaited', 'no-track'])
  expect(asked(dun)).toEqual([{ kind: 'signature-closes', at: on('2027-06-20') }])
  expect(asked(dun, 5)).toEqual([])
})
