import * as z from 'zod'
import { parseInstant, type Instant } from '#kernel/instant.ts'
import { words } from '#protocol/acts/field.ts'
import { parseParty, type Party } from '#protocol/identity/party.ts'
import type { ActId } from '#protocol/act/statement.ts'

/** The forms in which officers say what they want, as they come in over HTTP. */
const word = z.string().min(1).max(64)
const line = words(300)
const paragraph = words(4000)

export const PartyName = z.string().transform((text, context): Party => {
  const party = parseParty(text)
  if (party !== undefined) return party
  context.addIssue({ code: 'custom', message: 'not a party name' })
  return z.NEVER
})

const moment = z.string().transform((text, context): Instant => {
  const at = parseInstant(text.length === 10 ? `${text}T00:00:00.000Z` : text)
  if (at !== undefined) return at
  context.addIssue({ code: 'custom', message: 'not a date (2027-11-21) or an instant (2027-11-21T18:05:00.000Z)' })
  return z.NEVER
})

export const LabelWish = z.strictObject({
  to: z.array(PartyName).min(1).max(64),
  level: word,
  category: word,
  handling: z.array(word).max(8).optional(),
  basis: word.optional(),
  purpose: word.optional(),
  reviewBy: moment.optional(),
  personalData: z.strictObject({ purpose: line, legalBasis: line, expires: moment }).optional(),
})
export type LabelWish = z.infer<typeof LabelWish>

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
