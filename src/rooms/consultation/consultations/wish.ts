import * as z from 'zod'
import {
  ConsultationAssent,
  ConsultationEnd,
  consultationGrounds,
  ConsultationMessage,
  ConsultationMinutes,
  ConsultationReferral,
  ConsultationReply,
  ConsultationRequest,
  ConsultationTime,
} from '#protocol/acts/consultation.ts'
import { LabelWish } from '#charter/record/labelling.ts'
import { hold } from '../requests/wish.ts'

/** The forms in which officers say what they want, as they come in over HTTP. */
const { personalData: _, ...label } = LabelWish.shape
const { to: _to, level, category, ...terms } = label
const { note } = ConsultationReply.shape
const { meetsAt, zone } = ConsultationTime.shape

export const ConsultWish = z.strictObject({ ...label, ...ConsultationRequest.shape, hold })
export type ConsultWish = z.infer<typeof ConsultWish>

export const AcceptWish = z.strictObject({ note })
export const DeclineWish = z.strictObject({ ground: z.enum(consultationGrounds), note })
export const TimeWish = z.strictObject({ meetsAt, zone, note })
export type TimeWish = z.infer<typeof TimeWish>

/** Without a level and a category it has the consultation's. */
export const MessageWish = z.strictObject({
  ...terms,
  level: level.optional(),
  category: category.optional(),
  text: ConsultationMessage.shape.text,
  shares: ConsultationMessage.shape.shares,
  hold,
})
export type MessageWish = z.infer<typeof MessageWish>

const { text, heldAt } = ConsultationMinutes.shape
export const MinutesWish = z.strictObject({ text, heldAt })
export type MinutesWish = z.infer<typeof MinutesWish>

const { outcome, organ, text: reason } = ConsultationReferral.shape
export const ReferralWish = z.strictObject({ outcome, organ, text: reason })
export type ReferralWish = z.infer<typeof ReferralWish>

export const AgreeWish = z.strictObject({ paper: ConsultationAssent.shape.paper })

export const CloseWish = z.strictObject({})
export const WithdrawWish = z.strictObject({ reason: ConsultationEnd.shape.reason.unwrap() })
