import { isRefusal } from '#kernel/refusal.ts'
import type { Refusal } from '#kernel/refusal.ts'
import type { Clauses } from '#protocol/acts/agreement-clauses.ts'
import { deedKinds } from '#protocol/acts/agreement-deed.ts'
import type { AgreementEvent, DeedKind } from '#protocol/acts/agreement-deed.ts'
import type { Code } from '#protocol/codes.ts'
import { provisionalApplication, provisionalEnd, resumption, suspension } from './applying.ts'
import { consenting, succession } from './consenting.ts'
import { settled, withEntry } from './entry.ts'
import { cessation, instrumentWithdrawal, leaving, revocation, termination } from './leaving.ts'
import { registration } from './registering.ts'
import {
  declaration,
  objection,
  objectionWithdrawal,
  reservation,
  reservationAcceptance,
  reservationWithdrawal,
} from './reserving.ts'
import { confirmation, definitiveSignature, fullPowers, signature, signatureAdReferendum } from './signing.ts'
import { partyLaw, refused, untouched } from './state.ts'
import type { Law, Meeting, Step } from './state.ts'
import { endOf } from './term.ts'

/** What each action does. */
const steps: { readonly [Kind in DeedKind]: Step<Kind> } = {
  'full-powers': fullPowers,
  signature,
  'signature-ad-referendum': signatureAdReferendum,
  reservation,
  confirmation,
  'definitive-signature': definitiveSignature,
  ratification: consenting('ratification'),
  acceptance: consenting('acceptance'),
  approval: consenting('approval'),
  'formal-confirmation': consenting('formal-confirmation'),
  accession: consenting('accession'),
  notification: consenting('notification'),
  succession,
  'provisional-application': provisionalApplication,
  'provisional-end': provisionalEnd,
  'reservation-acceptance': reservationAcceptance,
  'reservation-withdrawal': reservationWithdrawal,
  objection,
  'objection-withdrawal': objectionWithdrawal,
  declaration,
  'instrument-withdrawal': instrumentWithdrawal,
  denunciation: leaving,
  withdrawal: leaving,
  revocation,
  suspension,
  resumption,
  termination,
  registration,
  cessation,
}

/**
 * The law after one more event, or why the event is not in due form. Events come in the order of their dates; what an event changes, it
 * changes from its own date on, so nothing that was in force before is ever moved by it.
 */
export function judge(clauses: Clauses, before: Law, event: AgreementEvent): Law | Refusal<Code> {
  const law = settled(clauses, before, event.at)
  const meeting: Meeting = { clauses, law, event }
  const { ceased } = partyLaw(law, event.party)
  if (ceased !== undefined) return refused(meeting, 'party-ceased', { rule: 'VCLT 6', params: { ceased } })
  const ended = endOf(clauses, law)
  if (ended !== undefined && ended <= event.at) {
    return refused(meeting, 'agreement-ended', { rule: 'VCLT 70', params: { ended } })
  }
  // The row of the event's own kind: the table's type says so of each row, not of a row looked up.
  const after = (steps[event.deed.kind] as Step<DeedKind>)(meeting)
  return isRefusal(after) ? after : withEntry(clauses, after, event)
}

export interface RefusedEvent {
  readonly event: AgreementEvent
  readonly refusal: Refusal<Code>
}

export interface LawOfFacts {
  readonly law: Law
  /** Not in due form, and so without effect. */
  readonly refused: readonly RefusedEvent[]
}

/** The law that dated facts make, whatever order they come in. Facts of one moment are taken in the order of a lifetime. */
export function lawOf(clauses: Clauses, events: readonly AgreementEvent[], before: Law = untouched): LawOfFacts {
  let law = before
  const notInForm: RefusedEvent[] = []
  for (const event of inOrder(events)) {
    const after = judge(clauses, law, event)
    if (isRefusal(after)) notInForm.push({ event, refusal: after })
    else law = after
  }
  return { law, refused: notInForm }
}

/** Events as the law takes them: by date, and within one moment as a lifetime has them. */
export const inOrder = (events: readonly AgreementEvent[]): readonly AgreementEvent[] => events.toSorted(byDate)

function byDate(one: AgreementEvent, other: AgreementEvent): number {
  if (one.at !== other.at) return one.at < other.at ? -1 : 1
  const rank = deedKinds.indexOf(one.deed.kind) - deedKinds.indexOf(other.deed.kind)
  return rank || (one.id < other.id ? -1 : 1)
}
