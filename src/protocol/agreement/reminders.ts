import { addMs, type Instant } from '#kernel/instant.ts'
import type { TrackStep } from '#protocol/acts/track-step.ts'
import type { Party } from '#protocol/identity/party.ts'
import { deadlines } from './deadlines.ts'
import { forecast, type Facts } from './forecast.ts'
import { lawOf } from './law.ts'
import { acceptedFrom } from './reserving.ts'
import { consentAt, isOpenTo, partyLaw } from './state.ts'

/** What a state still has to do about an agreement, or may do for a few days only. */
export interface Reminder {
  /** `awaited`: the others cannot do without its consent. `no-track`: it has signed and says nothing of its own procedures. */
  readonly kind: 'awaited' | 'no-track' | 'step-overdue' | 'step-due' | 'signature-closes' | 'objection-ends'
  readonly at?: Instant
  readonly step?: TrackStep
  readonly reservation?: string
  /** Whose reservation it is. */
  readonly of?: Party
  readonly blockers?: readonly string[]
}

/** What one party is to be reminded of: what is late, and what falls into the time ahead. Those with a day stand first, in order. */
export function remindersFor(party: Party, facts: Facts, aheadMs: number): readonly Reminder[] {
  const { asOf } = facts
  const until = addMs(asOf, aheadMs)
  const known = {
    ...facts,
    law: lawOf(
      facts.clauses,
      facts.events.filter(({ at }) => at <= asOf),
    ).law,
  }
  const all = [...ofItself(party, known), ...ofDays(party, known, until)]
  return all.toSorted((one, other) => ((one.at ?? '~') < (other.at ?? '~') ? -1 : 1))
}

type Known = Facts & { readonly law: ReturnType<typeof lawOf>['law'] }

/** Its own way to an instrument, where it has not consented. */
function ofItself(party: Party, { law, asOf, tracks, ...facts }: Known): readonly Reminder[] {
  const own = partyLaw(law, party)
  if (consentAt(own, asOf) !== undefined || own.ceased !== undefined) return []
  const { lacks, prospects } = forecast({ ...facts, tracks, asOf })
  const prospect = prospects.find((one) => one.party === party)
  const isAwaited = lacks.some(({ from, isEachNeeded }) => isEachNeeded && from.includes(party))
  const isSilent = own.signature !== undefined && tracks.every((track) => track.party !== party)
  const late = new Set(prospect?.overdue)
  const steps = tracks.find((track) => track.party === party)?.steps ?? []
  const blockers = prospect?.blockers ?? []
  return [
    ...(isAwaited ? [{ kind: 'awaited' as const, ...(blockers.length === 0 ? {} : { blockers }) }] : []),
    ...(isSilent ? [{ kind: 'no-track' as const }] : []),
    ...steps.flatMap(({ step, state }): readonly Reminder[] =>
      late.has(step) && state.kind === 'expected' ? [{ kind: 'step-overdue', step, at: state.expected.likely }] : [],
    ),
  ]
}

/** Days ahead on which it is its turn. */
function ofDays(party: Party, { clauses, law, asOf, tracks }: Known, until: Instant): readonly Reminder[] {
  const own = partyLaw(law, party)
  const hasSaid = own.signature !== undefined || consentAt(own, asOf) !== undefined
  const ahead = deadlines({ clauses, law, tracks }).filter(({ at }) => at > asOf && at <= until)
  return ahead.flatMap(({ kind, at, party: whose, step, reservation }): readonly Reminder[] => {
    if (kind === 'step' && whose === party && step !== undefined) return [{ kind: 'step-due', at, step }]
    if (kind === 'signature-closes' && !hasSaid && isOpenTo(clauses, party)) return [{ kind: 'signature-closes', at }]
    const found = reservation === undefined ? undefined : law.reservations.get(reservation)
    if (kind !== 'objection' || found === undefined || found.party === party || !hasSaid) return []
    const accepted = acceptedFrom(found, party, { clauses, law })
    const isOpen = !found.objections.has(party) && (accepted === undefined || accepted > asOf)
    return isOpen ? [{ kind: 'objection-ends', at, reservation: found.id, of: found.party }] : []
  })
}
