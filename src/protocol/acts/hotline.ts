import { z } from 'zod'
import { actId, instant, partySlug, slug, words } from './field.ts'

/** Ways to speak. */
export const callChannels = ['hotline', 'phone', 'radio', 'video'] as const

/**
 * Body of `hotline.log/1`: a call that was made outside, as its author heard it. Its addressees are the other parties whose desks took part.
 * `replaces`: an own record that was contested.
 */
export const HotlineLog = z.object({
  calledAt: instant,
  endedAt: instant.exactOptional(),
  channel: z.enum(callChannels),
  desks: z
    .array(z.strictObject({ party: partySlug, desk: slug }))
    .min(2)
    .max(16),
  summary: words(4000),
  replaces: actId.exactOptional(),
})
export type HotlineLog = z.infer<typeof HotlineLog>

export const hotlineOutcomes = ['countersigned', 'contested'] as const
export type HotlineOutcome = (typeof hotlineOutcomes)[number]

/** Body of `hotline.answer/1`, of a party that took part, to all the others. Who contests says how it was. */
export const HotlineAnswer = z
  .object({ act: actId, outcome: z.enum(hotlineOutcomes), correction: words(4000).exactOptional() })
  .refine(({ outcome, correction }) => (outcome === 'contested') === (correction !== undefined), {
    path: ['correction'],
  })
export type HotlineAnswer = z.infer<typeof HotlineAnswer>
