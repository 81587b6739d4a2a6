import { readFileSync } from 'node:fs'
import { catalogueOf, sentencesOf, type Catalogue, type MessageParams } from '#kernel/message.ts'
import { languages, type Language } from './language.ts'
import { harmless } from './width.ts'

/** Renders one message: `say('cli.share.recorded', { act })`. Text parameters are made harmless for a terminal. */
export interface Say {
  (key: string, params?: MessageParams): string
  has(key: string): boolean
  readonly language: Language
}

/** The catalogues of the command line: its own, the refusals and findings it shares with the node, and a local node's faults. */
const files = ['cli', 'refusals', 'findings', 'node', 'agreement', 'cap', 'found', 'words'] as const
const loaded = new Map<Language, Say>()

export function catalogue(language: Language): Say {
  const known = loaded.get(language) ?? load(language)
  loaded.set(language, known)
  return known
}

function load(language: Language): Say {
  const sentences = sentencesOf({ [language]: read(language), ...(language === 'en' ? {} : { en: read('en') }) })
  const say = (key: string, params: MessageParams = {}): string => {
    const safe: Record<string, string | number> = {}
    for (const [name, value] of Object.entries(params)) safe[name] = typeof value === 'string' ? harmless(value) : value
    return sentences.say(language, key, safe)
  }
  return Object.assign(say, { has: (key: string) => sentences.has(language, key), language })
}

function read(language: Language): Catalogue {
  return catalogueOf(Object.fromEntries(files.map((file) => [file, parsed(language, file)])))
}

function parsed(language: Language, file: string): unknown {
  return JSON.parse(readFileSync(new URL(`../../locales/${language}/${file}.json`, import.meta.url), 'utf8'))
}

/** `ru: cli.share.recorded`: what some language lacks and another has; empty where the catalogues are complete. */
export function missingMessages(): readonly string[] {
  const all = languages.map((language) => ({ language, keys: read(language) }))
  const keys = new Set(all.flatMap((one) => [...one.keys.keys()]))
  return all.flatMap(({ language, keys: own }) =>
    [...keys].filter((key) => !own.has(key)).map((key) => `${language}: ${key}`),
  )
}
