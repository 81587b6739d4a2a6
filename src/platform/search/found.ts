import type { Row } from '#platform/db/table.ts'
import type { Found } from './search.ts'
import type { documents } from './tables.ts'
import { queryWordsOf, wordsOf } from './words.ts'

/** The columns of a document that a find shows. */
export type FoundRow = Pick<
  Row<typeof documents>,
  'act' | 'author' | 'position' | 'object' | 'type' | 'name' | 'excerpt' | 'arrival'
>

/** `isNamed`: the query's words all stand in the name or the exact values. */
export function foundOf(row: FoundRow, isNamed: boolean, query: string): Found {
  const { act, author, position, object, type, name, excerpt, arrival } = row
  const place = [isNamed ? 0 : 1, -arrival, act, position]
  return { act, author, position, object, type, name, snippet: snippetOf(excerpt, query), place }
}

const before = 60
const length = 180

/** The text around the first word that the query asks for, whole words, with dots where something is left out. */
export function snippetOf(excerpt: string, query: string): string {
  const wanted = new Set(queryWordsOf(query))
  const hit = [...excerpt.matchAll(/\S+/gu)].find(([word]) => wordsOf(word).some((stem) => wanted.has(stem)))
  const from = wordStart(excerpt, Math.max(0, (hit?.index ?? 0) - before))
  const to = wordEnd(excerpt, from + length)
  return `${from > 0 ? '… ' : ''}${excerpt.slice(from, to).trim()}${to < excerpt.length ? ' …' : ''}`
}

function wordStart(text: string, at: number): number {
  const space = text.indexOf(' ', at)
  return at === 0 || space === -1 || space - at > before / 2 ? at : space + 1
}

function wordEnd(text: string, at: number): number {
  if (at >= text.length) return text.length
  const space = text.lastIndexOf(' ', at)
  return at - space > before / 2 ? at : space
}
