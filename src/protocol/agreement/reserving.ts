import type { Instant } from '#kernel/instant.ts'
import type { Refusal } from '#kernel/refusal.ts'
import type { Clauses } from '#protocol/acts/agreement-clauses.ts'
import type { DeedOf } from '#protocol/acts/agreement-deed.ts'
import type { Code } from '#protocol/codes.ts'
import type { Party } from '#protocol/identity/party.ts'
import { momentAfter } from './day.ts'
import { consentAt, isOpenTo, partyLaw, refused, withParty, withReservation } from './state.ts'
import type { Law, Meeting, PartyLaw, ReservationLaw, Step } from './state.ts'

/** VCLT 19: before or with the consent, on articles that may be reserved. Whether it goes against object and purpose, the others say. */
export const reservation: Step<'reservation'> = (meeting) => {
  const { clauses, law, event } = meeting
  if (!isOpenTo(clauses, event.party)) return refused(meeting, 'agreement-closed-to-party', { rule: 'VCLT 19' })
  if (consentAt(partyLaw(law, event.party), event.at) !== undefined) {
    return refused(meeting, 'reservation-late', { rule: 'VCLT 19' })
  }
  const { articles, effect, text } = event.deed
  const prohibited = articles.find((article) => !isReservable(clauses, article))
  if (prohibited !== undefined) {
    const rule = typeof clauses.reservations.allowed === 'object' ? 'VCLT 19(b)' : 'VCLT 19(a)'
    return refused(meeting, 'reservation-prohibited', { rule, params: { article: prohibited } })
  }
  const { id, party, at: formulated } = event
  return withReservation(law, {
    id,
    party,
    formulated,
    articles,
    effect,
    text,
    accepted: new Map(),
    objections: new Map(),
  })
}

function isReservable({ reservations: { allowed } }: Clauses, article: string): boolean {
  if (typeof allowed === 'string') return allowed === 'all'
  return 'only' in allowed ? allowed.only.includes(article) : !allowed.but.includes(article)
}

/** VCLT 20(1), (3) and (4)(a). Acceptance is final. */
export const reservationAcceptance: Step<'reservation-acceptance'> = (meeting) => {
  const found = answered(meeting)
  if ('code' in found) return found
  const { event, law } = meeting
  return withReservation(law, { ...found, accepted: new Map(found.accepted).set(event.party, event.at) })
}

/** VCLT 20(4)(b), (5). */
export const objection: Step<'objection'> = (meeting) => {
  const found = answered(meeting)
  if ('code' in found) return found
  const { clauses, law, event } = meeting
  const params = { reservation: found.id }
  if (clauses.reservations.acceptance === 'not-needed') {
    return refused(meeting, 'reservation-authorised', { rule: 'VCLT 20(1)', params })
  }
  const accepted = acceptedFrom(found, event.party, { clauses, law })
  if (accepted !== undefined && accepted <= event.at) {
    return refused(meeting, 'objection-late', { rule: 'VCLT 20(5)', params: { ...params, accepted } })
  }
  const { opposesEntry } = event.deed
  return withReservation(law, {
    ...found,
    objections: new Map(found.objections).set(event.party, { at: event.at, opposesEntry }),
  })
}

/** VCLT 22(2), 22(3)(b). */
export const objectionWithdrawal: Step<'objection-withdrawal'> = (meeting) => {
  const { law, event } = meeting
  const found = law.reservations.get(event.deed.reservation)
  const raised = found?.objections.get(event.party)
  if (found === undefined || raised === undefined || raised.withdrawn !== undefined) {
    return refused(meeting, 'nothing-to-withdraw', { rule: 'VCLT 22(2)' })
  }
  const objections = new Map(found.objections).set(event.party, { ...raised, withdrawn: event.at })
  return withReservation(law, { ...found, objections })
}

/** VCLT 22(1): at any time, and nobody's consent is needed. */
export const reservationWithdrawal: Step<'reservation-withdrawal'> = (meeting) => {
  const { law, event } = meeting
  const found = law.reservations.get(event.deed.reservation)
  if (found?.party !== event.party || found.withdrawn !== undefined) {
    return refused(meeting, 'nothing-to-withdraw', { rule: 'VCLT 22(1)' })
  }
  return withReservation(law, { ...found, withdrawn: event.at })
}

export const declaration: Step<'declaration'> = ({ law, event }) => {
  const party = partyLaw(law, event.party)
  return withParty(law, { ...party, declarations: [...party.declarations, event.id] })
}

/**
 * From when a party counts as having accepted: its express acceptance, or else twelve months of silence after the reservation was made, or its
 * consent, whichever is later (VCLT 20(5)). The twelve months end with their last day. `undefined`: not for as long as things stay so.
 */
