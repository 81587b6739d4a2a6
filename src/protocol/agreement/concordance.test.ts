import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { AgreementText } from '#protocol/acts/agreement-text.ts'
import { bracketsOf, discords } from './concordance.ts'

/** An edition written `1.1 text | 1.2 text | 2.1 text`. */
const edition = (language: string, written: string) => {
  const articles = new Map<string, { number: string; text: string }[]>()
  for (const line of written.split('|')) {
    const [, article = '', number = '', text = ''] = /^ *(\w+)\.(\w+) (.*?) *$/u.exec(line) ?? []
    articles.set(article, [...(articles.get(article) ?? []), { number, text }])
  }
  return { language, articles: [...articles].map(([number, paragraphs]) => ({ number, paragraphs })) }
}
const textOf = (...editions: readonly object[]) => AgreementText.parse({ version: 1, authentic: editions })
const told = (...editions: readonly object[]) =>
  discords(textOf(...editions)).map(({ kind, language, article, paragraph }) =>
    [kind, language, article, paragraph].join(' '),
  )

const english = edition('en', '1.1 We share. | 1.2 For [30] [40] days. | 2.1 In force.')

test('A12 editions of one form are in concordance, full-width brackets and figures alike', () => {
  expect(told(english)).toEqual([])
  expect(told(english, edition('zh', '1.1 我们分享。 | 1.2 为期［３０］【40】日。 | 2.1 生效。'))).toEqual([])
})

test('A12 a missing article or paragraph, another order and other brackets are found', () => {
  expect(told(english, edition('ru', '1.1 Делимся. | 1.2 На [30] [40] дней.'))).toEqual(['article-missing ru 2 '])
  expect(told(english, edition('ru', '1.1 Делимся. | 2.1 В силе.'))).toEqual(['paragraph-missing ru 1 2'])
  expect(told(english, edition('ru', '2.1 В силе. | 1.1 Делимся. | 1.2 На [30] [40] дней.'))).toEqual(['order ru 2 '])
  expect(told(english, edition('ru', '1.1 Делимся. | 1.2 На [30 [40]] дней. | 2.1 В силе.'))).toEqual([
    'brackets ru 1 2',
  ])
  expect(told(edition('en', '1.1 One. | 1.1 Two.'))).toEqual(['number-twice en 1 1'])
})

test('A12 other figures are a note, since a number may be written in words', () => {
  const found = discords(textOf(english, edition('ru', '1.1 Делимся. | 1.2 На [тридцать] [40] дней. | 2.1 В силе.')))
  expect(found).toMatchObject([{ kind: 'figures', severity: 'note', paragraph: '2' }])
})

test('A12 every edition is in concordance with itself, and lacking an article is found from either side', () => {
  const anyEdition = fc
    .uniqueArray(fc.integer({ min: 1, max: 99 }), { minLength: 2, maxLength: 12 })
    .chain((numbers) =>
      fc.record({
        numbers: fc.constant(numbers),
        text: fc.string({ minLength: 1 }).filter((text) => /^[ -~]+$/u.test(text)),
      }),
    )
    .map(({ numbers, text }) => ({
      articles: numbers.map((number) => ({ number: String(number), paragraphs: [{ number: '1', text }] })),
    }))
  fc.assert(
    fc.property(anyEdition, ({ articles }) => {
      const [one, other] = [
        { language: 'en', articles },
        { language: 'ru', articles },
      ]
      expect(discords(textOf(one, other))).toEqual([])
      const less = { ...other, articles: articles.slice(1) }
      expect(discords(textOf(one, less))).toMatchObject([{ kind: 'article-missing', article: articles[0]?.number }])
      expect(discords(textOf(less, { ...one, language: 'zh' }))).toMatchObject([{ article: articles[0]?.number }])
    }),
  )
})

test('A12 brackets that are not closed are told from those that are', () => {
  expect(bracketsOf('a [b [c] d]')).toEqual({ shape: '[[]]', isClosed: true })
  expect(bracketsOf('a ]b[')).toEqual({ shape: '][', isClosed: false })
  expect(bracketsOf('['.repeat(100_000)).isClosed).toBe(false)
})
