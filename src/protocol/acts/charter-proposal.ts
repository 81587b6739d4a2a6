import { z } from 'zod'
import { AnyChange } from './charter-change.ts'
import { actId, instant, words } from './field.ts'

/**
 * Body of `charter.proposal/1`: a change that any party proposes and others countersign (protocol.md 8). There is no common predecessor:
 * `expects` names the last entry about the same subject alone, genesis where there is none.
 */
export const CharterProposal = z.strictObject({
  change: AnyChange,
  expects: actId,
  /** Ordered at this instant or later it changes nothing. */
  expires: instant,
  /** For the people who are to sign. */
  reason: words(2000).exactOptional(),
})
export type CharterProposal = z.infer<typeof CharterProposal>
