import * as z from 'zod'
import { words } from '#protocol/acts/field.ts'

/** What stands in the log of a watch: a note, that the watch is handed over with what is open, that another desk took it over. */
export const shiftKinds = ['note', 'handover', 'takeover'] as const
export type ShiftKind = (typeof shiftKinds)[number]

export const ShiftWish = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.enum(['note', 'handover']), note: words(2000) }),
  z.strictObject({ kind: z.literal('takeover'), note: words(2000).optional() }),
])
export type ShiftWish = z.infer<typeof ShiftWish>
