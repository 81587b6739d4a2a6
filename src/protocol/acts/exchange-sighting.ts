import { z } from 'zod'
import { actId, instant, stixId, stixTime, words } from './field.ts'

/** Body of `exchange.sighting/1`: what another shared was seen here, `count` times (STIX 2.1 section 5.2). No place, no victim, no person. */
export const ExchangeSighting = z
  .object({
    act: actId,
    object: stixId,
    /** The version that was seen, in the spelling of the object; absent where the object has none. */
    modified: stixTime.exactOptional(),
    count: z.int().min(0).max(999_999_999),
    firstSeen: instant.exactOptional(),
    lastSeen: instant.exactOptional(),
    note: words(2000).exactOptional(),
  })
  .refine((body) => body.firstSeen === undefined || body.lastSeen === undefined || body.firstSeen <= body.lastSeen, {
    path: ['lastSeen'],
    message: 'last seen not before first seen',
  })
export type ExchangeSighting = z.infer<typeof ExchangeSighting>
