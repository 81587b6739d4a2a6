import * as z from 'zod'
import { slug, words } from '#protocol/acts/field.ts'
import { alertOutcomes } from '#protocol/acts/alert-answer.ts'
import { CapAlert } from '#protocol/cap/alert.ts'
import { LabelWish, line } from '#charter/record/labelling.ts'

/** The forms in which officers say what they want, as they come in over HTTP. Members of an alert have CAP's own names. */
const info = z.array(z.record(z.string(), z.unknown())).min(1).max(16)
const note = words(300)
/** From when it is sent to when blocks end that say no end of their own. */
const hours = z.int().min(1).max(720).optional()

/** A new alert: its blocks, a language each. Identifier, sender, time, status and addressees are the node's to say. */
export const AlertWish = LabelWish.extend({
  /** Of an exercise, by its name; or a test of the way there, which all disregard. */
  exercise: slug.optional(),
  test: z.literal(true).optional(),
  info,
  hours,
  note: note.optional(),
  source: line.optional(),
  incidents: line.optional(),
})
export type AlertWish = z.infer<typeof AlertWish>

/** A CAP document of somebody outside, taken over under a label of this house. */
export const ImportWish = LabelWish.extend({
  document: z.string().min(1).max(200_000),
  exercise: slug.optional(),
  test: z.literal(true).optional(),
  /** Whose signature cannot be verified here is taken as unsigned. */
  unverified: z.literal(true).optional(),
  hours,
})
export type ImportWish = z.infer<typeof ImportWish>

/** What takes the place of an alert: everything anew, for those who had it and perhaps for others too. */
export const UpdateWish = z.strictObject({
  info,
  hours,
  note: note.optional(),
  to: LabelWish.shape.to.optional(),
})
export type UpdateWish = z.infer<typeof UpdateWish>

/** An alert is cancelled with a reason. */
export const CancelWish = z.strictObject({ note })
export type CancelWish = z.infer<typeof CancelWish>

export const AnswerWish = z.strictObject({ outcome: z.enum(alertOutcomes), note: note.optional() })
export type AnswerWish = z.infer<typeof AnswerWish>

/** A block as it was asked for, in the strict form of CAP; or where it is not. */
export function readInfos(infos: readonly unknown[]): CapAlert['info'] | { readonly path: string } {
  const blank = { identifier: 'x', sender: 'x', sent: '2026-01-01T00:00:00-00:00', status: 'Actual', msgType: 'Alert' }
  const read = CapAlert.safeParse({ ...blank, scope: 'Public', info: infos })
  if (read.success) return read.data.info
  return { path: pathOf(read.error.issues[0]?.path ?? []) }
}

/** `/alert/info[1]/area[1]/polygon[1]`, as findings name places. */
function pathOf(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (whole, step) => (typeof step === 'number' ? `${whole}[${step + 1}]` : `${whole}/${String(step)}`),
    '/alert',
  )
}
