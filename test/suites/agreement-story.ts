import * as fc from 'fast-check'
import { addMs, parseInstant } from '#kernel/instant.ts'
import type { Instant } from '#kernel/instant.ts'
import { Clauses } from '#protocol/acts/agreement-clauses.ts'
import { AgreementEvent, deedKinds } from '#protocol/acts/agreement-deed.ts'
import type { Deed } from '#protocol/acts/agreement-deed.ts'
import { partySlug } from '#protocol/acts/field.ts'
import type { Party } from '#protocol/identity/party.ts'

/** Final clauses of an agreement open to all, in force at once with two ratifications, unless told otherwise. */
export const clausesOf = (changes: object = {}): Clauses =>
  Clauses.parse({
    utcOffset: '+00:00',
    signature: {},
    consents: ['ratification', 'acceptance', 'approval', 'accession', 'succession', 'definitive-signature'],
    entry: { conditions: [{ count: 2 }], delay: {} },
    later: {},
    ...changes,
  })

/** `2027-03-01`, or with a time of day. */
export function on(day: string): Instant {
  const at = parseInstant(day.length === 10 ? `${day}T00:00:00.000Z` : day)
  if (at === undefined) throw new RangeError(day)
  return at
}

/** `told('alt 2027-03-01 signature', ...)`: events in this order, named `1`, `2`, ... A deed with members of its own comes as an object. */
export function told(...lines: (string | readonly [string, object])[]): readonly AgreementEvent[] {
  return lines.map((line, at) => {
    const [text, members] = typeof line === 'string' ? [line, {}] : line
    const [party, day = '', kind] = text.split(' ')
    return AgreementEvent.parse({ id: String(at + 1), party, at: on(day), deed: { kind, ...members } })
  })
}

const party = (slug: string): Party => partySlug.parse(slug)
export const [alt, bor, cas, dun, esk] = [party('alt'), party('bor'), party('cas'), party('dun'), party('esk')]
export const parties: readonly Party[] = [alt, bor, cas, dun, esk]
const day = 86_400_000
/** Moments of four years, some of them the same. */
export const anyMoment: fc.Arbitrary<Instant> = fc
  .tuple(fc.nat(1460), fc.constantFrom(0, 1, 43_200_000))
  .map(([days, ms]) => addMs(on('2027-01-01'), days * day + ms))

const anyReservation = fc.constantFrom('e0', 'e1', 'e2', 'e3', 'e4', 'e5')
const members: Partial<Record<Deed['kind'], fc.Arbitrary<object>>> = {
  succession: fc.record({ predecessor: fc.constantFrom(...parties), since: anyMoment }),
  reservation: fc.record({
    articles: fc.subarray(['1', '2', '9'], { minLength: 1 }),
    effect: fc.constantFrom('excludes', 'modifies'),
    text: fc.constant('as far as it goes'),
  }),
  objection: fc.record({ reservation: anyReservation, opposesEntry: fc.boolean() }),
  'reservation-acceptance': fc.record({ reservation: anyReservation }),
  'reservation-withdrawal': fc.record({ reservation: anyReservation }),
  'objection-withdrawal': fc.record({ reservation: anyReservation }),
  declaration: fc.constant({ text: 'we understand it so' }),
  ratification: fc.record({ reservations: fc.subarray(['e0', 'e1', 'e2'], { maxLength: 1 }) }),
  registration: fc.constantFrom({ register: 'UN', number: '1' }, { register: 'UN', number: '2' }),
  cessation: fc.oneof(fc.constant({}), fc.record({ continuedBy: fc.constantFrom(...parties) })),
}

/** Deeds that make a story go on stand more often than those that end it. */
const often = ['signature', 'ratification', 'accession', 'reservation', 'objection', 'denunciation'] as const
const anyDeed = fc
  .constantFrom(...deedKinds.filter((kind) => kind !== 'cessation'), ...often, ...often, ...often)
  .chain((kind) => (members[kind] ?? fc.constant({})).map((more) => ({ kind, ...more })))

/** A story of up to 40 events, most of them in due form, some not. */
export const anyStory: fc.Arbitrary<readonly AgreementEvent[]> = fc
  .array(fc.record({ party: fc.constantFrom(...parties), at: anyMoment, deed: anyDeed }), { maxLength: 40 })
  .map((told_) => told_.map((event, at) => AgreementEvent.parse({ id: `e${at}`, ...event })))

export const anyCessation: fc.Arbitrary<AgreementEvent> = fc
  .record({ party: fc.constantFrom(...parties), at: anyMoment, more: members.cessation ?? fc.constant({}) })
  .map(({ more, ...event }) => AgreementEvent.parse({ id: 'end', ...event, deed: { kind: 'cessation', ...more } }))

export const anyClauses: fc.Arbitrary<Clauses> = fc
  .record(
    {
      utcOffset: fc.constantFrom('+00:00', '+08:00', '-05:00'),
      entry: fc.record({
        conditions: fc.constantFrom<readonly object[]>(
          [{ count: 1 }],
          [{ count: 2 }],
          [{ count: 3, kinds: ['ratification', 'accession'] }],
          [{ count: 'all', of: ['alt', 'bor'] }],
          [{ count: 1, of: ['cas'] }, { count: 2 }],
        ),
        delay: fc.constantFrom<object>({}, { days: 30 }, { monthStart: 2 }, { months: 3 }),
      }),
      later: fc.constantFrom<object>({}, { days: 30 }, { days: 90 }),
      provisional: fc.constantFrom('none', 'signatories', 'all'),
      withoutSignature: fc.constantFrom<readonly string[]>(['accession'], ['accession', 'ratification', 'acceptance']),
      denunciation: fc.constantFrom<unknown>('none', { notice: { months: 3 } }, { notice: {}, notWithinMonths: 6 }),
      suspension: fc.constantFrom<unknown>('by-all', { notice: { days: 10 } }),
      reservations: fc.constantFrom<object>(
        { allowed: 'all' },
        { allowed: { but: ['1'] } },
        { allowed: 'all', acceptance: { organ: 'esk' } },
        { allowed: 'all', acceptance: 'all' },
        { allowed: 'all', counts: 'from-first-acceptance' },
      ),
      duration: fc.constantFrom<object>({ months: 24 }, { months: 12, renewedMonths: 12 }),
      leastParties: fc.constant(2),
    },
    { requiredKeys: ['utcOffset', 'entry', 'later', 'withoutSignature'] },
  )
  .map(clausesOf)
