import { z } from 'zod'
import { actId, words } from './field.ts'

/** Body of `exchange.recall/1`: the originator takes content back. With `replacement` it is a correction (protocol.md 7). */
export const ExchangeRecall = z.object({
  act: actId,
  reason: words(2000),
  replacement: actId.exactOptional(),
})
export type ExchangeRecall = z.infer<typeof ExchangeRecall>
