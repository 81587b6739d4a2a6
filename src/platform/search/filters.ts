import { z } from 'zod'
import { parseInstant } from '#kernel/instant.ts'
import { parseParty } from '#protocol/identity/party.ts'
import { tlpNames } from '#protocol/stix/tlp.ts'
import type { SearchQuery } from './search.ts'

/** `2026-11-21T18:05:00.000Z`. */
const moment = z.string().max(30).transform(parsed(parseInstant))
const charterName = z
  .string()
  .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/u)
  .max(64)
/** An id of ATT&CK: `T1055.011`, `TA0005`, `G0016`. */
const technique = z.string().regex(/^(?:TA?|S|G|M|C|DS|A)\d{4}(?:\.\d{3})?$/iu)
const tlp = z.union([z.enum(tlpNames), z.literal('white').transform(() => 'clear' as const)])

/** What a person asks: a text, and what narrows. `since` and `until`: shared at that moment or after it, and before that one. */
export const asked = {
  q: z.string().min(1).max(500).optional(),
  type: z.string().max(250).optional(),
  author: z.string().max(16).transform(parsed(parseParty)).optional(),
  category: charterName.optional(),
  level: charterName.optional(),
  since: moment.optional(),
  until: moment.optional(),
  tlp: tlp.optional(),
  technique: technique.optional(),
}
export type Asked = z.output<z.ZodObject<typeof asked>>

/** Whether anything is asked. */
export const isAsked = (query: Asked): boolean => membersOf(query).length > 0

/** What of a query is asked, and nothing else of it: as it is kept. */
export const askedIn = (query: Asked): Asked => Object.fromEntries(membersOf(query))

/** The same as the search has it. */
export function askedBy(query: Asked): SearchQuery {
  const { q, ...filters } = askedIn(query)
  return { text: q ?? '', ...Object.fromEntries(Object.entries(filters).filter(([, value]) => value !== undefined)) }
}

const membersOf = (query: Asked) =>
  Object.entries(query).filter(([name, value]) => name in asked && value !== undefined)

function parsed<Value>(parse: (text: string) => Value | undefined) {
  return (text: string, context: z.RefinementCtx): Value => {
    const value = parse(text)
    if (value !== undefined) return value
    context.addIssue({ code: 'custom', input: text })
    return z.NEVER
  }
}
