import type { Shown } from './source.ts'
import type { SoughtText } from './sought-text.ts'
import { wordsOfValue } from './words.ts'

/** Why a document is a find: one word of the query in one place. */
export interface Reason {
  /** As the query has it. */
  readonly asked: string
  /** `exact`: as it stands; `stem`: another form of the word may stand there; `neighbours`: characters that stand together. */
  readonly how: 'exact' | 'stem' | 'neighbours'
  /** What the index knows it by: the stem, the neighbours, or the value. */
  readonly word: string
  /** `further`: in what of its texts only the index has read. */
  readonly where: 'id' | 'name' | 'alias' | 'value' | 'description' | 'further'
  /** What stands there. */
  readonly found?: string
}

/** Longer values are told by their beginning. */
const toldChars = 200

/** Where each word of the query stands in what was found, the first time in each place. */
export function reasonsOf(document: Shown, sought: SoughtText): readonly Reason[] {
  const { object, name, aliases, values, description } = document
  const told = new Told(sought)
  if (object !== '') told.value('id', object)
  told.text('name', name)
  for (const alias of aliases) told.text('alias', alias)
  for (const value of values) told.value('value', value)
  told.text('description', description)
  return told.reasons
}

class Told {
  readonly #sought: SoughtText
  /** By word, then by place. */
  readonly #told = new Map<string, Map<Reason['where'], Reason>>()

  constructor(sought: SoughtText) {
    this.#sought = sought
  }

  /** A word that is in no place looked at stands where only the index has looked. */
  get reasons(): readonly Reason[] {
    return [...this.#sought.asked.keys()].flatMap((word) => {
      const told = this.#told.get(word)
      return told === undefined ? [this.#reason(word, 'further')] : [...told.values()]
    })
  }

  text(where: Reason['where'], text: string): void {
    for (const { word, from, to } of this.#sought.hits(text)) this.#tell(word, where, text.slice(from, to))
  }

  value(where: Reason['where'], value: string): void {
    for (const word of wordsOfValue(value)) if (this.#sought.asked.has(word)) this.#tell(word, where, value)
  }

  #tell(word: string, where: Reason['where'], found: string): void {
    const places = this.#told.get(word) ?? new Map<Reason['where'], Reason>()
    this.#told.set(word, places)
    if (!places.has(where))
      places.set(where, { ...this.#reason(word, where), found: found.slice(0, toldChars).toWellFormed() })
  }

  #reason(word: string, where: Reason['where']): Reason {
    return { asked: this.#sought.asked.get(word) ?? bare(word), how: howOf(word), word: bare(word), where }
  }
}

const bare = (word: string): string => word.replace(/^=/u, '')

function howOf(word: string): Reason['how'] {
  if (word.startsWith('=')) return 'exact'
  return /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u.test(word) ? 'neighbours' : 'stem'
}
