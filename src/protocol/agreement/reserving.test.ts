import { expect, test } from 'vitest'
import type { AgreementEvent } from '#protocol/acts/agreement-deed.ts'
import type { Party } from '#protocol/identity/party.ts'
import { lawOf } from './law.ts'
import { pairEffect } from './pairs.ts'
import { statusOf } from './status.ts'
import { alt, bor, cas, clausesOf, dun, on, told } from '../../../test/suites/agreement-story.ts'

const excludes = { articles: ['9'], effect: 'excludes', text: 'Article 9 does not bind us.' }

/** `alt` accedes with reservation 1, `bor` and `cas` are parties before. */
const reserved = told(
  'bor 2027-01-01 accession',
  'cas 2027-01-01 accession',
  ['alt 2027-03-10 reservation', excludes],
  ['alt 2027-03-10 accession', { reservations: ['3'] }],
)

const more = (...lines: Parameters<typeof told>): readonly AgreementEvent[] => [
  ...reserved,
  ...told(...lines).map((event) => ({ ...event, id: `later-${event.id}` })),
]

function between(one: Party, other: Party, { events = reserved, at = '2027-06-01', clauses = clausesOf() } = {}) {
  return pairEffect(one, other, { clauses, law: lawOf(clauses, events).law, at: on(at) })
}
const codes = (events: readonly AgreementEvent[], clauses = clausesOf()) =>
  lawOf(clauses, events).refused.map(({ refusal }) => `${refusal.code} ${refusal.rule}`)

test('A9 a reservation changes the article between its author and each other party, and not among the others', () => {
  expect(codes(reserved)).toEqual([])
  expect(between(alt, bor)).toEqual({
    parties: ['alt', 'bor'],
    force: 'in-force',
    articles: [{ article: '9', effect: 'excluded', reservation: '3', by: 'alt', answer: 'awaiting' }],
  })
  expect(between(bor, cas).articles).toEqual([])
  expect(between(bor, alt)).toEqual(between(alt, bor))
})

test('A9 silence is acceptance when twelve months have ended, not before', () => {
  const answer = (at: string) => between(alt, bor, { at }).articles[0]?.answer
  expect(answer('2028-03-10T23:59:59.999Z')).toBe('awaiting')
  expect(answer('2028-03-11')).toBe('accepted')
  const object = (day: string) => more([`bor ${day} objection`, { reservation: '3', opposesEntry: true }])
  expect(codes(object('2028-03-10T23:59:59.999Z'))).toEqual([])
  expect(codes(object('2028-03-11'))).toEqual(['objection-late VCLT 20(5)'])
})

test('A9 who consents after those twelve months has accepted by its consent', () => {
  const events = more('dun 2029-01-01 signature', 'dun 2029-05-01 ratification')
  expect(between(alt, dun, { events, at: '2029-05-01' }).articles[0]?.answer).toBe('accepted')
  const signatory = more('dun 2029-01-01 signature', [
    'dun 2029-02-01 objection',
    { reservation: '3', opposesEntry: true },
  ])
  expect(codes(signatory)).toEqual([])
})

test('A9 an objection excludes the article; one that opposes entry into force parts the two', () => {
  const events = more(
    ['bor 2027-04-01 objection', { reservation: '3', opposesEntry: true }],
    ['cas 2027-04-01 objection', { reservation: '3', opposesEntry: false }],
  )
  expect(between(alt, bor, { events })).toMatchObject({ force: 'objection', articles: [] })
  expect(between(alt, cas, { events }).articles).toEqual([
    { article: '9', effect: 'excluded', reservation: '3', by: 'alt', answer: 'objected' },
  ])
  expect(between(bor, cas, { events })).toMatchObject({ force: 'in-force', articles: [] })
  expect(between(alt, bor, { events, at: '2027-03-31' }).force).toBe('in-force')
})

test('A9 a withdrawn objection accepts, a withdrawn reservation is gone', () => {
  const raised = ['bor 2027-04-01 objection', { reservation: '3', opposesEntry: true }] as const
  const taken = more(raised, ['bor 2027-05-01 objection-withdrawal', { reservation: '3' }])
  expect(between(alt, bor, { events: taken })).toMatchObject({ force: 'in-force', articles: [{ answer: 'accepted' }] })
  const gone = more(raised, ['alt 2027-05-01 reservation-withdrawal', { reservation: '3' }])
  expect(between(alt, bor, { events: gone })).toMatchObject({ force: 'in-force', articles: [] })
  expect(between(alt, cas, { events: gone, at: '2027-04-30' }).articles).toHaveLength(1)
})

