import { queryWordsOf, trimmed, wordsOf } from './words.ts'

/** A word of the query where it stands in a text: from which character to before which. */
export interface TextHit {
  readonly word: string
  readonly from: number
  readonly to: number
}

/** Further on in one text, and in all texts of a page together, no hit is looked for. */
const readChars = 4000
const readCharsInAll = 400_000
const leastChars = 200

/** What may hold words; all that splits these splits words too. */
const token = /[^\s\p{Z}"“”«»„,;。，、；：！？（）《》「」【】]+/gu
const runs = /[\p{L}\p{N}\p{M}]+/gu
const lettersOnly = /^[\p{L}\p{M}]+$/u

/** The words of one query, looked for in the texts of one page. */
export class SoughtText {
  /** By the words that the index knows, how the query has them. */
  readonly asked: ReadonlyMap<string, string>
  readonly #met = new Map<string, readonly string[]>()
  #left = readCharsInAll

  constructor(query: string) {
    const asked = new Map<string, string>()
    for (const [part] of query.matchAll(token)) {
      for (const word of queryWordsOf(part)) asked.set(word, asked.get(word) ?? trimmed(part))
    }
    for (const word of queryWordsOf(query)) if (!asked.has(word)) asked.set(word, word.replace(/^=/u, ''))
    this.asked = asked
  }

  /** Where words of the query stand, in the order of the text. */
  *hits(text: string): Generator<TextHit, void> {
    if (this.asked.size === 0) return
    const chars = Math.min(text.length, readChars, Math.max(leastChars, this.#left))
    this.#left -= chars
    for (const { 0: part, index } of text.slice(0, chars).matchAll(token)) {
      for (const word of this.#heldBy(part)) yield { word, ...placeIn(part, word, index) }
    }
  }

  #heldBy(part: string): readonly string[] {
    const known = this.#met.get(part)
    if (known !== undefined) return known
    const held = wordsOf(part).filter((word) => this.asked.has(word))
    this.#met.set(part, held)
    return held
  }
}

/** The word by itself where it stands in the part as the index has it, else the part from its first letter to its last. */
function placeIn(part: string, word: string, index: number): Omit<TextHit, 'word'> {
  const place = word.startsWith('=') ? placeOfText(part, word.slice(1)) : placeOfWord(part, word)
  if (place !== undefined) return { from: index + place.from, to: index + place.to }
  const inner = trimmed(part)
  const from = index + part.indexOf(inner)
  return { from, to: from + inner.length }
}

type Place = Omit<TextHit, 'word'>

/** Neighbours of a script without spaces, or a run of letters of which it is the stem: `beacons` in `<b>beacons</b>`. */
function placeOfWord(part: string, word: string): Place | undefined {
  const isDense = lettersOnly.test(word) && !/^[\p{Script=Latin}\p{Script=Cyrillic}]/u.test(word)
  if (isDense) return placeOfText(part, word)
  for (const { 0: run, index } of part.matchAll(runs)) {
    if (wordsOf(run).includes(word)) return { from: index, to: index + run.length }
  }
  return undefined
}

function placeOfText(part: string, text: string): Place | undefined {
  const lower = part.toLowerCase()
  const from = lower.length === part.length ? lower.indexOf(text) : -1
  return from < 0 ? undefined : { from, to: from + text.length }
}
