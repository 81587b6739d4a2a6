import { z } from 'zod'
import { damages } from '#protocol/journal/damage.ts'
import { refuseFigures } from '#platform/http/figures.ts'
import type { Reader } from '#platform/http/reader.ts'

export const Verified = z.object({
  ok: z.boolean(),
  checked: z.record(z.string(), z.number()),
  /** Acts that are as they were and count for nothing, and of one act why. */
  untrusted: z.object({ count: z.number(), why: z.looseObject({ code: z.string() }).optional() }).optional(),
  firstBad: z
    .object({
      what: z.string(),
      id: z.string(),
      entry: z.number().optional(),
      reason: z.enum(damages),
      detail: z.string().optional(),
    })
    .optional(),
})

/** How much there is here, and what of it is damaged, may be news to whoever does not see all of it. */
export function verdictFor<Verdict extends { readonly ok: boolean }>(
  reader: Reader,
  verdict: Verdict,
): Verdict | { readonly ok: boolean; readonly checked: Record<string, number> } {
  return refuseFigures(reader) === undefined ? verdict : { ok: verdict.ok, checked: {} }
}
