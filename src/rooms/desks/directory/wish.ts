import * as z from 'zod'
import { DeskEntry } from '#protocol/acts/desk-entry.ts'
import { LabelWish, line } from '#charter/record/labelling.ts'

const { to, level, category, handling } = LabelWish.shape

/**
 * A desk as an officer publishes it. Without `to` every party is told; without a label it is the lowest level and the widest category. What counts
 * publications is the node's to say.
 */
export const DeskWish = DeskEntry.omit({ revision: true, replaces: true }).extend({
  to: to.optional(),
  level: level.optional(),
  category: category.optional(),
  handling,
})
export type DeskWish = z.infer<typeof DeskWish>

export const WithdrawalWish = z.strictObject({ reason: line.optional() })
export type WithdrawalWish = z.infer<typeof WithdrawalWish>
