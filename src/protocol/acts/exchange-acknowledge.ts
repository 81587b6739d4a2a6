import { z } from 'zod'
import { actId, words } from './field.ts'

/** Body of `exchange.acknowledge/1`: a person at the recipient's has taken note. Never made by a machine. */
export const ExchangeAcknowledge = z.object({
  act: actId,
  note: words(2000).exactOptional(),
})
export type ExchangeAcknowledge = z.infer<typeof ExchangeAcknowledge>
