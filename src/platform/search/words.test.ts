import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { stem } from './stem.ts'
import { anyWordsIn, newWordsIn, queryWordsOf, unaskedIn, wordsOf, wordsOfValue } from './words.ts'

const words = (list: string) => list.split(' ')

test.each([
  ['угроза угрозы угрозе угрозу угрозой угроз угрозам угрозами угрозах', 'угроз'],
  ['информация информации информацию информацией', 'информац'],
  ['информационный информационная информационного информационных', 'информацион'],
  ['терроризм терроризма терроризму терроризмом', 'терроризм'],
  ['атаковать атаковал атаковала атаковали атакует атакуют', 'атакова'],
  ['использовать использует используется использовался использовались использоваться', 'использова'],
  ['распространяет распространяется', 'распространяет'],
  ['подпись подписи подписью подписей', 'подпис'],
  ['провал провала провалы провалов', 'провал'],
  ['граница границы границе границ границами', 'границ'],
  ['encrypt encrypts encrypted encrypting', 'encrypt'],
  ['policy policies', 'policy'],
  ['stop stopped stopping stops', 'stop'],
  ['process processes processing processed', 'process'],
])('SR1 %s are one word', (forms, expected) => {
  expect([...new Set(words(forms).map(stem))]).toEqual([expected])
})

test('SR2 different words stay apart', () => {
  const different = words('атака атаковать атом защита защитник agent agency drone drown press process use user')
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
    'Т1055.011',
    'x/СVE-1/привет',
    'без\u00adопас\u200bность',
    'CVE\u20112024\u20131',
    '\u200f192.0.2.7\u200e',
    'м1-абв.7',
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

test.each([
  ['Ｔ１０５５．０１１ and ＣＶＥ－２０２４－１', 't1055.011 cve-2024-1', 'full-width forms'],
  ['без\u00adопас\u00adность', 'безопасность', 'soft hyphens'],
  ['evil\u200b.\u200bexample', 'evil.example', 'breaks that are not seen'],
  ['\u202aevil.example\u202c \u200f192.0.2.7', 'evil.example 192.0.2.7', 'marks of direction'],
  ['CVE\u20112024\u20111234', 'CVE-2024-1234', 'hyphens that do not break'],
  ['CVE–2024–1234 CVE−2024−1234', 'CVE-2024-1234', 'dashes and minus'],
  ['Т1055.011', 'T1055.011', 'a Cyrillic Т'],
  ['СVE-2024-1234', 'CVE-2024-1234', 'a Cyrillic С'],
  ['Сobalt', 'Cobalt', 'one Cyrillic letter among Latin ones'],
  ['https://a.example/Т1055.011/привет', 'T1055.011', 'a Cyrillic Т within an address'],
  ['Ёлка и ёж', 'елка еж', 'ё'],
  ['e\u0301clair ﬁle', 'éclair file', 'composed and compatible forms'],
  ['2026年上海', '2026 上海', 'scripts side by side'],
  ['勒索软件LockBit3.0', 'lockbit3.0 勒索', 'a name behind Chinese'],
  ['hxxps[:]//evil[.]example/x', 'https://evil.example/x', 'an address made harmless'],
])('SR4 “%s” is found by “%s”: %s', (text, query) => {
  const held = new Set(wordsOf(text))
  const asked = queryWordsOf(query)
  expect(asked.length).toBeGreaterThan(0)
  expect(asked.filter((word) => !held.has(word))).toEqual([])
})

test('SR4 Cyrillic letters stay where a word is Cyrillic, whatever digits it has', () => {
  expect(wordsOf('5г 70х сор москва')).toEqual(['5г', '70x', 'сор', 'москв'])
  expect(wordsOf('Т-72')).toEqual(['=t-72', 't', '72'])
})

test('SR11 what of a query nothing is looked for by is told: words of every text, and what is too much', () => {
  expect(unaskedIn('The угрозы и T1055 на 的 ()')).toEqual(['the', 'и', 'на'])
  expect(unaskedIn('kite')).toEqual([])
  const many = Array.from({ length: 40 }, (_, at) => `w${at}x`)
  expect(unaskedIn(many.join(' '))).toEqual(many.slice(32))
  expect(unaskedIn('')).toEqual([])
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
      const text = pieces.join(' ')
      const left = queryWordsOf(unaskedIn(text).join(' '))
      const asked = new Set(queryWordsOf(text))
      expect(left.filter((word) => asked.has(word))).toEqual([])
    }),
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

test('SR2 a chunk of ASCII has the words that any chunk has, whatever marks stand in it', () => {
  const character = fc.constantFrom(...'abcxyzs019.:@_\\#%=+&~$/?-;^'.split(''), 'я', 'ß', '\u0301', '上')
  const chunk = fc.oneof(
    fc.array(character, { minLength: 1, maxLength: 12 }).map((all) => all.join('')),
    fc
      .array(fc.constantFrom('the', 'of', '192', 'stopped', 'x1', 'a', '-', '.'), { maxLength: 60 })
      .map((all) => all.join('.')),
    fc.string({ unit: fc.constantFrom('a', 'f', '0', '9'), minLength: 1, maxLength: 250 }),
  )
  fc.assert(
    fc.property(chunk, (text) => {
      expect(newWordsIn(text)).toEqual(anyWordsIn(text))
    }),
    { numRuns: 2000 },
  )
})
