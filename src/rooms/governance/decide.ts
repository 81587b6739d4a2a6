import { addMs, type Instant } from '#kernel/instant.ts'
import { isRefusal, refuse, type Refusal } from '#kernel/refusal.ts'
import type { Desk } from '#protocol/act/statement.ts'
import type { Change } from '#protocol/acts/charter-change.ts'
import type { RootSignatures } from '#protocol/acts/charter-countersignature.ts'
import { kindOf } from '#protocol/acts/table.ts'
import type { Party } from '#protocol/identity/party.ts'
import { lanePoint, type Charter } from '#charter/charter.ts'
import { consentRuleOf, factsOf, subjectOf } from '#charter/lane/changes.ts'
import { consentsAsked } from '#charter/lane/consents.ts'
import { consentProof, consentsFor } from '#charter/lane/enterable.ts'
import type { Ordered } from '#charter/lane/ordered.ts'
import { successionIn } from '#charter/lane/successor.ts'
import { keysOf } from '#charter/standing.ts'
import type { Draft } from '#charter/record/draft.ts'
import { lowestLabel } from '#charter/record/lowest-label.ts'

/** Who speaks for the house, and by which charter. */
export interface Speaker {
  readonly self: Party
  readonly at: Instant
  readonly desk: Desk
  readonly charter: Charter
}

export interface ProposalWish {
  readonly change: Change
  readonly reason?: string
  readonly expires?: Instant
}

/** A proposal that names no day lapses after this time. */
const usualMs = 30 * 86_400_000

/** A proposal that would change something if it were ordered now with every signature. */
export function propose(wish: ProposalWish, by: Speaker): Draft | Refusal {
  const worded = bodyOf(wish, by)
  if (isRefusal(worded)) return worded
  const { charter, body } = worded
  return { ...said({ ...by, charter }), kind: kindOf('charter.proposal/1'), refs: [body.expects], body }
}

/** What a proposal would be, and whose consent it would take: nothing is signed. */
export function rehearse(wish: ProposalWish, by: Speaker) {
  const worded = bodyOf(wish, by)
  if (isRefusal(worded)) return worded
  const { charter, body } = worded
  const { needed, of } = consentsAsked(consentRuleOf(wish.change, charter), { charter, before: charter, at: by.at })
  return { ...body, consents: { needed, of: [...of], signed: [] } }
}

function bodyOf({ change, reason, expires }: ProposalWish, by: Speaker) {
  const { at } = by
  const charter = change.type === 'depositary' ? lanePoint(by.charter, change.after) : by.charter
  if (charter === undefined) return refuse('subject-unknown', 'protocol 8: successor', { subject: 'after' })
  const last = expires ?? addMs(at, usualMs)
  if (last <= at) return refuse('proposal-expired', 'protocol 8: expiry', { expires: last })
  const facts = factsOf(change, { charter, entry: charter.newest, at })
  if (isRefusal(facts)) return facts
  const expects = charter.lastAbout.get(subjectOf(change)) ?? charter.id
  return { charter, body: { change, expects, expires: last, ...(reason === undefined ? {} : { reason }) } }
}

/** Our root's signatures under a proposal, once it is seen that they are good and that they count. */
export function countersign(ordered: Ordered, signatures: RootSignatures, by: Speaker): Draft | Refusal {
  const { act, charter } = ordered
  const keys = keysOf(charter, by.self)
  const bad = keys === undefined ? unasked(by.self) : consentProof(act)(act, signatures, { keys })
  if (bad !== undefined) return bad
  const consents = consentsFor(ordered)
  if (consents === undefined || !consents.of.includes(by.self)) return unasked(by.self)
  const body = { proposal: act.id, signatures }
  const spoken = said(successionIn(act) === undefined ? by : { ...by, charter })
  return { ...spoken, kind: kindOf('charter.countersignature/1'), refs: [act.id], body }
}

const unasked = (party: Party): Refusal => refuse('consent-not-asked', 'protocol 8: threshold', { party })

function said({ charter, desk }: Speaker): Omit<Draft, 'kind' | 'refs' | 'body'> {
  const label = lowestLabel(charter)
  return { audience: { coalition: true }, label, officers: [desk], attachments: [], under: charter.newest }
}
