import * as z from 'zod'
import { words } from '#protocol/acts/field.ts'
import type { ActId } from '#protocol/act/statement.ts'
import { LabelWish, line, moment } from '#charter/record/labelling.ts'

/** The forms in which officers say what they want, as they come in over HTTP. */
const paragraph = words(4000)

export const ShareWish = LabelWish.extend({
  upload: z.string().regex(/^upload-[0-9a-f]{32}$/u),
  title: line.optional(),
  description: paragraph.optional(),
  omitRefused: z.boolean().optional(),
})
export type ShareWish = z.infer<typeof ShareWish>

/** A share as it waits for its second officer; with `replaces` it is a correction, and `reason` is why. */
export interface HeldWish extends ShareWish {
  readonly replaces?: ActId
  readonly reason?: string
}

export const RecallWish = z.strictObject({ reason: line })
export type RecallWish = z.infer<typeof RecallWish>

export const CorrectWish = z.strictObject({
  upload: ShareWish.shape.upload,
  reason: line.optional(),
  title: line.optional(),
  omitRefused: z.boolean().optional(),
})
export type CorrectWish = z.infer<typeof CorrectWish>

export const AcknowledgeWish = z.strictObject({ note: line.optional() })
export type AcknowledgeWish = z.infer<typeof AcknowledgeWish>

export const SightingWish = z.strictObject({
  object: line,
  count: z.int().min(0).max(999_999_999).optional(),
  firstSeen: moment.optional(),
  lastSeen: moment.optional(),
  note: line.optional(),
})
export type SightingWish = z.infer<typeof SightingWish>

/** The opinion-enum of STIX 2.1 section 10.20. */
export const OpinionWish = z.strictObject({
  object: line,
  opinion: z.enum(['strongly-disagree', 'disagree', 'neutral', 'agree', 'strongly-agree']),
  explanation: paragraph.optional(),
})
export type OpinionWish = z.infer<typeof OpinionWish>
