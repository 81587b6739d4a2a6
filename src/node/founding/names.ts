import type { Titles } from '#protocol/acts/charter-facts.ts'

/** One name in every language of the coalition, or what stands there already. */
export function namedIn(languages: readonly string[], name: string | Titles): Titles {
  return typeof name === 'string' ? Object.fromEntries(languages.map((language) => [language, name])) : name
}
