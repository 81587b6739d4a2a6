import { z } from 'zod'

/** Rows of one answer when nothing is asked, and at most. */
export const defaultLimit = 50
export const maxLimit = 500

const limit = z
  .string()
  .regex(/^[1-9]\d{0,2}$/u)
  .transform(Number)
  .pipe(z.number().max(maxLimit))

/** Query members of every list: `?limit=&after=`. Spread into the list's own query schema. */
export const pageQuery = { limit: limit.optional(), after: z.string().max(4096).optional() }

/** `{items, next?}`: `next` is given only if there is more, and goes into `after`. */
export interface Page<Item> {
  readonly items: readonly Item[]
  readonly next?: string
}

/** A page of rows that were read with one more than `limit`. `next` is asked for the last row given. */
export function pageOf<Item>(rows: readonly Item[], limitOfPage: number, next: (last: Item) => string): Page<Item> {
  const items = rows.slice(0, limitOfPage)
  const last = items.at(-1)
  return rows.length > limitOfPage && last !== undefined ? { items, next: next(last) } : { items }
}
