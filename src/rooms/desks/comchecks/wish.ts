import * as z from 'zod'
import { isZone } from '#kernel/zoned.ts'
import { clockTime, weekdays } from '#protocol/acts/desk-entry.ts'
import { replyTime } from '#protocol/acts/comcheck.ts'
import { slug, words } from '#protocol/acts/field.ts'
import { line } from '#charter/record/labelling.ts'

/** `bor/duty`, desks of other parties; `all` that the officer may see. */
const named = z.string().regex(/^[a-z0-9-]{2,16}\/[a-z0-9-]{1,40}$/u)
const desks = z.union([z.literal('all'), z.array(named).min(1).max(64)])
/** Of these so many, drawn by lot. */
const pick = z.int().min(1).max(64).optional()

export const CheckWish = z.strictObject({ desks, pick, replyWithinMs: replyTime.optional() })
export type CheckWish = z.infer<typeof CheckWish>

export const ReplyWish = z.strictObject({ desk: slug, note: line.optional() })
export type ReplyWish = z.infer<typeof ReplyWish>

/** What was found out about a check that failed. */
export const CloseWish = z.strictObject({ desk: slug, note: words(1000) })
export type CloseWish = z.infer<typeof CloseWish>

const When = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('at'), times: z.array(clockTime).min(1).max(24) }),
  z
    .strictObject({ kind: z.literal('random'), count: z.int().min(1).max(24), from: clockTime, until: clockTime })
    .refine(({ from, until }) => from < until, { path: ['until'] }),
])

export const PlanWish = z.strictObject({
  ...CheckWish.shape,
  zone: z.string().max(64).refine(isZone, 'a zone that this node knows'),
  days: z
    .array(z.enum(weekdays))
    .min(1)
    .max(7)
    .default([...weekdays]),
  when: When,
})
export type PlanWish = z.infer<typeof PlanWish>
