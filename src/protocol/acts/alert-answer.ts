import { z } from 'zod'
import { actId, words } from './field.ts'

/** What an addressee makes of an alert: CAP 1.2 `Ack` (receipt and acceptance) or `Error` (rejection, with its reason). */
export const alertOutcomes = ['accepted', 'rejected'] as const
export type AlertOutcome = (typeof alertOutcomes)[number]

/** Body of `alert.answer/1`. A rejection has its reason in `note`. */
export const AlertAnswer = z
  .object({
    act: actId,
    outcome: z.enum(alertOutcomes),
    note: words(300).exactOptional(),
  })
  .refine(({ outcome, note }) => outcome === 'accepted' || note !== undefined, { path: ['note'] })
export type AlertAnswer = z.infer<typeof AlertAnswer>
