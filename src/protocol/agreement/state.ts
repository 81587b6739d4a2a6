import type { Instant } from '#kernel/instant.ts'
import { refuse } from '#kernel/refusal.ts'
import type { Params, Refusal } from '#kernel/refusal.ts'
import type { Clauses, ConsentKind } from '#protocol/acts/agreement-clauses.ts'
import type { AgreementEvent, Deed, DeedKind, DeedOf } from '#protocol/acts/agreement-deed.ts'
import type { Code } from '#protocol/codes.ts'
import type { Party } from '#protocol/identity/party.ts'

/** `from` inside, `until` not; open without it. */
export interface Span {
  readonly from: Instant
  readonly until?: Instant
}

/** A consent to be bound, from its deposit until the party leaves. */
export interface Consent {
  /** The event that gave it. */
  readonly event: string
  readonly kind: ConsentKind
  readonly at: Instant
  /** Reservations that the instrument names. */
  readonly reservations: readonly string[]
  /** From whom it was taken over, and when: it binds the successor no sooner. */
  readonly takenOver?: Instant
  /** From when it counts, where its reservations had to be accepted first and that day has come: nothing later moves it. */
  readonly effective?: Instant
  /** When a notice to leave takes effect, or the state ceased to exist. */
  readonly until?: Instant
}

export interface PartyLaw {
  readonly party: Party
  readonly hasFullPowers: boolean
  readonly signature?: { readonly at: Instant; readonly form: 'simple' | 'ad-referendum' | 'definitive' }
  /** Oldest first. */
  readonly consents: readonly Consent[]
  readonly provisional: readonly Span[]
  readonly suspended: readonly Span[]
  /** Events by which it declared something. */
  readonly declarations: readonly string[]
  readonly asksSuspension: boolean
  readonly agreesToEnd: boolean
  readonly ceased?: Instant
}

export interface Objection {
  readonly at: Instant
  readonly opposesEntry: boolean
  readonly withdrawn?: Instant
}

export interface ReservationLaw extends Pick<DeedOf<'reservation'>, 'articles' | 'effect' | 'text'> {
  readonly id: string
  readonly party: Party
  readonly formulated: Instant
  /** When an instrument of consent first named it, and everybody was notified of it. */
  readonly made?: Instant
  readonly withdrawn?: Instant
  /** Express acceptances. */
  readonly accepted: ReadonlyMap<Party, Instant>
  readonly objections: ReadonlyMap<Party, Objection>
}

/** What the events so far have made of an agreement. Immutable. */
export interface Law {
  readonly parties: ReadonlyMap<Party, PartyLaw>
  readonly reservations: ReadonlyMap<string, ReservationLaw>
  /** The event by which the conditions of entry into force were met: it stands, whatever comes later. */
  readonly met?: { readonly at: Instant; readonly event: string }
  /** When the agreement enters into force. */
  readonly entry?: Instant
  /** Suspended by consent of all. */
  readonly suspended: readonly Span[]
  /** Ended by consent of all. */
  readonly ended?: Instant
  /** Where it was registered, oldest first. */
  readonly registrations?: readonly Registration[]
}

/** VCLT 80. */
export interface Registration {
  readonly event: string
  readonly at: Instant
  readonly register: string
  readonly number: string
}

export const untouched: Law = { parties: new Map(), reservations: new Map(), suspended: [] }

/** One event of a kind, and the law that it meets. */
export interface Meeting<Done extends Deed = Deed> {
  readonly clauses: Clauses
  readonly law: Law
  readonly event: Omit<AgreementEvent, 'deed'> & { readonly deed: Done }
}

/** What an action makes of the law, or why it is not in due form. */
export type Step<Kind extends DeedKind> = (meeting: Meeting<DeedOf<Kind>>) => Law | Refusal<Code>

export function partyLaw(law: Law, party: Party): PartyLaw {
  return (
    law.parties.get(party) ?? {
      party,
      hasFullPowers: false,
      consents: [],
      provisional: [],
      suspended: [],
      declarations: [],
      asksSuspension: false,
      agreesToEnd: false,
    }
  )
}

export function withParty(law: Law, changed: PartyLaw): Law {
  return { ...law, parties: new Map(law.parties).set(changed.party, changed) }
}

export function withReservation(law: Law, changed: ReservationLaw): Law {
  return { ...law, reservations: new Map(law.reservations).set(changed.id, changed) }
}

export const spans = ({ from, until }: Span, at: Instant): boolean => from <= at && (until === undefined || at < until)

/** The consent by which the party is bound, or will be, at that moment. */
export function consentAt(party: PartyLaw, at: Instant): Consent | undefined {
  return party.consents.find((consent) => spans({ ...consent, from: consent.at }, at))
}

/** Parties whose consent stands, in force already or not yet. */
export function contracting(law: Law, at: Instant): readonly PartyLaw[] {
  return [...law.parties.values()].filter((party) => consentAt(party, at) !== undefined)
}

export const isOpenTo = ({ openTo }: Clauses, party: Party): boolean => openTo === 'all' || openTo.includes(party)

/** A refusal that names the party and what it attempted. */
export function refused(
  { event }: Meeting,
  code: Code,
  because: { readonly rule: string; readonly params?: Params },
): Refusal<Code> {
  return refuse(code, because.rule, { party: event.party, deed: event.deed.kind, ...because.params })
}
