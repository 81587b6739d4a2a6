import { z } from 'zod'
import { actId, instant, partySlug, words } from './field.ts'

const parties = z.array(partySlug).min(1).max(64)

/** Body of `onward.request/1`, to who answered: may what it answered be passed on to these parties, for this use? */
export const OnwardRequest = z.object({ act: actId, to: parties, use: words(1000) })
export type OnwardRequest = z.infer<typeof OnwardRequest>

export const onwardOutcomes = ['granted', 'denied', 'withdrawn'] as const
export type OnwardOutcome = (typeof onwardOutcomes)[number]

/**
 * Body of `onward.consent/1`, of who answered, to who wants to pass it on. `act`: the request for it, `answer`: what it is about. Who grants it names
 * to whom, and until when if not for good. Withdrawn it counts no more.
 */
export const OnwardConsent = z
  .object({
    act: actId,
    answer: actId,
    outcome: z.enum(onwardOutcomes),
    to: parties.exactOptional(),
    until: instant.exactOptional(),
    note: words(1000).exactOptional(),
  })
  .refine(({ outcome, to }) => (outcome === 'granted') === (to !== undefined), { path: ['to'] })
  .refine(({ outcome, until }) => outcome === 'granted' || until === undefined, { path: ['until'] })
export type OnwardConsent = z.infer<typeof OnwardConsent>

/**
 * Body of `onward.passing/1`: an answer of `owner` as it was given, passed on by who was given it. Its owner is always among the addressees.
 * `consent`: the owner's word on which it rests.
 */
export const OnwardPassing = z.object({
  answer: actId,
  owner: partySlug,
  consent: actId,
  title: words(300),
  text: words(32_000),
  use: words(1000),
})
export type OnwardPassing = z.infer<typeof OnwardPassing>
