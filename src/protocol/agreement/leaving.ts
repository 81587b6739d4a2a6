import type { Instant } from '#kernel/instant.ts'
import type { Refusal } from '#kernel/refusal.ts'
import type { Clauses } from '#protocol/acts/agreement-clauses.ts'
import type { Code } from '#protocol/codes.ts'
import { addMonths, dayAt, momentAfter, startOf } from './day.ts'
import { forceFrom } from './entry.ts'
import { consentAt, contracting, partyLaw, refused, withParty } from './state.ts'
import type { Consent, Law, Meeting, PartyLaw, Step } from './state.ts'

/** Denunciation and withdrawal from an agreement in force: two words for one law (VCLT 56). */
export function leaving(meeting: Meeting): Law | Refusal<Code> {
  const { clauses, law, event } = meeting
  const party = partyLaw(law, event.party)
  const consent = consentAt(party, event.at)
  if (consent === undefined) return refused(meeting, 'not-a-party', { rule: 'VCLT 56' })
  const from = forceFrom(clauses, law, consent)
  if (from === undefined) return refused(meeting, 'not-yet-in-force', { rule: 'VCLT 56' })
  if (consent.until !== undefined) {
    return refused(meeting, 'already-leaving', { rule: 'VCLT 56', params: { until: consent.until } })
  }
  const { denunciation } = clauses
  if (denunciation === 'none') return refused(meeting, 'denunciation-not-provided', { rule: 'VCLT 56(1)' })
  const earliest = { months: denunciation.notWithinMonths ?? 0 }
  const opens = momentAfter(from, earliest, clauses.utcOffset)
  if (denunciation.notWithinMonths !== undefined && event.at < opens) {
    return refused(meeting, 'denunciation-too-early', { rule: 'VCLT 54(a)', params: { opens } })
  }
  const until = endOfNotice({ clauses, law, at: event.at, notice: denunciation.notice })
  return replaced(law, party, { ...consent, until })
}

interface Notice {
  readonly clauses: Clauses
  readonly law: Law
  readonly at: Instant
  readonly notice: Exclude<Clauses['denunciation'], 'none'>['notice']
}

/** When a notice takes effect: when it has run, and of an agreement that is renewed at the end of the period that then runs. */
function endOfNotice({ clauses: { duration, utcOffset }, law: { entry }, at, notice }: Notice): Instant {
  const noticed = momentAfter(at, notice, utcOffset)
  if (duration?.renewedMonths === undefined || entry === undefined) return noticed
  const first = dayAt(entry, utcOffset)
  for (let months = duration.months; ; months += duration.renewedMonths) {
    const end = startOf(addMonths(first, months), utcOffset)
    if (end >= noticed || end.startsWith('9999')) return end
  }
}

/** VCLT 68. */
export const revocation: Step<'revocation'> = (meeting) => {
  const { law, event } = meeting
  const party = partyLaw(law, event.party)
  const leavingConsent = party.consents.find(({ until }) => until !== undefined && event.at < until)
  if (leavingConsent === undefined || party.ceased !== undefined) {
    return refused(meeting, 'nothing-to-revoke', { rule: 'VCLT 68' })
  }
  const { until: _, ...staying } = leavingConsent
  return replaced(law, party, staying)
}

/** Before the conditions are met a consent can be taken back; after, the way out is the agreement's own. */
export const instrumentWithdrawal: Step<'instrument-withdrawal'> = (meeting) => {
  const { law, event } = meeting
  const party = partyLaw(law, event.party)
  const consent = consentAt(party, event.at)
  const rule = 'UN depositary practice: withdrawal of instruments'
  if (consent === undefined) return refused(meeting, 'nothing-to-withdraw', { rule })
  if (law.met !== undefined && law.met.at <= event.at)
    return refused(meeting, 'conditions-met', { rule, params: { met: law.met.at } })
  return withParty(law, { ...party, consents: party.consents.filter((one) => one !== consent) })
}

/** VCLT 54(b): ends when every party has agreed to it. */
export const termination: Step<'termination'> = (meeting) => {
  const refusal = notInForce(meeting, 'VCLT 54(b)')
  if (refusal !== undefined) return refusal
  const { law, event } = meeting
  const after = withParty(law, { ...partyLaw(law, event.party), agreesToEnd: true })
  return contracting(after, event.at).every(({ agreesToEnd }) => agreesToEnd) ? { ...after, ended: event.at } : after
}

/** Why a deed that only a party to an agreement in force may do is not in due form. */
export function notInForce(meeting: Meeting, rule: string): Refusal<Code> | undefined {
  const { clauses, law, event } = meeting
  const consent = consentAt(partyLaw(law, event.party), event.at)
  if (consent === undefined) return refused(meeting, 'not-a-party', { rule })
  const from = forceFrom(clauses, law, consent)
  return from === undefined || from > event.at ? refused(meeting, 'not-yet-in-force', { rule }) : undefined
}

/** A state that ceased to exist is bound no longer; what it did while it existed stands. Whoever continues it takes its consent over. */
export const cessation: Step<'cessation'> = (meeting) => {
  const { law, event } = meeting
  const party = partyLaw(law, event.party)
  if (party.ceased !== undefined) return refused(meeting, 'party-ceased', { rule: 'VCSST 2(1)' })
  const consent = consentAt(party, event.at)
  const gone: PartyLaw = {
    ...party,
    ceased: event.at,
    consents: party.consents.map((one) => (one === consent ? { ...one, until: event.at } : one)),
    provisional: closed(party.provisional, event.at),
  }
  const after = withParty(law, gone)
  const { continuedBy } = event.deed
  if (continuedBy === undefined || continuedBy === event.party) return after
  const heir = partyLaw(after, continuedBy)
  const isFree = consent !== undefined && consentAt(heir, event.at) === undefined
  const consents = isFree ? [...heir.consents, { ...consent, takenOver: event.at }] : heir.consents
  const signature = heir.signature ?? party.signature
  return withParty(after, { ...heir, consents, ...(signature === undefined ? {} : { signature }) })
}

/** The same spans, the open one ended. */
export function closed(all: PartyLaw['provisional'], at: Instant): PartyLaw['provisional'] {
  return all.map((span) => (span.until === undefined ? { ...span, until: at } : span))
}

function replaced(law: Law, party: PartyLaw, changed: Consent): Law {
  const consents = party.consents.map((one) => (one.event === changed.event ? changed : one))
  return withParty(law, { ...party, consents })
}
