import { z } from 'zod'
import type { Declaration } from '#platform/http/declaration.ts'
import { asked, isAsked } from '#platform/search/filters.ts'

/** As an answer of the search or of the watches told it. */
const place = z.string().max(4096)
const name = z
  .string()
  .trim()
  .min(1)
  .max(80)
  .regex(/^\P{C}*$/u)

const Watch = z.object({
  watch: z.string(),
  name: z.string(),
  query: z.looseObject({}),
  finds: z.number(),
  exact: z.boolean(),
  lookedAt: z.string(),
  seen: z.string(),
})

const ofAll = { path: '/api/v1/watches', action: 'content.search' } as const
const ofOne = { path: `${ofAll.path}/:watch`, action: ofAll.action } as const

export const listWatches = {
  method: 'GET',
  ...ofAll,
  summary:
    'The searches that this account keeps, by name, and how many finds of each are new since it was last looked at: counted to 99 (`exact` false beyond), over what the account may see now. `seen` goes into `news` of a search and finds the new ones; `place`, the place of this answer, says to `look` up to where they were looked at.',
  answer: z.object({ items: z.array(Watch), place: z.string() }),
} as const satisfies Declaration

export const saveWatch = {
  method: 'POST',
  ...ofAll,
  summary:
    'Keep a search under a name. What comes into the index behind `place` is new to it, or without a place what comes from now on.',
  body: z.strictObject({ name, query: z.strictObject(asked).refine(isAsked), place: place.optional() }),
  answer: z.object({ watch: z.string() }),
  statuses: [201],
} as const satisfies Declaration

export const renameWatch = {
  method: 'PUT',
  ...ofOne,
  summary: 'Name a kept search anew.',
  body: z.strictObject({ name }),
} as const satisfies Declaration

export const lookAtWatch = {
  method: 'POST',
  ...ofOne,
  path: `${ofOne.path}/look`,
  summary: 'Say that a kept search was looked at, up to a place. It never goes back.',
  body: z.strictObject({ place }),
} as const satisfies Declaration

export const deleteWatch = {
  method: 'DELETE',
  ...ofOne,
  summary: 'Keep a search no longer.',
} as const satisfies Declaration
