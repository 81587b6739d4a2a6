import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { WordLists } from './word-batch.ts'
import { WordBook } from './word-book.ts'
import { hashOf } from './word-hash.ts'
import { wordsOf } from './words.ts'

/** Words of the document at a place, by their numbers: those that name it, and the others. */
function held({ hashes, starts, places }: WordLists, place: number): readonly (readonly number[])[] {
  const having = (wanted: number) =>
    [...hashes].filter((_, word) => places.subarray(starts[word], starts[word + 1]).includes(wanted))
  return [having(place * 2 + 1), having(place * 2)]
}

const numbersOf = (texts: readonly string[]): readonly number[] =>
  [...new Set(texts.flatMap(wordsOf))].map(hashOf).toSorted((one, other) => one - other)

const ascii = fc.string({ unit: 'grapheme-ascii', maxLength: 80 })
const looked = "aZ7-.’'[](: sжЁ攻。，「」«»…—①é\u00a0\u0301\u200b"
const near = fc.string({ unit: fc.constantFrom(...Array.from(looked)), maxLength: 12 })
const spelled = fc.constantFrom(
  "Actor's",
  "actor'sж",
  'Actors',
  'actors',
  'a[.]example',
  'a[dot]example',
  'a[DOT]',
  '[dog]',
  '(.x',
  'a[:]example',
  'hxxp://x.y',
  '_hxxp',
  '-T1055.011-',
  '(.)',
  'x..',
  'ТЕКСТ текста',
  'e\u0301',
  '威胁',
  'https://A.example/Path?q=1',
  'северо-Запад',
  'Ёлки',
  'й',
  'Т-72',
  'сve-2021-44228',
  'x7ж',
  '攻击者利用',
  '攻击CVE-2021-4',
  '攻-击',
  '-攻',
  '攻’s',
  'x’sж',
  'ж’s',
  '（攻）',
  '［．］',
  '１２３',
  'ａ：ｂ',
  '№5',
  '…',
  '—',
  'a—b',
  'a\u00adb',
  'Ⅷ',
  'ґрунт',
  'ж\u0301',
  'ば',
  '한글',
  'the',
)
const someText = fc
  .array(fc.oneof(ascii, spelled, near), { maxLength: 8 })
  .chain((parts) => fc.constantFrom(' ', '').map((between) => parts.join(between)))

test('a word book gives the words of the texts of each document, apart those that name it', () => {
  const book = new WordBook()
  const document = fc.record({ naming: fc.array(someText, { maxLength: 2 }), text: someText })
  fc.assert(
    fc.property(fc.array(document, { maxLength: 3 }), (documents) => {
      book.beginBatch()
      for (const [place, { naming, text }] of documents.entries()) {
        book.begin(place)
        for (const each of naming) book.addText(each)
        book.endNaming()
        book.addText(text)
      }
      const lists = book.lists()
      for (const [place, { naming, text }] of documents.entries()) {
        const named = numbersOf(naming)
        const others = numbersOf([text]).filter((word) => !named.includes(word))
        expect(held(lists, place)).toEqual([named, others])
      }
    }),
    { numRuns: 2000 },
  )
})

test('a word book that has met more words than it keeps begins anew', () => {
  const book = new WordBook()
  for (let batch = 0; batch < 3; batch += 1) {
    book.beginBatch()
    for (let at = 0; at < 140_000; at += 100) {
      book.begin(at / 100)
      book.addText(Array.from({ length: 100 }, (_, more) => `word${batch * 140_000 + at + more}x`).join(' '))
    }
    expect(book.lists().hashes).toHaveLength(140_000)
  }
  book.beginBatch()
  book.begin(7)
  book.addText('Stopped stopping word7x')
  book.addWord('=Exact')
  const expected = ['stop', 'word7x', '=Exact'].map(hashOf).toSorted((one, other) => one - other)
  expect(held(book.lists(), 7)).toEqual([expected, []])
})
