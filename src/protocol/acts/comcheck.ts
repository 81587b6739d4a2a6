import { z } from 'zod'
import { actId, slug, words } from './field.ts'

/** Whether a check was expected. */
export const checkNatures = ['manual', 'scheduled', 'random'] as const
export type CheckNature = (typeof checkNatures)[number]

const minuteMs = 60_000

/** Within what time a person is to reply, in milliseconds. */
export const replyTime = z
  .int()
  .min(minuteMs)
  .max(7 * 24 * 60 * minuteMs)

/** Body of `comcheck.call/1`: do you hear us? To the desks of one party, which is its only addressee. A person at each is to reply in time. */
export const ComcheckCall = z.object({
  desks: z.array(slug).min(1).max(16),
  nature: z.enum(checkNatures),
  replyWithinMs: replyTime,
})
export type ComcheckCall = z.infer<typeof ComcheckCall>

/** Body of `comcheck.reply/1`: a person at that desk has heard it. */
export const ComcheckReply = z.object({ act: actId, desk: slug, note: words(300).exactOptional() })
export type ComcheckReply = z.infer<typeof ComcheckReply>
