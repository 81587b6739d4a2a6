import { z } from 'zod'
import { consentKind } from './agreement-clauses.ts'
import { instant, partySlug, words } from './field.ts'
import { trackSteps } from './track-step.ts'

/** When a step is expected, and how sure whoever expects it is that it comes by the latest of the three, in percent. */
export const Expected = z
  .strictObject({
    earliest: instant,
    likely: instant,
    latest: instant,
    confidence: z.int().min(0).max(100),
  })
  .refine(({ earliest, likely, latest }) => earliest <= likely && likely <= latest, 'earliest, likely, latest in order')
export type Expected = z.infer<typeof Expected>

export const TrackedStep = z.strictObject({
  step: z.enum(trackSteps),
  /** Which reading, where a parliament has several. */
  reading: z.int().min(1).max(9).exactOptional(),
  state: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('done'), at: instant }),
    z.strictObject({ kind: z.literal('expected'), expected: Expected }),
    z.strictObject({ kind: z.literal('open') }),
    /** This state's law does not ask for it. */
    z.strictObject({ kind: z.literal('not-needed') }),
  ]),
  /** What holds it up. */
  blocker: words(500).exactOptional(),
})
export type TrackedStep = z.infer<typeof TrackedStep>

/** What a state says of its own way. Steps that it does not list are open. */
export const Track = z.strictObject({
  party: partySlug,
  /** The instrument it will deposit. */
  instrument: consentKind,
  steps: z.array(TrackedStep).max(32),
})
export type Track = z.infer<typeof Track>
