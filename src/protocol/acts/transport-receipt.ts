import { z } from 'zod'
import { actId, instant } from './field.ts'

const Outcome = z.object({
  act: actId,
  outcome: z.enum(['delivered', 'admitted', 'refused', 'erased', 'dropped', 'quarantined', 'unrecorded']),
  /** Code of the refusal (docs/errors.md) and the clause that refuses, for every outcome but the good ones. */
  code: z
    .string()
    .regex(/^[a-z0-9-]{1,64}$/u)
    .exactOptional(),
  rule: z.string().min(1).max(200).exactOptional(),
  /** The recipient's clock. */
  at: instant,
  /** With `erased`: how many times the content had left the node by export before. */
  exported: z.int().min(0).max(999_999_999).exactOptional(),
})

/**
 * Body of `transport.receipt/1`: what became of acts at the recipient, made by the machine. Many acts in one receipt, as
 * many as an act may cite, and several outcomes of one; needs no basis and is never receipted itself (protocol.md 7).
 */
export const TransportReceipt = z.object({ outcomes: z.array(Outcome).min(1).max(256) })
export type TransportReceipt = z.infer<typeof TransportReceipt>
