import * as z from 'zod'
import { RfiAnswer, RfiClarification, RfiEnd, rfiGrounds, RfiRequest, RfiStep } from '#protocol/acts/rfi.ts'
import { LabelWish } from '#charter/record/labelling.ts'

/** The forms in which officers say what they want, as they come in over HTTP. */
const { personalData: _, ...label } = LabelWish.shape
const { note } = RfiStep.shape
const { to: _to, level, category, ...terms } = label

/** It waits for national approval whatever its label asks for. */
export const hold = z.literal(true).optional()

/** A request, to the parties asked. */
export const RequestWish = z.strictObject({ ...label, ...RfiRequest.shape, hold })
export type RequestWish = z.infer<typeof RequestWish>

export const TakeWish = z.strictObject({ note })
export type TakeWish = z.infer<typeof TakeWish>

export const RefuseWish = z.strictObject({ ground: z.enum(rfiGrounds), note })

export const ClarificationWish = z.strictObject({ text: RfiClarification.shape.text })

/** Without a level and a category it has the request's, and without a title its title: what is under another label is called what it says itself. */
export const AnswerWish = z
  .strictObject({
    ...terms,
    level: level.optional(),
    category: category.optional(),
    title: RfiAnswer.shape.title.optional(),
    text: RfiAnswer.shape.text,
    partial: z.literal(true).optional(),
    hold,
  })
  .refine(({ level: own, category: other, title }) => title !== undefined || (own ?? other) === undefined, {
    path: ['title'],
  })
export type AnswerWish = z.infer<typeof AnswerWish>

export const CloseWish = z.strictObject({})
export const WithdrawWish = z.strictObject({ reason: RfiEnd.shape.reason.unwrap() })
