/** What a list on the server answers: a page, and what to ask for the next one. */
interface Page {
  readonly items: readonly unknown[]
  readonly next?: string | undefined
}

/** Where a page begins: after what, as how manyeth row, and where the one before it did. */
export interface Place {
  readonly after: string
  readonly at: number
  readonly before?: Place
}

export const isPlace = (param: unknown): param is Place =>
  typeof param === 'object' && param !== null && 'after' in param && 'at' in param

export const top: Place = { after: '', at: 0 }
export const pageRows = 100

/** So many pages are kept, around those rows that are on the screen; what is further away is asked for again. */
const maxPages = 6

/** Of an infinite query, how it goes on either way. */
export const paging = {
  initialPageParam: top,
  getNextPageParam: ({ items, next }: Page, _pages: unknown, here: Place): Place | undefined =>
    next === undefined ? undefined : { after: next, at: here.at + items.length, before: here },
  getPreviousPageParam: (_first: unknown, _pages: unknown, here: Place): Place | undefined => here.before,
  maxPages,
} as const

/** The members of a question for one page. */
export const pageOf = ({ after }: Place): Readonly<Record<string, string>> => ({
  limit: String(pageRows),
  ...(after === '' ? {} : { after }),
})

/** The page in which a row lies, of those that lie before another. */
export function placeOf(row: number, deepest: Place): Place {
  let place = deepest
  while (place.at > row && place.before !== undefined) place = place.before
  return place
}
