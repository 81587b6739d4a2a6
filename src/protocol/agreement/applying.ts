import { forceFrom } from './entry.ts'
import { closed, notInForce } from './leaving.ts'
import { momentAfter } from './day.ts'
import { consentAt, contracting, isOpenTo, partyLaw, refused, withParty } from './state.ts'
import type { Law, Meeting, Span, Step } from './state.ts'

const isOpenSpan = ({ until }: Span): boolean => until === undefined

/** VCLT 25(1): until the agreement is in force for the party. */
export const provisionalApplication: Step<'provisional-application'> = (meeting) => {
  const { clauses, law, event } = meeting
  if (!isOpenTo(clauses, event.party)) return refused(meeting, 'agreement-closed-to-party', { rule: 'VCLT 25' })
  const party = partyLaw(law, event.party)
  if (clauses.provisional === 'none') return refused(meeting, 'provisional-not-provided', { rule: 'VCLT 25(1)' })
  if (clauses.provisional === 'signatories' && party.signature === undefined) {
    return refused(meeting, 'not-signed', { rule: 'VCLT 25(1)' })
  }
  if (party.provisional.some(isOpenSpan) || isBoundNow(meeting)) {
    return refused(meeting, 'already-applied', { rule: 'VCLT 25(1)' })
  }
  return withParty(law, { ...party, provisional: [...party.provisional, { from: event.at }] })
}

/** VCLT 25(2): by the party's notice that it does not intend to become one. */
export const provisionalEnd: Step<'provisional-end'> = (meeting) => {
  const { law, event } = meeting
  const party = partyLaw(law, event.party)
  if (!party.provisional.some(isOpenSpan)) return refused(meeting, 'nothing-to-withdraw', { rule: 'VCLT 25(2)' })
  return withParty(law, { ...party, provisional: closed(party.provisional, event.at) })
}

function isBoundNow({ clauses, law, event }: Meeting): boolean {
  const consent = consentAt(partyLaw(law, event.party), event.at)
  const from = consent === undefined ? undefined : forceFrom(clauses, law, consent)
  return from !== undefined && from <= event.at
}

/** VCLT 57: by one party with notice where the text provides for it, or else when every party has asked for it. */
export const suspension: Step<'suspension'> = (meeting) => {
  const { clauses, law, event } = meeting
  const refusal = notInForce(meeting, 'VCLT 57')
  if (refusal !== undefined) return refusal
  const party = partyLaw(law, event.party)
  if (party.asksSuspension || party.suspended.some(isOpenSpan)) {
    return refused(meeting, 'already-suspended', { rule: 'VCLT 57' })
  }
  if (clauses.suspension !== 'by-all') {
    const from = momentAfter(event.at, clauses.suspension.notice, clauses.utcOffset)
    return withParty(law, { ...party, suspended: [...party.suspended, { from }] })
  }
  const after = withParty(law, { ...party, asksSuspension: true })
  const isByAll = contracting(after, event.at).every(({ asksSuspension }) => asksSuspension)
  return isByAll && !law.suspended.some(isOpenSpan)
    ? { ...after, suspended: [...law.suspended, { from: event.at }] }
    : after
}

/** Ends the party's own suspension, or its part in that of all, which then ends. */
export const resumption: Step<'resumption'> = (meeting) => {
  const { law, event } = meeting
  const party = partyLaw(law, event.party)
  if (!party.asksSuspension && !party.suspended.some(isOpenSpan)) {
    return refused(meeting, 'nothing-to-withdraw', { rule: 'VCLT 57' })
  }
  const after: Law = withParty(law, {
    ...party,
    asksSuspension: false,
    suspended: endedBy(party.suspended, meeting),
  })
  return party.asksSuspension ? { ...after, suspended: closed(law.suspended, event.at) } : after
}

/** A suspension whose notice still runs never begins. */
const endedBy = (all: readonly Span[], { event: { at } }: Meeting): readonly Span[] =>
  closed(
    all.filter(({ from, until }) => until !== undefined || from < at),
    at,
  )
