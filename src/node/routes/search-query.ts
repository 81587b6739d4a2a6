import { z } from 'zod'
import { pageQuery } from '#platform/http/page.ts'
import { asked, isAsked } from '#platform/search/filters.ts'

/** A text, or what narrows, or both. */
export const searchQuery = z
  .strictObject({
    ...pageQuery,
    ...asked,
    sort: z.enum(['relevance', 'time']).optional(),
    /** Each find says why it is one. */
    why: z.literal('1').optional(),
    /** How the finds divide is counted too. */
    facets: z.literal('1').optional(),
    /** Up to which place was looked is told too. */
    place: z.literal('1').optional(),
    /** Only what is new since this place, as an answer or a watch told it. */
    news: z.string().max(4096).optional(),
  })
  .refine(isAsked, { path: ['q'] })
