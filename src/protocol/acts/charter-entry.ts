import { z } from 'zod'
import { RootSignatures } from './charter-countersignature.ts'
import { actId, partySlug } from './field.ts'

const isSet = (rows: readonly { readonly party: string }[]): boolean =>
  new Set(rows.map(({ party }) => party)).size === rows.length

/**
 * Body of `charter.entry/1`: the depositary gives an act its place in the order of the charter. It decides nothing: with the act ordered and
 * the countersignatures it carries, anyone verifies from genesis what it changes.
 */
export const CharterEntry = z.strictObject({
  /** Counts from 1; genesis is 0. */
  number: z.int().min(1),
  /** The entry before, or genesis. */
  previous: actId,
  /** What is ordered: a proposal, or an action under an agreement. */
  act: actId,
  signatures: z
    .array(z.strictObject({ party: partySlug, signatures: RootSignatures }))
    .max(64)
    .refine(isSet, 'each party once'),
})
export type CharterEntry = z.infer<typeof CharterEntry>
