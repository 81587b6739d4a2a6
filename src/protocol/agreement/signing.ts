import type { Clauses } from '#protocol/acts/agreement-clauses.ts'
import { consented } from './consenting.ts'
import { isOpenTo, partyLaw, refused, withParty } from './state.ts'
import type { Law, Meeting, PartyLaw, Step } from './state.ts'

export const fullPowers: Step<'full-powers'> = (meeting) => {
  const { clauses, law, event } = meeting
  if (!isOpenTo(clauses, event.party)) return refused(meeting, 'agreement-closed-to-party', { rule: 'VCLT 7' })
  return withParty(law, { ...partyLaw(law, event.party), hasFullPowers: true })
}

export const signature: Step<'signature'> = (meeting) => signatureRefusal(meeting) ?? signed(meeting, 'simple')

export const signatureAdReferendum: Step<'signature-ad-referendum'> = (meeting) =>
  signatureRefusal(meeting) ?? signed(meeting, 'ad-referendum')

/** Signs and consents in one (VCLT 12). */
export const definitiveSignature: Step<'definitive-signature'> = (meeting) =>
  signatureRefusal(meeting) ?? consented({ ...meeting, law: signed(meeting, 'definitive') }, 'definitive-signature')

/** VCLT 12(2)(b). It counts from its own date, since nothing later may move what was computed. */
export const confirmation: Step<'confirmation'> = (meeting) => {
  const { clauses, law, event } = meeting
  if (partyLaw(law, event.party).signature?.form !== 'ad-referendum') {
    return refused(meeting, 'nothing-to-confirm', { rule: 'VCLT 12(2)(b)' })
  }
  return bindsBySignatureAlone(clauses)
    ? consented({ ...meeting, law: signed(meeting, 'definitive') }, 'definitive-signature')
    : signed(meeting, 'simple')
}

const laterInstruments = ['ratification', 'acceptance', 'approval', 'notification'] as const

/** Where nothing further is foreseen after signature, a full signature binds. */
const bindsBySignatureAlone = ({ consents }: Clauses): boolean =>
  consents.includes('definitive-signature') && !laterInstruments.some((kind) => consents.includes(kind))

function signed({ law, event }: Meeting, form: NonNullable<PartyLaw['signature']>['form']): Law {
  return withParty(law, { ...partyLaw(law, event.party), signature: { at: event.at, form } })
}

function signatureRefusal(meeting: Meeting) {
  const { clauses, law, event } = meeting
  if (!isOpenTo(clauses, event.party)) return refused(meeting, 'agreement-closed-to-party', { rule: 'VCLT 12' })
  const { signature: window } = clauses
  if (window === undefined) return refused(meeting, 'signature-not-foreseen', { rule: 'VCLT 11' })
  const isEarly = window.from !== undefined && event.at < window.from
  if (isEarly || (window.until !== undefined && window.until <= event.at)) {
    const params = { from: window.from ?? 'none', until: window.until ?? 'none' }
    return refused(meeting, 'signature-closed', { rule: 'VCLT 12', params })
  }
  const party = partyLaw(law, event.party)
  if (party.signature !== undefined) return refused(meeting, 'already-signed', { rule: 'VCLT 12' })
  if (clauses.fullPowers && !party.hasFullPowers) return refused(meeting, 'full-powers-missing', { rule: 'VCLT 7' })
  return undefined
}
