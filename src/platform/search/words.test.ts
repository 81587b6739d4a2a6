import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { stem } from './stem.ts'
import { queryWordsOf, wordsOf, wordsOfValue } from './words.ts'

const words = (list: string) => list.split(' ')

test.each([
  ['угроза угрозы угрозе угрозу угрозой угроз угрозам угрозами угрозах', 'угроз'],
  ['информация информации информацию информацией', 'информац'],
  ['информационный информационная информационного информационных', 'информацион'],
  ['терроризм терроризма терроризму терроризмом', 'терроризм'],
  ['граница границы границе границ границами', 'границ'],
  ['encrypt encrypts encrypted encrypting', 'encrypt'],
  ['policy policies', 'policy'],
  ['stop stopped stopping stops', 'stop'],
  ['process processes processing processed', 'process'],
])('SR1 %s are one word', (forms, expected) => {
  expect([...new Set(words(forms).map(stem))]).toEqual([expected])
})

test('SR2 different words stay apart', () => {
  const different = words('атака атом защита защитник agent agency drone drown press process use user')
  expect(new Set(different.map(stem)).size).toBe(different.length)
})

test('SR3 scripts without spaces give one to three neighbours, also beside other scripts', () => {
  expect(wordsOf('2026年上海')).toEqual(['2026', '年', '上', '海', '年上', '上海', '年上海'])
  expect(queryWordsOf('上海合作')).toEqual(['上海合', '海合作'])
})

test('SR4 things with digits and points are found as they stand', () => {
  expect(queryWordsOf('CVE-2021-44228 (T1055.011) a@b.example')).toEqual([
    '=cve-2021-44228',
    '=t1055.011',
    '=a@b.example',
  ])
  expect(wordsOf('Mail a@b.example.')).toContain('=b.example')
  expect(wordsOfValue('HKLM\\Run Key')).toContain('=hklm\\run key')
})

const piece = fc.oneof(
  fc.constantFrom(
    'Угроза',
    'drones',
    '上海合作',
    'T1055.011',
    'a[.]example',
    '192.0.2.7',
    'ё',
    'CVE-2021-1',
    '—',
    '"x"',
    '\ud800',
  ),
  fc.string({ unit: 'binary', maxLength: 12 }),
)

test('SR5 a text is found by itself and by any of its pieces', () => {
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
      const held = new Set(wordsOf(pieces.join(' ')))
      for (const text of [pieces.join(' '), ...pieces]) {
        expect(queryWordsOf(text).filter((word) => !held.has(word))).toEqual([])
      }
    }),
    { numRuns: 500 },
  )
})

test('a text of ASCII alone gives the words that it gives beside others', () => {
  const ascii = fc.string({ unit: 'grapheme-ascii', maxLength: 60 })
  const spelled = fc.constantFrom(
    "actor's",
    "it'st",
    'a[.]example',
    'hxxp://x.y',
    '-T1055.011-',
    '(.)',
    'a\u0001b',
    'x..',
  )
  fc.assert(
    fc.property(fc.array(fc.oneof(ascii, spelled), { maxLength: 6 }), (parts) => {
      const text = parts.join(' ')
      expect([...wordsOf(text), 'жук']).toEqual(wordsOf(`${text} жук`))
    }),
    { numRuns: 2000 },
  )
})
