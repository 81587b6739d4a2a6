import type { Instant } from '#kernel/instant.ts'
import { isRefusal, refuse, type Refusal } from '#kernel/refusal.ts'
import type { Desk } from '#protocol/act/statement.ts'
import { actsNamed, type AgreementAction } from '#protocol/acts/agreement-action.ts'
import type { AgreementProgress } from '#protocol/acts/agreement-progress.ts'
import { kindOf } from '#protocol/acts/table.ts'
import type { Party } from '#protocol/identity/party.ts'
import type { Charter } from '#charter/charter.ts'
import type { Draft } from '#charter/record/draft.ts'
import { lowestLabel } from '#charter/record/lowest-label.ts'
import { withAction } from '#charter/treaty/action.ts'
import { agreementNamed } from '#charter/treaty/changes.ts'

/** Who acts for the house, by which charter. */
export interface Speaker {
  readonly self: Party
  readonly at: Instant
  readonly desk: Desk
  readonly charter: Charter
}

const unordered = 'not yet ordered'

/** An action that would be in due form if it were deposited now. The law of the lane judges it again where the depositary enters it. */
export function act(wish: AgreementAction, { self, at, desk, charter }: Speaker): Draft | Refusal {
  const event = { id: unordered, party: self, deed: wish.deed }
  const after = withAction({ charter, at, event, agreement: wish.agreement })
  if (isRefusal(after)) return after
  return { ...saidBy(charter, desk), kind: kindOf('agreement.action/1'), refs: [...actsNamed(wish)], body: wish }
}

/** What the house says of its own procedures under an agreement that there is. */
export function report(said: AgreementProgress, { desk, charter }: Speaker): Draft | Refusal {
  if (agreementNamed(charter, said.agreement)?.treaty === undefined) {
    return refuse('agreement-unknown', 'protocol 9: agreements', { agreement: said.agreement })
  }
  return { ...saidBy(charter, desk), kind: kindOf('agreement.progress/1'), refs: [], body: said }
}

function saidBy(charter: Charter, desk: Desk): Omit<Draft, 'kind' | 'refs' | 'body'> {
  return { audience: { coalition: true }, label: lowestLabel(charter), officers: [desk], attachments: [] }
}
