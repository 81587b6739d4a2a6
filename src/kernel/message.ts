import { IntlMessageFormat } from 'intl-messageformat'

/** What a message is filled with. */
export type MessageParams = Readonly<Record<string, string | number>>

/** Messages of one language by key, ICU syntax: `refusals.no-agreement.sentence`. */
export type Catalogue = ReadonlyMap<string, string>

/** Every sentence that a person reads, in every language there is. */
export interface Sentences {
  /** Languages with a catalogue, `en` among them. */
  readonly languages: readonly string[]
  /**
   * The message in the language, else in English, else the key itself, so that a missing text is seen and breaks nothing.
   * Params may come from other parties: one that is missing shows as a dash. Where the catalogue has `words.NAME.VALUE` for a param of
   * that name, or for each part of one with commas, the word stands for it: a reader is not told keys of the code. Where a param
   * named `NAMEs` has no words of its own, those of NAME serve.
   */
  say(language: string, key: string, params?: MessageParams): string
  /** Whether the language itself has the key. */
  has(language: string, key: string): boolean
}

/** Where a text lacks its own language. */
export const fallbackLanguage = 'en'

/**
 * A catalogue from the files of one language, by room: `{ refusals: { 'no-agreement': { sentence: '...' } } }` gives the key
 * `refusals.no-agreement.sentence`. What is neither text nor object is left out.
 */
export function catalogueOf(rooms: Readonly<Record<string, unknown>>): Catalogue {
  const messages = new Map<string, string>()
  const open: [string, unknown][] = Object.entries(rooms)
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [key, value] = next
    if (typeof value === 'string') messages.set(key, value)
    else if (typeof value === 'object' && value !== null) {
      for (const [name, inner] of Object.entries(value)) open.push([`${key}.${name}`, inner])
    }
  }
  return messages
}

/** `catalogues` by language tag: `en`, `ru`, `zh`. A tag's region is not needed to find it: `zh-CN` finds `zh`. */
export function sentencesOf(catalogues: Readonly<Record<string, Catalogue>>): Sentences {
  const formats = new Map<string, Ready>()
  const languageOf = (tag: string) =>
    [tag, tag.split('-')[0] ?? ''].find((name) => Object.hasOwn(catalogues, name)) ?? fallbackLanguage
  const format = (language: string, key: string): Ready | undefined => {
    const message = catalogues[language]?.get(key)
    if (message === undefined) return undefined
    const name = `${language} ${key}`
    const known = formats.get(name)
    if (known !== undefined) return known
    const ready = readyFor(message, language)
    formats.set(name, ready)
    return ready
  }
  const worded = (language: string, params: MessageParams): MessageParams =>
    Object.fromEntries(
      Object.entries(params).map(([name, value]) => {
        const known = (of: string, part: string) => catalogues[language]?.get(`words.${of}.${part}`)
        const word = (part: string): string => known(name, part) ?? known(name.replace(/s$/u, ''), part) ?? part
        return [name, typeof value === 'string' ? value.split(', ').map(word).join(', ') : value]
      }),
    )
  return {
    languages: Object.keys(catalogues),
    has: (language, key) => Object.hasOwn(catalogues, language) && catalogues[language]?.has(key) === true,
    say(language, key, params = {}) {
      const message = format(languageOf(language), key) ?? format(fallbackLanguage, key)
      if (message === undefined) return key
      if (typeof message === 'string') return message
      return filled(message, key, { params, words: worded(languageOf(language), params) })
    },
  }
}

/** Numbers and dates are written the same way by every node, whatever the language's custom: Gregorian, digits 0 to 9. */
export function localeOf(language: string): string {
  return `${language}-u-ca-gregory-nu-latn`
}

/** What most messages are: said as they stand, without a look at their grammar. */
const isPlain = (text: string): boolean => !/[{}']/u.test(text)

/** A plain message, or one that was parsed. */
type Ready = string | Parsed

/** With its parameters and the cases that each distinguishes. */
interface Parsed {
  readonly message: IntlMessageFormat
  readonly cases: readonly (readonly [name: string, cases: readonly string[]])[]
}

function readyFor(text: string, language: string): Ready {
  if (isPlain(text)) return text
  const message = new IntlMessageFormat(text, localeOf(language), undefined, { ignoreTag: true })
  return { message, cases: Object.entries(paramsOf(message)) }
}

interface Filling {
  readonly params: MessageParams
  /** The same, where the catalogue has a word of the reader's language for what stands there. */
  readonly words: MessageParams
}

/** What a message distinguishes cases by stays as it is. */
function filled({ message, cases: all }: Parsed, key: string, { params, words }: Filling): string {
  const values = all.map(([name, cases]) => [name, (cases.length > 0 ? params : words)[name] ?? '–'] as const)
  try {
    return String(message.format(Object.fromEntries(values)))
  } catch {
    return key
  }
}

/** The parts of a message that name a parameter, as the parser gives them. */
interface Part {
  readonly type: number
  readonly value?: unknown
  readonly options?: Readonly<Record<string, { readonly value: readonly Part[] }>>
}

const literalPart = 0
const poundPart = 7

/** Parameters of a message with the cases that each distinguishes (`one`, `few`, ...), none for a plain one. */
export function paramsOf(message: IntlMessageFormat): Readonly<Record<string, readonly string[]>> {
  const params: Record<string, readonly string[]> = {}
  const open: Part[] = [...(message.getAst() as readonly Part[])]
  for (let part = open.pop(); part !== undefined; part = open.pop()) {
    if (part.type === literalPart || part.type === poundPart || typeof part.value !== 'string') continue
    params[part.value] = [...(params[part.value] ?? []), ...Object.keys(part.options ?? {})]
    for (const option of Object.values(part.options ?? {})) open.push(...option.value)
  }
  return params
}
