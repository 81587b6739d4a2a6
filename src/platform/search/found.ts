import type { Reads } from '#platform/db/store.ts'
import { matchesOf, type Match, type ReadBatches } from './matches.ts'
import { soughtWord } from './postings.ts'
import type { Found, FoundPage, Search, SearchQuery, SearchReader } from './search.ts'
import { snippetOf } from './snippet.ts'
import type { Shown, Source } from './source.ts'
import { queryWordsOf, wordOfType } from './words.ts'

/** Who knows what a find shows: the index holds no text. */
export interface Showing {
  readonly reads: Reads
  readonly sources: readonly Source[]
}

/** Search over an index of which `read` gives the batches. */
export function searchOver(read: ReadBatches, showing: Showing): Search {
  return {
    async find({ text, type, author }: SearchQuery, reader: SearchReader, { limit, after }: FoundPage) {
      const words = queryWordsOf(text)
      if (words.length === 0 || reader.levels.length === 0) return []
      const typed = type === undefined ? words : [...words, wordOfType(type)]
      const sought = { words: typed.map(soughtWord), reader, ...(author === undefined ? {} : { author }) }
      const found: Found[] = []
      for (let place = after; ;) {
        const wanted = limit - found.length
        const matches = await matchesOf(read, sought, {
          limit: wanted,
          ...(place === undefined ? {} : { after: place }),
        })
        found.push(...(await shownOf(showing, matches, text)))
        // What was erased meanwhile is not shown; others take its place.
        if (found.length >= limit || matches.length < wanted) return found
        place = matches.at(-1)?.place
      }
    },
  }
}

async function shownOf(
  { reads, sources }: Showing,
  matches: readonly Match[],
  text: string,
): Promise<readonly Found[]> {
  const shown = new Map<string, ReadonlyMap<number, Shown>>()
  for (const [act, of] of Map.groupBy(matches, (match) => match.act)) {
    const source = sources.find(({ name }) => name === of[0]?.source)
    const positions = of.map(({ position }) => position)
    const documents = (await source?.shown(reads, act, positions)) ?? []
    shown.set(act, new Map(documents.map((document) => [document.position, document])))
  }
  return matches.flatMap(({ act, author, position, place }) => {
    const document = shown.get(act)?.get(position)
    if (document === undefined) return []
    const { object, type, name, description } = document
    return [{ act, author, position, object, type, name, snippet: snippetOf(description, text), place }]
  })
}
