import { readdirSync, readFileSync } from 'node:fs'
import { IntlMessageFormat } from 'intl-messageformat'
import { expect, test } from 'vitest'
import { catalogueOf, paramsOf } from '#kernel/message.ts'
import { consentKinds } from '#protocol/acts/agreement-clauses.ts'
import { deedKinds } from '#protocol/acts/agreement-deed.ts'
import { rights } from '#protocol/acts/right.ts'
import { catalogue, missingMessages } from './catalogue.ts'
import { summaryKey } from './help.ts'
import { languages, languageOf } from './language.ts'
import { globalFlags } from './program.ts'
import { isOwnCode } from './stop.ts'
import { verbs } from './verbs/table.ts'

const read = (language: string) =>
  catalogueOf({ cli: JSON.parse(readFileSync(`locales/${language}/cli.json`, 'utf8')) as unknown })
const sources = readdirSync('src/cli', { recursive: true, encoding: 'utf8' }).filter((name) =>
  /(?<!test)\.ts$/u.test(name),
)
const code = sources.map((name) => readFileSync(`src/cli/${name}`, 'utf8')).join('\n')

test('L5 every sentence exists in English, Russian and Chinese', () => {
  expect(missingMessages()).toEqual([])
})

test('L5 a sentence takes the same parameters in every language', () => {
  const named = (language: string) => {
    const entries = [...read(language)].map(([key, message]) => {
      const params = Object.keys(paramsOf(new IntlMessageFormat(message, language, undefined, { ignoreTag: true })))
      return [key, params.toSorted()] as const
    })
    return new Map(entries)
  }
  const [english, ...others] = languages.map(named)
  for (const other of others) for (const [key, params] of other) expect([key, params]).toEqual([key, english?.get(key)])
})

test.each(languages)('L5 every plural of %s has all the categories of the language', (language) => {
  const categories = new Intl.PluralRules(language).resolvedOptions().pluralCategories
  for (const [key, message] of read(language)) {
    for (const [, body = ''] of message.matchAll(/\{\w+, plural, ((?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*)\}/gu)) {
      if (body.includes('=-1') || body.includes('=0')) continue
      const have = [...body.matchAll(/(\w+) \{/gu)].map((match) => match[1])
      expect([key, ...categories.filter((category) => !have.includes(category))]).toEqual([key])
    }
  }
})

test('L6 every key that the code names literally is in the catalogue', () => {
  const english = read('en')
  const named = [...code.matchAll(/'(cli\.[\w.-]*\w)'/gu)].map((match) => match[1] ?? '')
  expect(named.length).toBeGreaterThan(60)
  expect(named.filter((key) => !english.has(key))).toEqual([])
})

test('L6 every message of the catalogue is used', () => {
  const used = (key: string): boolean => {
    const parts = key.split('.')
    return code.includes(key) || parts.some((_, at) => at > 1 && code.includes(`${parts.slice(0, at).join('.')}.\${`))
  }
  expect([...read('en').keys()].filter((key) => !used(key))).toEqual([])
})

test.each(languages)('L7 every verb, argument, option and problem of ours is explained in %s', (language) => {
  const say = catalogue(language)
  const english = catalogue('en')
  const longs = [...globalFlags, ...verbs.flatMap(({ flags = [] }) => flags)].map(
    ({ flags }) => /--([\w-]+)/u.exec(flags)?.[1] ?? '',
  )
  const args = verbs.flatMap(({ args: words = [] }) => words.map((word) => word.replace(/[<>[\]]/gu, '')))
  const keys = [
    ...verbs.map(summaryKey),
    ...longs.map((long) => `cli.option.${long}`),
    ...args.map((arg) => `cli.arg.${arg.replaceAll('.', '')}`),
  ]
  expect(keys.filter((key) => !say.has(key))).toEqual([])
  if (language !== 'en') expect(keys.filter((key) => say(key) === english(key))).toEqual([])
  const codes = [...code.matchAll(/stop\('([\w-]+)'/gu)].map((match) => match[1] ?? '')
  expect(codes.filter((one) => !isOwnCode(one) || !say.has(`cli.problem.${one}.sentence`))).toEqual([])
})

test('L8 the language is the one asked for, else that of the terminal, else English', () => {
  expect(languageOf(['list', '--lang', 'zh'], { LANG: 'ru_RU.UTF-8' })).toBe('zh')
  expect(languageOf(['--lang=ru'], {})).toBe('ru')
  expect(languageOf([], { LANG: 'ru_RU.UTF-8' })).toBe('ru')
  expect(languageOf([], { LC_ALL: 'zh_CN.UTF-8', LANG: 'ru_RU.UTF-8' })).toBe('zh')
  expect(languageOf([], { LANG: 'C.UTF-8' })).toBe('en')
})

test.each(languages)(
  'L5 in %s a refusal names actions and rights by words of the language, never by keys of the code',
  (language) => {
    const say = catalogue(language)
    const asked = [
      ...deedKinds.map((deed) => ['not-signed', { deed }] as const),
      ...Object.keys(consentKinds).map((kinds) => ['consent-form', { kinds }] as const),
      ...[...rights, 'any'].map((right) => ['author-standing', { right }] as const),
    ]
    for (const [code, params] of asked) {
      const [[name, value] = ['', '']] = Object.entries(params)
      expect(say.has(`words.${name}.${value}`)).toBe(true)
      expect(say(`refusals.${code}.sentence`, params)).toContain(say(`words.${name}.${value}`))
    }
    const two = say('refusals.consent-form.sentence', { kinds: 'ratification, accession' })
    expect(two).toContain(`${say('words.kinds.ratification')}, ${say('words.kinds.accession')}`)
    if (language !== 'en') expect(two).not.toMatch(/ratification|accession/u)
  },
)
