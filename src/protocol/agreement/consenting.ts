import type { Refusal } from '#kernel/refusal.ts'
import type { ConsentKind } from '#protocol/acts/agreement-clauses.ts'
import type { Code } from '#protocol/codes.ts'
import { consentAt, isOpenTo, partyLaw, refused, withParty, withReservation } from './state.ts'
import type { Law, Meeting, Step } from './state.ts'

/** An instrument that binds by itself, once its kind's own conditions hold: every consent but a definitive signature. */
export function consenting<Kind extends Exclude<ConsentKind, 'definitive-signature'>>(kind: Kind): Step<Kind> {
  return (meeting) => consented(meeting, kind)
}

/** VCLT 17 and the law of succession: whoever takes the place of a state that had signed only, has signed only. */
export const succession: Step<'succession'> = (meeting) => {
  const { law, event } = meeting
  const { predecessor, since } = event.deed
  const before = law.parties.get(predecessor)
  const rule = 'VCSST 17, 18'
  if (before === undefined || since > event.at) return refused(meeting, 'predecessor-missing', missing(predecessor))
  if (before.consents.some(({ at, until }) => at <= since && (until === undefined || since <= until))) {
    return consented(meeting, 'succession')
  }
  if (before.signature === undefined || before.signature.at > since) {
    return refused(meeting, 'predecessor-missing', missing(predecessor))
  }
  const party = partyLaw(law, event.party)
  if (party.signature !== undefined) return refused(meeting, 'already-signed', { rule })
  return withParty(law, { ...party, signature: { at: event.at, form: 'simple' } })
}

const missing = (predecessor: string) => ({ rule: 'VCSST 17, 18', params: { predecessor } })

/** The law after the party's consent, with the reservations that its instrument names; or why it is not in due form. */
export function consented(meeting: Meeting, kind: ConsentKind): Law | Refusal<Code> {
  const { law, event } = meeting
  const reservations = 'reservations' in event.deed ? (event.deed.reservations ?? []) : []
  const refusal = formRefusal(meeting, kind) ?? reservationsRefusal(meeting, reservations)
  if (refusal !== undefined) return refusal
  const party = partyLaw(law, event.party)
  const consents = [...party.consents, { event: event.id, kind, at: event.at, reservations }]
  return reservations.reduce((after, id) => made(after, id, event.at), withParty(law, { ...party, consents }))
}

function formRefusal(meeting: Meeting, kind: ConsentKind): Refusal<Code> | undefined {
  const { clauses, law, event } = meeting
  if (!isOpenTo(clauses, event.party)) return refused(meeting, 'agreement-closed-to-party', { rule: 'VCLT 11' })
  if (!clauses.consents.includes(kind)) {
    return refused(meeting, 'consent-form', { rule: 'VCLT 11', params: { kinds: clauses.consents.join(', ') } })
  }
  const party = partyLaw(law, event.party)
  if (consentAt(party, event.at) !== undefined) return refused(meeting, 'already-bound', { rule: 'VCLT 11' })
  if (party.signature === undefined && !clauses.withoutSignature.includes(kind)) {
    return refused(meeting, 'not-signed', { rule: 'VCLT 14' })
  }
  return kind === 'accession' && !isAccessionOpen(meeting)
    ? refused(meeting, 'accession-not-open', {
        rule: 'VCLT 15',
        params: { opens: clauses.accessionOpens === 'when-in-force' ? 'force' : 'signature' },
      })
    : undefined
}

function isAccessionOpen({ clauses: { accessionOpens, signature }, law: { entry }, event: { at } }: Meeting): boolean {
  switch (accessionOpens) {
    case 'at-once':
      return true
    case 'when-in-force':
      return entry !== undefined && entry <= at
    case 'when-signature-closes':
      return signature?.until === undefined || signature.until <= at
  }
}

/** VCLT 19, 23(2): named are the party's own, formulated before and not withdrawn. */
function reservationsRefusal(meeting: Meeting, named: readonly string[]): Refusal<Code> | undefined {
  const unknown = named.find((id) => {
    const reservation = meeting.law.reservations.get(id)
    return reservation?.party !== meeting.event.party || reservation.withdrawn !== undefined
  })
  if (unknown === undefined) return undefined
  return refused(meeting, 'reservation-unknown', { rule: 'VCLT 23(2)', params: { reservation: unknown } })
}

function made(law: Law, id: string, at: Meeting['event']['at']): Law {
  const reservation = law.reservations.get(id)
  if (reservation === undefined || reservation.made !== undefined) return law
  return withReservation(law, { ...reservation, made: at })
}