export function acceptedFrom(
  found: ReservationLaw,
  party: Party,
  { clauses, law }: { readonly clauses: Clauses; readonly law: Law },
): Instant | undefined {
  const { acceptance } = clauses.reservations
  if (acceptance === 'not-needed') return found.made
  if (typeof acceptance === 'object') return found.accepted.get(acceptance.organ)
  const express = found.accepted.get(party)
  if (express !== undefined) return express
  const raised = found.objections.get(party)
  if (raised !== undefined) return raised.withdrawn
  const consent = law.parties.get(party)?.consents.at(-1)
  if (found.made === undefined || consent === undefined) return undefined
  const silence = momentAfter(found.made, { months: 12, days: 1 }, clauses.utcOffset)
  return silence > consent.at ? silence : consent.at
}

interface Counting {
  readonly clauses: Clauses
  readonly law: Law
  /** Of the instrument that carries it. */
  readonly from: Instant
}

/** From when a reservation holds its instrument up no more: accepted as the agreement asks for, or withdrawn. `undefined`: not for as long as things stay so. */
export function standsFrom(found: ReservationLaw, counting: Counting): Instant | undefined {
  const accepted = acceptanceOf(found, counting)
  const { withdrawn } = found
  if (withdrawn === undefined) return accepted
  const freed = withdrawn > counting.from ? withdrawn : counting.from
  return accepted === undefined || freed < accepted ? freed : accepted
}

function acceptanceOf(found: ReservationLaw, { clauses, law, from }: Counting): Instant | undefined {
  const { acceptance, counts } = clauses.reservations
  if (acceptance === 'not-needed') return from
  if (typeof acceptance === 'object') return found.accepted.get(acceptance.organ)
  const others = [...law.parties.values()].filter(({ party }) => party !== found.party)
  if (acceptance === 'each') {
    return counts === 'from-deposit' ? from : firstAcceptance(found, others, { clauses, law, from })
  }
  const accepted = new Map(others.map(({ party }) => [party, acceptedFrom(found, party, { clauses, law })]))
  const { openTo } = clauses
  const needed = (moment: Instant): readonly Party[] =>
    openTo === 'all'
      ? others.filter((party) => consentAt(party, moment) !== undefined).map(({ party }) => party)
      : openTo.filter((party) => party !== found.party && !isGone(partyLaw(law, party), moment))
  const ends = others.flatMap(({ ceased, consents }) => [ceased, ...consents.map(({ until }) => until)])
  const moments = [...accepted.values(), ...ends].flatMap((at) => (at !== undefined && at > from ? [at] : []))
  return [from, ...moments.toSorted()].find((moment) =>
    needed(moment).every((party) => {
      const at = accepted.get(party)
      return at !== undefined && at <= moment
    }),
  )
}

const isGone = ({ ceased }: PartyLaw, at: Instant): boolean => ceased !== undefined && ceased <= at

/** What a signatory says of it counts with its own consent. */
function firstAcceptance(
  found: ReservationLaw,
  others: readonly PartyLaw[],
  { clauses, law, from }: Counting,
): Instant | undefined {
  const dates = others.flatMap(({ party, consents }) => {
    const accepted = acceptedFrom(found, party, { clauses, law })
    const consent = consents.at(-1)
    return accepted === undefined || consent === undefined ? [] : [latest(accepted, consent.at)]
  })
  const [first] = dates.toSorted()
  return first === undefined ? undefined : latest(first, from)
}

const latest = (one: Instant, other: Instant): Instant => (one > other ? one : other)

/** The reservation that is answered, if it stands and whoever answers may. */
function answered(meeting: Meeting<DeedOf<'reservation-acceptance' | 'objection'>>): ReservationLaw | Refusal<Code> {
  const { clauses, law, event } = meeting
  const found = law.reservations.get(event.deed.reservation)
  const params = { reservation: event.deed.reservation }
  if (found === undefined || found.withdrawn !== undefined || found.party === event.party) {
    return refused(meeting, 'reservation-unknown', { rule: 'VCLT 20', params })
  }
  if (!mayAnswer(meeting)) return refused(meeting, 'not-a-party', { rule: 'VCLT 20', params })
  const { acceptance } = clauses.reservations
  if (found.accepted.has(event.party)) {
    const accepted = typeof acceptance === 'string' ? (found.accepted.get(event.party) ?? '') : ''
    return refused(meeting, 'objection-late', { rule: 'VCLT 20(5)', params: { ...params, accepted } })
  }
  return found
}

/** Signatories may, too; what they say takes effect with their consent. Where an organ accepts, it alone. */
function mayAnswer({ clauses, law, event }: Meeting): boolean {
  const { acceptance } = clauses.reservations
  if (typeof acceptance === 'object' && event.deed.kind === 'reservation-acceptance') {
    return event.party === acceptance.organ
  }
  const party = partyLaw(law, event.party)
  return party.signature !== undefined || consentAt(party, event.at) !== undefined
}
