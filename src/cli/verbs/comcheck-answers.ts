import { z } from 'zod'
import { checkNatures } from '#protocol/acts/comcheck.ts'

/** What a node answers of communication checks, read leniently. */
export const Check = z.looseObject({
  act: z.string(),
  author: z.string(),
  party: z.string(),
  nature: z.enum(checkNatures),
  sent: z.string(),
  dueAt: z.string(),
  delivery: z.string(),
  deliveredAt: z.string().optional(),
  desks: z.record(
    z.string(),
    z.looseObject({
      state: z.enum(['sent', 'delivered', 'replied', 'late', 'failed']),
      why: z.enum(['refused', 'not-delivered', 'no-reply']).optional(),
      replyMs: z.number().optional(),
      repliedAt: z.string().optional(),
      note: z.string().optional(),
      isOpen: z.boolean(),
      closed: z.looseObject({ note: z.string() }).optional(),
    }),
  ),
})
export type Check = z.infer<typeof Check>

export const Ran = z.looseObject({
  checks: z.array(z.looseObject({ act: z.string(), party: z.string(), desks: z.array(z.string()), dueAt: z.string() })),
  refused: z.array(z.looseObject({ party: z.string(), code: z.string() })),
})

export const DeskFigures = z.looseObject({
  items: z.array(
    z.looseObject({
      party: z.string(),
      desk: z.string(),
      checks: z.number(),
      replied: z.number(),
      late: z.number(),
      failed: z.number(),
      rate: z.number().optional(),
      medianMs: z.number().optional(),
    }),
  ),
})

export const Plan = z.looseObject({
  plan: z.string(),
  desks: z.union([z.literal('all'), z.array(z.string())]),
  pick: z.number().optional(),
  schedule: z.looseObject({
    zone: z.string(),
    days: z.array(z.string()),
    when: z.discriminatedUnion('kind', [
      z.looseObject({ kind: z.literal('at'), times: z.array(z.string()) }),
      z.looseObject({ kind: z.literal('random'), count: z.number(), from: z.string(), until: z.string() }),
    ]),
  }),
  next: z.string().optional(),
  /** Why it sends nothing, by code. */
  stopped: z.string().optional(),
  last: z.looseObject({ slot: z.string(), acts: z.array(z.string()), refused: z.array(z.string()) }).optional(),
})
export type Plan = z.infer<typeof Plan>
