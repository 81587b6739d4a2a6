import { z } from 'zod'
import { parseInstant } from '#kernel/instant.ts'
import { parseParty } from '#protocol/identity/party.ts'
import { tlpNames } from '#protocol/stix/tlp.ts'
import { pageQuery } from '#platform/http/page.ts'
import type { SearchQuery } from '#platform/search/search.ts'

/** `2026-11-21T18:05:00.000Z`. */
const moment = z.string().max(30).transform(parsed(parseInstant))
const charterName = z
  .string()
  .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/u)
  .max(64)
/** An id of ATT&CK: `T1055.011`, `TA0005`, `G0016`. */
const technique = z.string().regex(/^(?:TA?|S|G|M|C|DS|A)\d{4}(?:\.\d{3})?$/iu)
const tlp = z.union([z.enum(tlpNames), z.literal('white').transform(() => 'clear' as const)])

/** What narrows a search. `since` and `until`: shared at that moment or after it, and before that one. */
const filters = {
  type: z.string().max(250).optional(),
  author: z.string().max(16).transform(parsed(parseParty)).optional(),
  category: charterName.optional(),
  level: charterName.optional(),
  since: moment.optional(),
  until: moment.optional(),
  tlp: tlp.optional(),
  technique: technique.optional(),
}

const shape = z.strictObject({
  ...pageQuery,
  q: z.string().min(1).max(500).optional(),
  ...filters,
  sort: z.enum(['relevance', 'time']).optional(),
  /** Each find says why it is one. */
  why: z.literal('1').optional(),
  /** How the finds divide is counted too. */
  facets: z.literal('1').optional(),
})

/** A text, or what narrows, or both. */
export const searchQuery = shape.refine((query) => hasFilters(query) || query.q !== undefined, { path: ['q'] })

/** The same as the search has it. */
export function askedBy(query: z.output<typeof searchQuery>): SearchQuery {
  return { text: query.q ?? '', ...Object.fromEntries(filtersIn(query)) }
}

const hasFilters = (query: z.output<typeof shape>): boolean => filtersIn(query).length > 0
const filtersIn = (query: z.output<typeof shape>) =>
  Object.entries(query).filter(([name, value]) => name in filters && value !== undefined)

function parsed<Value>(parse: (text: string) => Value | undefined) {
  return (text: string, context: z.RefinementCtx): Value => {
    const value = parse(text)
    if (value !== undefined) return value
    context.addIssue({ code: 'custom', input: text })
    return z.NEVER
  }
}
