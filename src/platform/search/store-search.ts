import type { Reads } from '#platform/db/store.ts'
import type { Row } from '#platform/db/table.ts'
import { foundOf } from './found.ts'
import { visible, type FoundPage, type FoundPlace, type Search, type SearchQuery, type SearchReader } from './search.ts'
import { documents } from './tables.ts'
import { queryWordsOf } from './words.ts'

/** Search over any `Reads`: reads what holds the query's longest word and sorts it here. For the simulated store. */
export function storeSearch(reads: Reads): Search {
  return {
    async find(query: SearchQuery, reader: SearchReader, page: FoundPage) {
      const words = queryWordsOf(query.text)
      const rarest = words.toSorted((one, other) => other.length - one.length)[0]
      if (rarest === undefined || reader.levels.length === 0) return []
      const { type, author } = query
      const rows = await reads.select(documents, {
        where: {
          ...visible(reader),
          ...(type === undefined ? {} : { type }),
          ...(author === undefined ? {} : { author }),
          words: { has: rarest },
        },
      })
      return rows
        .filter((row) => holdsAll(row.words, words))
        .map((row: Row<typeof documents>) => foundOf(row, holdsAll(row.naming, words), query.text))
        .filter(({ place }) => page.after === undefined || comparePlaces(place, page.after) > 0)
        .toSorted((one, other) => comparePlaces(one.place, other.place))
        .slice(0, page.limit)
    },
  }
}

function holdsAll(held: readonly string[], words: readonly string[]): boolean {
  const set = new Set(held)
  return words.every((word) => set.has(word))
}

function comparePlaces(one: FoundPlace, other: FoundPlace): number {
  for (const [at, left] of one.entries()) {
    const right = other[at] ?? ''
    if (left !== right) return left < right ? -1 : 1
  }
  return 0
}
