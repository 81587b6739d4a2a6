import { isRefusal } from '#kernel/refusal.ts'
import type { Refusal } from '#kernel/refusal.ts'
import type { Code } from '#protocol/codes.ts'
import { passedOn } from '#protocol/acts/table.ts'
import type { Party } from '#protocol/identity/party.ts'
import type { Facts, Permitted, Releasable } from './release.ts'
import { needsSecondOfficer, releaseDrafted } from './release.ts'

/** Who would receive a draft, by which rule, and who would not; nothing is signed. */
export interface Preview {
  /** The addressees, in the order of the draft. */
  readonly recipients: readonly { readonly party: Party; readonly decision: Permitted | Refusal<Code> }[]
  /** Parties of the coalition that are not addressed, by name, without the author. */
  readonly others: readonly Party[]
  readonly secondOfficer: boolean
}

/**
 * Asks the gate for every addressee. Those who would be refused alone are refused; the rest are judged as the audience
 * they would make without them, so that the officer sees what leaving somebody out gives.
 */
export function previewRelease(draft: Releasable, facts: Facts): Preview {
  const parties = [...facts.charter.parties.keys()].filter((party) => party !== draft.author)
  const addressees = 'coalition' in draft.audience ? parties : draft.audience
  const { kind, body } = draft
  // Nothing of another's goes on without its owner.
  const owner = body === undefined ? undefined : passedOn({ kind, body })?.owner
  const alone = new Map(
    addressees.map((party) => {
      const audience = owner === undefined || owner === party ? [party] : [owner, party]
      return [party, releaseDrafted({ ...draft, audience }, party, facts)]
    }),
  )
  const audience = addressees.filter((party) => !isRefusal(alone.get(party)))
  const recipients = [...alone].map(([party, decision]) => ({
    party,
    decision: isRefusal(decision) ? decision : releaseDrafted({ ...draft, audience }, party, facts),
  }))
  const others = parties.filter((party) => !alone.has(party)).toSorted()
  return { recipients, others, secondOfficer: needsSecondOfficer(draft, facts.charter) }
}
