import type { ObjectText } from '../api/texts.ts'

/** One language in which a report can be read; `by` is empty for the original. */
export interface Version {
  readonly language: string
  readonly by: string
}

/** What of an object is shown. */
export interface ShownText extends Version {
  readonly name: string
  readonly description: string
  readonly isOfOther: boolean
}

export const isOriginal = ({ by }: Version): boolean => by === ''

export const keyOf = ({ by, language }: Version): string => `${by} ${language}`

const primaryOf = (language: string): string => language.toLowerCase().split('-')[0] ?? ''

/** Those that there are: originals first, then the author's translations, then those of others. */
export function versionsIn(texts: readonly ObjectText[], author: string): readonly Version[] {
  const originals = texts.map(({ original: { language } }) => ({ language, by: '' }))
  const translations = texts.flatMap((text) => text.translations.map(({ language, by }) => ({ language, by })))
  const ofAuthor = translations.filter(({ by }) => by === author)
  const ofOthers = translations.filter(({ by }) => by !== author)
  const all = [...originals, ...ofAuthor, ...ofOthers]
  return [...new Map(all.map((version) => [keyOf(version), version])).values()]
}

/** The reader's language first: the original where it stands in it, else the first translation into it, else the original. */
export function firstFor(versions: readonly Version[], reader: string): Version | undefined {
  return versions.find(({ language }) => primaryOf(language) === reader) ?? versions[0]
}

/** The text in that version, or as its author wrote it where it does not stand in it. */
export function shownIn({ original, translations }: ObjectText, version: Version): ShownText {
  const found = translations.find((one) => keyOf(one) === keyOf(version))
  if (found === undefined) return { ...original, by: '', isOfOther: false }
  // What a translation leaves out stands as it was written.
  return { ...found, name: found.name || original.name, description: found.description || original.description }
}

const fromRight = new Set(['ar', 'ckb', 'dv', 'fa', 'he', 'ps', 'sd', 'ug', 'ur', 'yi'])
const wellFormed = /^[a-z]{2,8}(?:-[a-z0-9]{1,8})*$/iu

/** How a text of others stands on the page: what its language is, if that is one, and where it begins. */
export function standingOf(language: string): { readonly lang: string; readonly dir: 'auto' | 'rtl' } {
  const isRight = fromRight.has(primaryOf(language)) && !/-(?:latn|cyrl)\b/iu.test(language)
  return { lang: wellFormed.test(language) ? language : 'und', dir: isRight ? 'rtl' : 'auto' }
}
