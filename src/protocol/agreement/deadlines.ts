import type { Instant } from '#kernel/instant.ts'
import { addMs } from '#kernel/instant.ts'
import type { Clauses } from '#protocol/acts/agreement-clauses.ts'
import type { Track } from '#protocol/acts/agreement-track.ts'
import type { TrackStep } from '#protocol/acts/track-step.ts'
import type { Party } from '#protocol/identity/party.ts'
import { momentAfter } from './day.ts'
import type { Law } from './state.ts'
import { endOf, termsOf } from './term.ts'

/** A day that matters under an agreement. */
export interface Deadline {
  readonly at: Instant
  readonly kind:
    | 'enters-into-force'
    | 'in-force-for'
    | 'leaves'
    | 'ends'
    | 'signature-closes'
    /** Last day on which somebody may object to a reservation. */
    | 'objection'
    /** A step at home is likely done. */
    | 'step'
  readonly party?: Party
  readonly reservation?: string
  readonly step?: TrackStep
}

interface Known {
  readonly clauses: Clauses
  readonly law: Law
  readonly tracks: readonly Track[]
}

/** Every dated thing that follows from the facts, past ones included, in order. */
export function deadlines({ clauses, law, tracks }: Known): readonly Deadline[] {
  const ends = endOf(clauses, law)
  const closes = clauses.signature?.until
  const own = [
    ...(law.entry === undefined ? [] : [{ at: law.entry, kind: 'enters-into-force' } as const]),
    ...(ends === undefined ? [] : [{ at: ends, kind: 'ends' } as const]),
    ...(closes === undefined ? [] : [{ at: closes, kind: 'signature-closes' } as const]),
  ]
  const all: readonly Deadline[] = [
    ...own,
    ...ofParties(clauses, law),
    ...ofReservations(clauses, law),
    ...ofTracks(tracks),
  ]
  return all.toSorted((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1))
}

const keyOf = ({ at, kind, party, reservation }: Deadline): string => [at, kind, party, reservation].join(' ')

function ofParties(clauses: Clauses, law: Law): readonly Deadline[] {
  return [...law.parties.values()].flatMap(({ party, consents }) => [
    ...termsOf(clauses, law, party)
      .filter(({ isProvisional }) => !isProvisional)
      .map(({ from }) => ({ at: from, kind: 'in-force-for', party }) as const),
    ...consents.flatMap(({ until }) => (until === undefined ? [] : [{ at: until, kind: 'leaves', party } as const])),
  ])
}

function ofReservations({ reservations, utcOffset }: Clauses, law: Law): readonly Deadline[] {
  if (reservations.acceptance !== 'each' && reservations.acceptance !== 'all') return []
  return [...law.reservations.values()].flatMap(({ id, party, made, withdrawn }) => {
    if (made === undefined || withdrawn !== undefined) return []
    const silence = momentAfter(made, { months: 12, days: 1 }, utcOffset)
    return [{ at: addMs(silence, -1), kind: 'objection', party, reservation: id } as const]
  })
}

function ofTracks(tracks: readonly Track[]): readonly Deadline[] {
  return tracks.flatMap(({ party, steps }) =>
    steps.flatMap(({ step, state }): readonly Deadline[] =>
      state.kind === 'expected' ? [{ at: state.expected.likely, kind: 'step', party, step }] : [],
    ),
  )
}
