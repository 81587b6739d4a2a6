import { expect, test } from 'vitest'
import { catalogueOf, sentencesOf } from './message.ts'

const sentences = sentencesOf({
  en: catalogueOf({
    cli: {
      found: '{count, plural, one {# act} other {# acts}}',
      only: 'only here',
      when: '{at, date, short}',
      a: { b: 'deep' },
    },
  }),
  ru: catalogueOf({ cli: { found: '{count, plural, one {# акт} few {# акта} many {# актов} other {# акта}}' } }),
  ar: catalogueOf({ cli: { found: '{count, number}' } }),
  th: catalogueOf({ cli: { when: '{at, date, ::yyyy}' } }),
})

test('MS1 a message is filled in its language', () => {
  expect([1, 2, 5, 21, 1234].map((count) => sentences.say('ru', 'cli.found', { count }))).toEqual([
    '1 акт',
    '2 акта',
    '5 актов',
    '21 акт',
    '1\u00a0234 акта',
  ])
  expect(sentences.say('en', 'cli.found', { count: 1234 })).toBe('1,234 acts')
})

test('MS2 a region is not needed, a missing text is English, a missing key is the key', () => {
  expect(sentences.say('ru-KZ', 'cli.found', { count: 3 })).toBe('3 акта')
  expect(sentences.say('ru', 'cli.only')).toBe('only here')
  expect(sentences.say('ru', 'cli.none')).toBe('cli.none')
  expect(sentences.say('constructor', 'cli.a.b')).toBe('deep')
  expect([sentences.has('ru', 'cli.only'), sentences.has('en', 'cli.only')]).toEqual([false, true])
})

test('MS3 digits and calendar are the same for every language', () => {
  expect(sentences.say('ar', 'cli.found', { count: 1234 })).toMatch(/1.?234/u)
  expect(sentences.say('th', 'cli.when', { at: 0 })).toContain('1970')
})

test('MS4 a parameter that is missing or of the wrong sort breaks nothing', () => {
  expect(sentences.say('en', 'cli.found')).toContain('acts')
  expect(sentences.say('en', 'cli.found', { count: 'many' })).toContain('acts')
  expect(sentences.say('en', 'cli.when', { at: 'never' })).toBe('cli.when')
})

test('MS5 a message without a place to fill is said as it stands, and a quoted brace is one', () => {
  const plain = sentencesOf({ en: catalogueOf({ cli: { hash: '# <b> 100 %', quoted: "'{'as it is'}' of {who}" } }) })
  expect(plain.say('en', 'cli.hash', { who: 'alt' })).toBe('# <b> 100 %')
  expect(plain.say('en', 'cli.quoted', { who: 'alt' })).toBe('{as it is} of alt')
})
