import { readdirSync, readFileSync } from 'node:fs'
import { IntlMessageFormat } from 'intl-messageformat'
import { expect, test } from 'vitest'
import { catalogueOf, localeOf, paramsOf, type Catalogue } from '#kernel/message.ts'
import { codes } from '#protocol/codes.ts'

const folder = new URL('../locales/', import.meta.url)
const languages = readdirSync(folder)
const others = languages.filter((language) => language !== 'en')

function catalogue(language: string): Catalogue {
  const files = readdirSync(new URL(`${language}/`, folder)).filter((file) => file.endsWith('.json'))
  const rooms = files.map((file): [string, unknown] => [
    file.slice(0, -'.json'.length),
    JSON.parse(readFileSync(new URL(`${language}/${file}`, folder), 'utf8')),
  ])
  return catalogueOf(Object.fromEntries(rooms))
}

const catalogues = new Map(languages.map((language) => [language, catalogue(language)]))
const messages = languages.flatMap((language) =>
  [...(catalogues.get(language) ?? [])].map(([key, text]) => ({ language, key, text })),
)

function parsed(language: string, text: string): IntlMessageFormat {
  return new IntlMessageFormat(text, localeOf(language), undefined, { ignoreTag: true })
}

test('SG-30 English, Russian and Chinese are there', () => {
  expect(languages.toSorted()).toEqual(expect.arrayContaining(['en', 'ru', 'zh']))
})

test.each(others)('SG-30 %s has every message of English and no other', (language) => {
  const keys = (name: string) => [...(catalogues.get(name)?.keys() ?? [])].toSorted()
  expect(keys(language)).toEqual(keys('en'))
})

test('SG-30 every message can be read and says something', () => {
  const broken = messages.filter(({ language, text }) => {
    try {
      parsed(language, text)
      return text.trim() === ''
    } catch {
      return true
    }
  })
  expect(broken).toEqual([])
})

test('SG-30 every message asks for the same parameters in every language', () => {
  const namesOf = (language: string, text: string) =>
    Object.keys(paramsOf(parsed(language, text)))
      .toSorted()
      .join(' ')
  const differing = messages
    .filter(
      ({ language, key, text }) => namesOf(language, text) !== namesOf('en', catalogues.get('en')?.get(key) ?? ''),
    )
    .map(({ language, key }) => `${language} ${key}`)
  expect(differing).toEqual([])
})

test('SG-30 every plural has each category of its language and none that it lacks', () => {
  const wrong = messages.flatMap(({ language, key, text }) =>
    pluralsOf(text)
      .filter((cases) => !isByValue(cases))
      .map((cases) =>
        cases
          .filter((name) => !name.startsWith('='))
          .toSorted()
          .join(' '),
      )
      .filter((cases) => cases !== categoriesOf(language))
      .map((cases) => `${language} ${key}: ${cases}`),
  )
  expect(wrong).toEqual([])
})

test('interfaces: every refusal has its sentence and its way out in every language', () => {
  const wanted = Object.keys(codes).flatMap((code) => [`refusals.${code}.sentence`, `refusals.${code}.wayOut`])
  for (const language of languages) {
    const own = [...(catalogues.get(language)?.keys() ?? [])].filter((key) => key.startsWith('refusals.'))
    expect(own.toSorted(), language).toEqual(wanted.toSorted())
  }
})

test('SG-30 the glossary says the words that the catalogues use', () => {
  const page = readFileSync(new URL('../docs/glossary.md', import.meta.url), 'utf8')
  const rows = page.split('\n').flatMap((line) => {
    const [, en = '', ru = '', zh = '', , key = ''] = line.split('|').map((cell) => cell.trim())
    return key.startsWith('`') ? [{ words: { en, ru, zh }, key: key.replaceAll('`', '') }] : []
  })
  expect(rows.length).toBeGreaterThan(30)
  const strange = rows.flatMap(({ words, key }) =>
    Object.entries(words)
      .filter(([language, word]) => catalogues.get(language)?.get(key)?.toLowerCase().includes(word) !== true)
      .map(([language, word]) => `${language} ${key}: ${word}`),
  )
  expect(strange).toEqual([])
})

/** The cases of each plural of a message, at every depth. */
function pluralsOf(text: string): readonly (readonly string[])[] {
  interface Part {
    readonly pluralType?: string
    readonly options?: Readonly<Record<string, { readonly value: readonly Part[] }>>
  }
  const found: string[][] = []
  const open: Part[] = [...(parsed('en', text).getAst() as readonly Part[])]
  for (let part = open.pop(); part !== undefined; part = open.pop()) {
    const options = part.options ?? {}
    if (part.pluralType === 'cardinal') found.push(Object.keys(options))
    for (const { value } of Object.values(options)) open.push(...value)
  }
  return found
}

/** `{count, plural, =1 {it} other {them}}` tells values apart, not forms of a word. */
function isByValue(cases: readonly string[]): boolean {
  return cases.length > 1 && cases.every((name) => name.startsWith('=') || name === 'other')
}

function categoriesOf(language: string): string {
  return new Intl.PluralRules(language).resolvedOptions().pluralCategories.toSorted().join(' ')
}
