import { z } from 'zod'
import { capWords } from '#protocol/cap/words.ts'

/** What a node answers of alerts, read leniently. */
const Addressee = z.looseObject({
  delivery: z.string(),
  refusal: z.string().optional(),
  seenAt: z.string().optional(),
  answer: z.enum(['accepted', 'rejected']).optional(),
  note: z.string().optional(),
  clock: z.looseObject({
    state: z.enum(['waiting', 'overdue', 'answered', 'closed']),
    dueAt: z.string(),
    level: z.number(),
    step: z.string().optional(),
  }),
})
export type Addressee = z.infer<typeof Addressee>

const Info = z.looseObject({
  language: z.string().optional(),
  headline: z.string().optional(),
  event: z.string(),
  certainty: z.enum(capWords.certainty),
  description: z.string().optional(),
  instruction: z.string().optional(),
  area: z.array(z.looseObject({ areaDesc: z.string() })).optional(),
})
export type Info = z.infer<typeof Info>

export const Alert = z.looseObject({
  act: z.string(),
  author: z.string(),
  title: z.string(),
  status: z.enum(['Actual', 'Exercise', 'Test']),
  exercise: z.string().optional(),
  state: z.enum(['live', 'updated', 'cancelled', 'expired', 'untrusted']),
  followedBy: z.string().optional(),
  origin: z.looseObject({ sender: z.string(), identifier: z.string(), signer: z.string().optional() }).optional(),
  urgency: z.enum(capWords.urgency),
  severity: z.enum(capWords.severity),
  sent: z.string(),
  expires: z.string().optional(),
  aheadMs: z.number().optional(),
  lateMs: z.number().optional(),
  clockMs: z.number().optional(),
  parties: z.record(z.string(), Addressee),
  alert: z.looseObject({ note: z.string().optional(), info: z.array(Info).optional() }),
})
export type Alert = z.infer<typeof Alert>

export const Sent = z.looseObject({
  act: z.string(),
  identifier: z.string(),
  recipients: z.array(z.looseObject({ party: z.string(), state: z.string() })),
})
