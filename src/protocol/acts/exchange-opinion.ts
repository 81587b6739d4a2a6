import { z } from 'zod'
import { actId, stixId, words } from './field.ts'

/** Body of `exchange.opinion/1`: how correct another's object is held to be (opinion-enum, STIX 2.1 section 10.20). */
export const ExchangeOpinion = z.object({
  act: actId,
  object: stixId,
  opinion: z.enum(['strongly-disagree', 'disagree', 'neutral', 'agree', 'strongly-agree']),
  explanation: words(4000).exactOptional(),
})
export type ExchangeOpinion = z.infer<typeof ExchangeOpinion>
