import * as z from 'zod'
import { instant } from '#protocol/acts/field.ts'
import { HotlineAnswer, HotlineLog } from '#protocol/acts/hotline.ts'
import { LabelWish } from '#charter/record/labelling.ts'

const { to: _, personalData: _p, reviewBy: _r, ...label } = LabelWish.shape
const { channel, desks, summary, replaces } = HotlineLog.shape

/** A call that was made outside. Those who took part are told, and nobody else. */
export const CallWish = z.strictObject({
  ...label,
  calledAt: instant,
  endedAt: instant.optional(),
  channel,
  desks,
  summary,
  replaces,
})
export type CallWish = z.infer<typeof CallWish>

export const CountersignWish = z.strictObject({})

/** How it was, by who contests the record. */
export const ContestWish = z.strictObject({ correction: HotlineAnswer.shape.correction.unwrap() })
