import type { Instant } from '#kernel/instant.ts'
import type { Clauses } from '#protocol/acts/agreement-clauses.ts'
import type { Party } from '#protocol/identity/party.ts'
import { consentAt } from './state.ts'
import type { Consent, Law, PartyLaw, Registration } from './state.ts'
import { endOf, isBound, termsOf } from './term.ts'
import type { ForceTerm } from './term.ts'

/** What a party is to an agreement on a date. */
export type PartyState =
  | 'party'
  | 'provisional'
  | 'suspended'
  /** Consented, and not yet in force for it. */
  | 'contracting'
  | 'signatory'
  | 'left'
  | 'ceased'
  | 'none'

export interface StatusRow {
  readonly party: Party
  readonly state: PartyState
  readonly signature?: NonNullable<PartyLaw['signature']>
  /** The consent that holds, or else the last one there was. */
  readonly consent?: Consent
  readonly terms: readonly ForceTerm[]
  /** Reservations made and not withdrawn. */
  readonly reservations: readonly string[]
  readonly declarations: readonly string[]
}

export interface AgreementStatus {
  readonly at: Instant
  /** `open`: its conditions are not met. */
  readonly state: 'open' | 'awaiting' | 'in-force' | 'suspended' | 'ended'
  readonly met?: NonNullable<Law['met']>
  readonly entry?: Instant
  readonly ends?: Instant
  readonly registrations?: readonly Registration[]
  readonly parties: readonly StatusRow[]
}

/** The table of an agreement as of a date: who signed, who is bound and since when, by name. */
export function statusOf(clauses: Clauses, law: Law, at: Instant): AgreementStatus {
  const ends = endOf(clauses, law)
  return {
    at,
    state: stateOf(law, { at, ends }),
    ...(law.met === undefined ? {} : { met: law.met }),
    ...(law.entry === undefined ? {} : { entry: law.entry }),
    ...(ends === undefined ? {} : { ends }),
    ...(law.registrations === undefined ? {} : { registrations: law.registrations }),
    parties: [...law.parties.values()].map((party) => rowOf(clauses, law, { party, at })).toSorted(byName),
  }
}

interface StateQuestion {
  readonly at: Instant
  readonly ends: Instant | undefined
}

function stateOf({ met, entry, suspended }: Law, { at, ends }: StateQuestion): AgreementStatus['state'] {
  if (ends !== undefined && ends <= at) return 'ended'
  if (entry === undefined || met === undefined || met.at > at) return 'open'
  if (at < entry) return 'awaiting'
  return suspended.some(({ until }) => until === undefined) ? 'suspended' : 'in-force'
}

interface RowQuestion {
  readonly party: PartyLaw
  readonly at: Instant
}

function rowOf(clauses: Clauses, law: Law, { party, at }: RowQuestion): StatusRow {
  const terms = termsOf(clauses, law, party.party)
  const consent = consentAt(party, at) ?? party.consents.at(-1)
  const reservations = [...law.reservations.values()].filter(
    (found) => found.party === party.party && found.made !== undefined && found.withdrawn === undefined,
  )
  return {
    party: party.party,
    state: partyState(terms, party, at),
    ...(party.signature === undefined ? {} : { signature: party.signature }),
    ...(consent === undefined ? {} : { consent }),
    terms,
    reservations: reservations.map(({ id }) => id),
    declarations: party.declarations,
  }
}

function partyState(terms: readonly ForceTerm[], party: PartyLaw, at: Instant): PartyState {
  if (party.ceased !== undefined && party.ceased <= at) return 'ceased'
  const inForce = terms.filter(({ isProvisional }) => !isProvisional)
  if (isBound(inForce, at)) return 'party'
  if (isBound(terms, at)) return 'provisional'
  const isConsenting = consentAt(party, at) !== undefined
  const hasBegun = inForce.some(({ from }) => from <= at)
  if (isConsenting) return hasBegun ? 'suspended' : 'contracting'
  if (hasBegun) return 'left'
  return party.signature === undefined ? 'none' : 'signatory'
}

const byName = (one: StatusRow, other: StatusRow): number => (one.party < other.party ? -1 : 1)
