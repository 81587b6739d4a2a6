import { z } from 'zod'
import { alertElements } from './elements.ts'
import type { CapElement, Holds, MembersOf } from './elements.ts'
import { leafFault } from './leaf.ts'
import { capWords } from './words.ts'

/**
 * A CAP 1.2 alert as JSON: a member per element under CAP's own name, lists for what may stand more than once, every value in CAP's own
 * spelling. Structure and values are as in section 3.2; what goes beyond them is said by `checkAlert`.
 */
export type CapAlert = MembersOf<typeof alertElements>
export type CapInfo = NonNullable<CapAlert['info']>[number]
export type CapArea = NonNullable<CapInfo['area']>[number]
export type CapResource = NonNullable<CapInfo['resource']>[number]

/** How many of one element may stand beside each other; the standard has no bound. */
export const mostSiblings = 200
/** Characters that a value may have: of a text, of a polygon's corners, of a file carried inside. */
export function longestValue(holds: Exclude<Holds, { readonly of: unknown }>): number {
  if (holds === 'base64') return 2_000_000
  return holds === 'polygon' ? 60_000 : 20_000
}

/** Strict: no other member, no empty text, no empty list. */
export const CapAlert: z.ZodType<CapAlert> = membersSchema(alertElements) as z.ZodType<CapAlert>

function membersSchema(elements: readonly CapElement[]): z.ZodType {
  return z.strictObject(Object.fromEntries(elements.map((element) => [element.name, memberSchema(element)])))
}

function memberSchema({ occurs, holds }: CapElement): z.ZodType {
  const value = valueSchema(holds)
  const list = () => z.array(value).min(1).max(mostSiblings)
  switch (occurs) {
    case 'one':
      return value
    case 'optional':
      return value.exactOptional()
    case 'some':
      return list()
    case 'any':
      return list().exactOptional()
  }
}

function valueSchema(holds: Holds): z.ZodType {
  if (typeof holds === 'object') {
    return 'of' in holds ? membersSchema(holds.of) : z.enum(capWords[holds.word])
  }
  const text = z.string().min(1).max(longestValue(holds))
  return text.refine((value) => leafFault(holds, value) === undefined, `CAP ${holds}`)
}
