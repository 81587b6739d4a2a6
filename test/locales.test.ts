import { readdirSync, readFileSync } from 'node:fs'
import { IntlMessageFormat } from 'intl-messageformat'
import { expect, test } from 'vitest'
import { catalogueOf, localeOf, paramsOf, type Catalogue } from '#kernel/message.ts'
import { acts } from '#protocol/acts/table.ts'
import { codes } from '#protocol/codes.ts'
import { actions, roles } from '#platform/http/roles.ts'
import './suites/browserless.ts'
import { kindKey, kinds as offered } from '../src/console/pages/ledger-filters.tsx'

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

test('SG-30 every catalogue calls the charter, the depositary, its entries, closed agreements and tokens by one word', () => {
  const terms = [
    { said: /depositar/iu, words: { ru: /депозитари/iu, zh: /保存人/u } },
    { said: /closed agreement/iu, words: { ru: /закрыт/iu, zh: /不公开/u } },
    {
      said: /(?:entry|entries|entered) (?:in|into|of) the charter|depositary (?:enters|entered|has entered)/iu,
      words: { ru: /запис|внес|внёс|внос/iu, zh: /登录|条目/u },
    },
    { said: /(?<!tamga )\bcharter\b(?!-)/iu, words: { ru: /устав/iu, zh: /宪章/u } },
    { said: /\bdigests? of a closed/iu, words: { ru: /отпечат/iu, zh: /摘要/u } },
    { said: /(?<!-)\btokens?\b/iu, words: { ru: /токен/iu, zh: /令牌/u } },
  ]
  const english = messages.filter(({ language }) => language === 'en')
  const strange = terms.flatMap(({ said, words }) => {
    const about = english.filter(({ text }) => said.test(text))
    expect(about.length, String(said)).toBeGreaterThan(1)
    return Object.entries(words).flatMap(([language, word]) =>
      about
        .map(({ key }) => ({ key, text: catalogues.get(language)?.get(key) ?? '' }))
        .filter(({ text }) => !word.test(text))
        .map(({ key, text }) => `${language} ${key}: ${text}`),
    )
  })
  expect(strange).toEqual([])
})

test('every kind of act has a word in every language, and the ledger offers each that a person signs', () => {
  const kinds = Object.keys({ ...acts })
  const silent = languages.flatMap((language) =>
    kinds
      .map((kind) => `console.kind.${kindKey(kind)}`)
      .filter((key) => catalogues.get(language)?.has(key) !== true)
      .map((key) => `${language} ${key}`),
  )
  expect(silent).toEqual([])
  const ofMachines = ['charter.genesis/1', 'transport.receipt/1']
  expect([...offered].toSorted()).toEqual(kinds.filter((kind) => !ofMachines.includes(kind)).toSorted())
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

test('SG-30 whoever may not do a thing is told what in words, and by the words of its role who may', () => {
  const wanted = [
    ...Object.keys(actions).map((action) => `words.action.${action}`),
    ...roles.map((role) => `words.role.${role}`),
  ]
  for (const language of languages) {
    const known = catalogues.get(language)
    expect([language, wanted.filter((key) => known?.has(key) !== true)]).toEqual([language, []])
  }
  const stale = [...(catalogues.get('en')?.keys() ?? [])].filter((key) => /^words\.(?:action|roles?)\./.test(key))
  expect(stale.filter((key) => !wanted.includes(key))).toEqual([])
})
