import type { Asked } from '#platform/search/filters.ts'
import { instant, int, json, table, text } from '#platform/db/table.ts'

/** Searches that are kept: each is its account's own, and nobody else is told of it. */
export const watches = table(
  'watches.watch',
  'books',
  {
    /** UUID of version 4. */
    watch: text(),
    account: text(),
    name: text(),
    query: json<Asked>(),
    /** The place in the index up to which its account has looked (`platform/search/places.ts`). */
    seen: int(),
    looked_at: instant(),
  },
  ['watch'],
)
