import { queryWordsOf, wordsOf } from './words.ts'

const before = 60
const length = 180
/** Further on no hit is looked for. */
const readChars = 4000

/** The text around the first word that the query asks for, whole words, with dots where something is left out. */
export function snippetOf(text: string, query: string): string {
  const from = wordStart(text, Math.max(0, hitIn(text, query) - before))
  const to = wordEnd(text, from + length)
  return `${from > 0 ? '… ' : ''}${text.slice(from, to).trim().toWellFormed()}${to < text.length ? ' …' : ''}`
}

function hitIn(text: string, query: string): number {
  const wanted = new Set(queryWordsOf(query))
  for (const { 0: chunk, index } of text.slice(0, readChars).matchAll(/\S+/gu)) {
    if (wordsOf(chunk).some((word) => wanted.has(word))) return index
  }
  return 0
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
