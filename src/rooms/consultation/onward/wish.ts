import * as z from 'zod'
import { OnwardConsent, OnwardRequest } from '#protocol/acts/onward.ts'
import { moment, PartyName } from '#charter/record/labelling.ts'

const to = z.array(PartyName).min(1).max(64)
const { note } = OnwardConsent.shape

/** To whom an answer is to go on, and for what. */
export const AskWish = z.strictObject({ to, use: OnwardRequest.shape.use })
export type AskWish = z.infer<typeof AskWish>

/** Without `to` all who were named may have it; without `until`, for good. */
export const GrantWish = z.strictObject({ to: to.optional(), until: moment.optional(), note })
export type GrantWish = z.infer<typeof GrantWish>

export const DenyWish = z.strictObject({ note })
export const PassWish = z.strictObject({})