test('A9 an acceptance is final', () => {
  const events = more(
    ['bor 2027-04-01 reservation-acceptance', { reservation: '3' }],
    ['bor 2027-04-02 objection', { reservation: '3', opposesEntry: true }],
  )
  expect(codes(events)).toEqual(['objection-late VCLT 20(5)'])
  expect(between(alt, bor, { events }).articles[0]?.answer).toBe('accepted')
})

test('A10 prohibited reservations are refused: all, some, or all but some', () => {
  const reserve = told(['alt 2027-01-01 reservation', { ...excludes, articles: ['3', '9'] }])
  const allowing = (allowed: unknown) => codes(reserve, clausesOf({ reservations: { allowed } }))
  expect(allowing('none')).toEqual(['reservation-prohibited VCLT 19(a)'])
  expect(allowing({ but: ['9'] })).toEqual(['reservation-prohibited VCLT 19(b)'])
  expect(allowing({ only: ['9'] })).toEqual(['reservation-prohibited VCLT 19(b)'])
  expect(allowing({ only: ['3', '9'] })).toEqual([])
  expect(allowing('all')).toEqual([])
})

test('A10 a reservation comes with the consent at the latest, and stands only if the instrument names it', () => {
  const late = told('alt 2027-01-01 accession', ['alt 2027-01-02 reservation', excludes])
  expect(codes(late)).toEqual(['reservation-late VCLT 19'])
  const unconfirmed = told(
    'alt 2027-01-01 signature',
    ['alt 2027-01-01 reservation', excludes],
    'alt 2027-02-01 ratification',
    'bor 2027-02-01 accession',
  )
  expect(between(alt, bor, { events: unconfirmed }).articles).toEqual([])
  const foreign = told(['alt 2027-01-01 reservation', excludes], ['bor 2027-01-02 accession', { reservations: ['1'] }])
  expect(codes(foreign)).toEqual(['reservation-unknown VCLT 23(2)'])
})

test('A10 what the text authorises needs nobody’s acceptance and knows no objection', () => {
  const clauses = clausesOf({ reservations: { allowed: { only: ['9'] }, acceptance: 'not-needed' } })
  const events = more(['bor 2027-04-01 objection', { reservation: '3', opposesEntry: true }])
  expect(codes(events, clauses)).toEqual(['reservation-authorised VCLT 20(1)'])
  expect(between(alt, bor, { events, clauses }).articles[0]).toMatchObject({ answer: 'accepted', effect: 'excluded' })
})

test('A10 under a constituent instrument the consent counts once the organ has accepted', () => {
  const clauses = clausesOf({
    reservations: { allowed: 'all', acceptance: { organ: 'rats' } },
    entry: { conditions: [{ count: 3 }], delay: { days: 30 } },
  })
  expect(lawOf(clauses, reserved).law.entry).toBeUndefined()
  const events = more(
    ['bor 2027-04-01 reservation-acceptance', { reservation: '3' }],
    ['rats 2027-04-05 reservation-acceptance', { reservation: '3' }],
  )
  expect(codes(events, clauses)).toEqual(['not-a-party VCLT 20'])
  expect(lawOf(clauses, events).law.entry).toBe(on('2027-05-05'))
})

test('A10 two reservations to one article stand beside each other, sorted by article', () => {
  const events = told(
    'bor 2027-01-01 accession',
    ['alt 2027-01-01 reservation', { ...excludes, articles: ['10', '9'] }],
    ['alt 2027-01-02 reservation', { ...excludes, articles: ['9'], effect: 'modifies' }],
    ['alt 2027-01-03 accession', { reservations: ['2', '3'] }],
  )
  expect(between(alt, bor, { events }).articles.map(({ article, effect }) => `${article} ${effect}`)).toEqual([
    '9 excluded',
    '9 modified',
    '10 excluded',
  ])
})

const statusAt = (clauses: ReturnType<typeof clausesOf>, events: readonly AgreementEvent[], at: string) => {
  const { law } = lawOf(
    clauses,
    events.filter((event) => event.at <= on(at)),
  )
  const { state, entry, parties } = statusOf(clauses, law, on(at))
  return [state, entry ?? '', parties.filter((row) => row.state === 'party').map(({ party }) => party)]
}

