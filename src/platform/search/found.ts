import type { Reads } from '#platform/db/store.ts'
import { countedFinds, facetsOf } from './facets.ts'
import { matchesOf, type Index, type Match, type Sought } from './matches.ts'
import { namingWord, soughtWord, type SoughtWord } from './postings.ts'
import { newsSince } from './places.ts'
import type { Found, FoundPage, Search, SearchQuery, SearchReader } from './search.ts'
import { reasonsOf } from './reasons.ts'
import { snippetOf } from './snippet.ts'
import { SoughtText } from './sought-text.ts'
import type { FoundIn, Shown, Source } from './source.ts'
import { queryWordsOf, wordOfAll, wordOfWhole, wordOfTlp, wordOfType } from './words.ts'

/** Who knows what a find shows: the index holds no text. */
export interface Showing {
  readonly reads: Reads
  readonly sources: readonly Source[]
}

/** Search over an index. */
export function searchOver(index: Index, showing: Showing): Search {
  return {
    async find(
      query: SearchQuery,
      reader: SearchReader,
      { limit, after, order = 'relevance', why = false, language = '' }: FoundPage,
    ) {
      const told = { words: new SoughtText(query.text), why, language }
      const sought = await soughtBy(showing.reads, query, reader)
      if (isNothing(sought)) return { finds: [] }
      const finds: Found[] = []
      for (let place = after; ;) {
        const wanted = limit - finds.length
        const behind = place === undefined ? {} : { after: place }
        const { matches, stopped } = await matchesOf(index, sought, { limit: wanted, order, ...behind })
        finds.push(...(await shownOf(showing, matches, told)))
        if (stopped !== undefined) return { finds, stopped }
        // What was erased meanwhile is not shown; others take its place.
        if (finds.length >= limit || matches.length < wanted) return { finds }
        place = matches.at(-1)?.place
      }
    },
    async facets(query: SearchQuery, reader: SearchReader) {
      const sought = await soughtBy(showing.reads, query, reader)
      const page = { limit: countedFinds + 1, order: 'time' } as const
      return facetsOf(isNothing(sought) ? { matches: [] } : await matchesOf(index, { ...sought, types: true }, page))
    },
    async count(query: SearchQuery, reader: SearchReader, most: number) {
      const sought = await soughtBy(showing.reads, query, reader)
      if (isNothing(sought)) return { finds: 0, exact: true }
      const { matches, stopped } = await matchesOf(index, sought, { limit: most + 1, order: 'time' })
      return { finds: Math.min(matches.length, most), exact: matches.length <= most && stopped === undefined }
    },
  }
}

async function soughtBy(reads: Reads, query: SearchQuery, reader: SearchReader): Promise<Sought> {
  const { author, notAuthor, since, until, newSince } = query
  return {
    words: soughtWordsOf(query),
    reader: narrowed(reader, query),
    ...(author === undefined ? {} : { author }),
    ...(notAuthor === undefined ? {} : { notAuthor }),
    ...(since === undefined ? {} : { since }),
    ...(until === undefined ? {} : { until }),
    ...(newSince === undefined ? {} : { news: await newsSince(reads, newSince) }),
  }
}

const isNothing = ({ words, reader, news }: Sought): boolean =>
  words.length === 0 || reader.levels.length === 0 || news?.from === Infinity

/** None where a text without words is asked for, or nothing at all. */
export function soughtWordsOf({ text, newSince: _, ...filters }: SearchQuery): readonly SoughtWord[] {
  const words = queryWordsOf(text).map(soughtWord)
  if (words.length === 0 && (text.trim() !== '' || Object.keys(filters).length === 0)) return []
  const { type, tlp, technique, value } = filters
  if (type !== undefined) words.push(soughtWord(wordOfType(type)))
  if (tlp !== undefined) words.push(soughtWord(wordOfTlp(tlp)))
  if (technique !== undefined) words.push(namingWord(wordOfWhole(technique)))
  if (value !== undefined) words.push(namingWord(wordOfWhole(value)))
  return words.length === 0 ? [soughtWord(wordOfAll)] : words
}

/** How far the same reader sees of one level or category. */
function narrowed(reader: SearchReader, { level, category }: SearchQuery): SearchReader {
  const isSeen = category === undefined || reader.categories === 'all' || reader.categories.includes(category)
  const levels = isSeen ? reader.levels.filter((each) => level === undefined || each === level) : []
  return { levels, categories: category === undefined ? reader.categories : [category] }
}

interface Telling {
  readonly words: SoughtText
  readonly why: boolean
  readonly language: string
}

async function shownOf(
  { reads, sources }: Showing,
  matches: readonly Match[],
  { words, why, language: own }: Telling,
): Promise<readonly Found[]> {
  const shown = new Map<string, ReadonlyMap<number, Shown>>()
  for (const [name, of] of Map.groupBy(matches, (match) => match.source)) {
    const documents = await sources.find((source) => source.name === name)?.shown(reads, foundIn(of))
    for (const [act, some] of documents ?? [])
      shown.set(act, new Map(some.map((document) => [document.position, document])))
  }
  return matches.flatMap(({ act, author, at, level, position, place }) => {
    const document = shown.get(act)?.get(position)
    if (document === undefined) return []
    const { object, type, translated, translatedVersion } = document
    const { name, description, ...language } = saidIn(document, words, own)
    const aliases = [document.name, ...document.aliases].filter((alias) => alias !== name)
    const reasons = why ? { reasons: reasonsOf({ ...document, name, aliases }, words) } : {}
    const translates = translated === '' ? {} : { translates: translated }
    const version = translatedVersion === undefined ? {} : { translatedVersion }
    const told = { ...translates, ...version, ...language, ...snippetOf(description, words), ...reasons }
    return [{ act, author, at, level, position, object, type, name, ...told, place }]
  })
}

function foundIn(matches: readonly Match[]): readonly FoundIn[] {
  return [...Map.groupBy(matches, ({ act }) => act)].map(([act, of]) => {
    return { act, arrival: of[0]?.arrival ?? 0, positions: of.map(({ position }) => position) }
  })
}

/** A translation in the language in which most words of the query stand, else in the reader's, else in the first. */
function saidIn(
  { name, description, languages }: Shown,
  words: SoughtText,
  own: string,
): Pick<Found, 'name' | 'language'> & { readonly description: string } {
  const [best] = languages
    .map((said) => {
      const isOwn = said.language.toLowerCase().split('-')[0] === own
      const held = new Set(
        [said.name, said.description].flatMap((text) => [...words.hits(text)].map(({ word }) => word)),
      )
      return { said, rank: held.size * 2 + Number(isOwn) }
    })
    .toSorted((one, other) => other.rank - one.rank)
  return best === undefined ? { name, description } : { ...best.said, name: best.said.name || name }
}
