import { z } from 'zod'
import { actId, instant, partySlug, words, zone } from './field.ts'

/**
 * Body of `rfi.request/1`: a request for information. Its addressees are the parties asked; `organs` names whose answer is meant within them.
 * `needBy` is an instant, and `zone` the one by whose clocks it was meant.
 */
export const RfiRequest = z.object({
  title: words(300),
  question: words(8000),
  /** What the answer is for, and may be used for. */
  use: words(1000),
  legalBasis: words(1000),
  needBy: instant,
  zone,
  organs: z
    .array(z.strictObject({ party: partySlug, organ: words(120) }))
    .min(1)
    .max(64)
    .exactOptional(),
})
export type RfiRequest = z.infer<typeof RfiRequest>

/** What a party that is asked says of a request, each word after those before it. */
export const rfiSteps = ['acknowledged', 'accepted', 'partial', 'refused', 'answered'] as const
export type RfiStepName = (typeof rfiSteps)[number]

export const rfiGrounds = ['law', 'sovereignty', 'no-information', 'disproportionate', 'other'] as const
export type RfiGround = (typeof rfiGrounds)[number]

/** Body of `rfi.step/1`, of a party that is asked, to who asks. `partial` and `answered` go with an answer; who refuses names the ground. */
export const RfiStep = z
  .object({
    act: actId,
    step: z.enum(rfiSteps),
    ground: z.enum(rfiGrounds).exactOptional(),
    note: words(1000).exactOptional(),
  })
  .refine(({ step, ground }) => (step === 'refused') === (ground !== undefined), { path: ['ground'] })
export type RfiStep = z.infer<typeof RfiStep>

/**
 * Body of `rfi.clarification/1`: of a party that is asked, what it needs to know before it answers; of who asks, that, with the clarification
 * it `answers` and when that had come to him: so long the clock stood still.
 */
export const RfiClarification = z
  .object({ act: actId, text: words(4000), answers: actId.exactOptional(), heardAt: instant.exactOptional() })
  .refine(({ answers, heardAt }) => (answers === undefined) === (heardAt === undefined), { path: ['heardAt'] })
export type RfiClarification = z.infer<typeof RfiClarification>

export const rfiCoverages = ['partial', 'full'] as const

/** Body of `rfi.answer/1`, under a label of its own. */
export const RfiAnswer = z.object({
  act: actId,
  title: words(300),
  coverage: z.enum(rfiCoverages),
  text: words(32_000),
})
export type RfiAnswer = z.infer<typeof RfiAnswer>

export const rfiEnds = ['closed', 'withdrawn'] as const
export type RfiEndName = (typeof rfiEnds)[number]

/** Body of `rfi.end/1`, of who asks, to all who were asked. Who withdraws a request says why. */
export const RfiEnd = z
  .object({ act: actId, end: z.enum(rfiEnds), reason: words(1000).exactOptional() })
  .refine(({ end, reason }) => (end === 'withdrawn') === (reason !== undefined), { path: ['reason'] })
export type RfiEnd = z.infer<typeof RfiEnd>