const limited = clausesOf({ openTo: ['alt', 'bor', 'cas'], reservations: { allowed: 'all', acceptance: 'all' } })

test('VCLT 20(2) an instrument with a reservation counts when all have accepted it, by word or by silence', () => {
  const story = told(
    ['alt 2027-01-10 reservation', excludes],
    ['alt 2027-01-10 accession', { reservations: ['1'] }],
    'bor 2027-02-01 accession',
    'cas 2027-03-01 accession',
    ['bor 2027-04-01 reservation-acceptance', { reservation: '1' }],
  )
  // Two without it are enough; it joins them when the last has been silent for twelve months.
  expect(statusAt(limited, story, '2027-05-01')).toEqual(['in-force', on('2027-03-01'), ['bor', 'cas']])
  expect(statusAt(limited, story, '2028-01-10')).toEqual(['in-force', on('2027-03-01'), ['bor', 'cas']])
  expect(statusAt(limited, story, '2028-01-11')).toEqual(['in-force', on('2027-03-01'), ['alt', 'bor', 'cas']])
  const spoken = [...story, ...named('cas 2027-06-01 reservation-acceptance', { reservation: '1' })]
  expect(statusAt(limited, spoken, '2027-06-01')[2]).toEqual(['alt', 'bor', 'cas'])
  const opposed = [...story, ...named('cas 2027-06-01 objection', { reservation: '1', opposesEntry: false })]
  expect(statusAt(limited, opposed, '2040-01-01')[2]).toEqual(['bor', 'cas'])
  const withdrawn = [
    ...opposed,
    ...told(['alt 2027-07-01 reservation-withdrawal', { reservation: '1' }]).map((event) => ({ ...event, id: 'w' })),
  ]
  expect(statusAt(limited, withdrawn, '2027-07-01')[2]).toEqual(['alt', 'bor', 'cas'])
})

test('VCLT 20(2) what silence will bring into force may still be stopped until that day, and from then on stands', () => {
  const needed = clausesOf({ openTo: ['alt', 'bor'], reservations: { allowed: 'all', acceptance: 'all' } })
  const story = told(
    ['alt 2027-01-10 reservation', excludes],
    ['alt 2027-01-10 accession', { reservations: ['1'] }],
    'bor 2027-02-01 accession',
  )
  expect(statusAt(needed, story, '2027-03-01')).toEqual(['open', on('2028-01-11'), []])
  expect(statusAt(needed, story, '2028-01-11')).toEqual(['in-force', on('2028-01-11'), ['alt', 'bor']])
  const stopped = [...story, ...named('bor 2027-12-31 objection', { reservation: '1', opposesEntry: false })]
  expect(statusAt(needed, stopped, '2030-01-01')).toEqual(['open', '', []])
  const late = [...story, ...named('bor 2028-01-11 objection', { reservation: '1', opposesEntry: false })]
  expect(codes(late, needed)).toEqual(['objection-late VCLT 20(5)'])
  expect(statusAt(needed, late, '2030-01-01')).toEqual(['in-force', on('2028-01-11'), ['alt', 'bor']])
  const back = [...story, ...named('alt 2027-06-01 instrument-withdrawal', {})]
  expect(statusAt(needed, back, '2030-01-01')).toEqual(['open', '', []])
})

test('VCLT 20(4)(c) where the agreement says so an instrument with a reservation counts from its first acceptance', () => {
  const reservations = { allowed: 'all', acceptance: 'each', counts: 'from-first-acceptance' }
  const story = told(
    'bor 2027-01-01 accession',
    ['alt 2027-02-01 reservation', excludes],
    ['alt 2027-02-01 accession', { reservations: ['2'] }],
    ['bor 2027-05-01 reservation-acceptance', { reservation: '2' }],
  )
  expect(statusAt(clausesOf({ reservations }), story, '2027-06-01')).toEqual([
    'in-force',
    on('2027-05-01'),
    ['alt', 'bor'],
  ])
  expect(statusAt(clausesOf(), story, '2027-06-01')).toEqual(['in-force', on('2027-02-01'), ['alt', 'bor']])
  const silent = story.slice(0, 3)
  expect(statusAt(clausesOf({ reservations }), silent, '2028-02-02')).toEqual([
    'in-force',
    on('2028-02-02'),
    ['alt', 'bor'],
  ])
})

/** One more event, of a name of its own. */
const named = (line: string, members: object): readonly AgreementEvent[] =>
  told([line, members]).map((event) => ({ ...event, id: 'more' }))
