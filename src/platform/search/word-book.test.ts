import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { unpackRows, packRows } from '#platform/db/packed-rows.ts'
import { table, text, texts } from '#platform/db/table.ts'
import { WordBook } from './word-book.ts'
import { wordsOf } from './words.ts'

const lists = table('test.list', 'books', { id: text(), words: texts() }, ['id'])

/** What the database would hold. */
function held(book: WordBook): readonly string[] {
  const [row] = unpackRows(lists, packRows(lists, [{ id: 'a', words: book.packed() }]))
  return row?.words ?? []
}

const ascii = fc.string({ unit: 'grapheme-ascii', maxLength: 80 })
const spelled = fc.constantFrom(
  "Actor's",
  'Actors',
  'actors',
  'a[.]example',
  'hxxp://x.y',
  '-T1055.011-',
  '(.)',
  'x..',
  'ТЕКСТ текста',
  '威胁',
  'https://A.example/Path?q=1',
  'the',
)
const someText = fc.array(fc.oneof(ascii, spelled), { maxLength: 8 }).map((parts) => parts.join(' '))

test('a word book gives the words of its texts, each once, in the order in which they come', () => {
  const book = new WordBook()
  fc.assert(
    fc.property(fc.array(someText, { maxLength: 3 }), (given) => {
      book.begin()
      for (const each of given) book.addText(each.replaceAll('\0', ' '))
      expect(held(book)).toEqual([...new Set(given.flatMap((each) => wordsOf(each.replaceAll('\0', ' '))))])
    }),
    { numRuns: 2000 },
  )
})

test('a word book that has met more words than it keeps begins anew', () => {
  const book = new WordBook()
  for (let at = 0; at < 140_000; at += 100) {
    book.begin()
    book.addText(Array.from({ length: 100 }, (_, more) => `word${at + more}x`).join(' '))
  }
  book.begin()
  book.addText('Stopped stopping word7x')
  book.addWord('=Exact')
  expect(held(book)).toEqual(['stop', 'word7x', '=Exact'])
})
