import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { isRefusal } from '#kernel/refusal.ts'
import { levelOf } from './level.ts'
import { parsePattern, patternLimits } from './parse.ts'
import { printPattern } from './print.ts'
import { anyPattern } from '../../../../test/suites/any-stix-pattern.ts'

function refusalOf(text: string) {
  const refusal = parsePattern(text)
  return isRefusal(refusal) ? { code: refusal.code, ...refusal.params } : undefined
}

function spelling(text: string): string {
  const pattern = parsePattern(text)
  return isRefusal(pattern) ? pattern.code : printPattern(pattern)
}

const valid: readonly (readonly [text: string, canonical: string, level: 1 | 2 | 3])[] = [
  ['[file:size=7]', '[file:size = 7]', 1],
  ["[ file : name == 'a' OR file:name<>'b' ]", "[file:name = 'a' OR file:name != 'b']", 1],
  ['[file:size >= +7 AND file:size NOT < -0]', '[file:size >= 7 AND file:size NOT < 0]', 1],
  ['[x:y > .50] /* words */ // more', '[x:y > 0.5]', 1],
  ["[x:a IN ('q', 'r') AND x:b IN ()]", "[x:a IN ('q', 'r') AND x:b IN ()]", 1],
  ["[x:h = h'FFd8' OR x:b = b'AB==']", "[x:h = h'ffd8' OR x:b = b'AA==']", 1],
  ["[x:t > t'2016-06-01T01:30:00.120Z' OR x:f = true]", "[x:t > t'2016-06-01T01:30:00.120Z' OR x:f = true]", 1],
  ["[file:hashes.'SHA-256' = 'a\\'b\\\\c']", "[file:hashes.'SHA-256' = 'a\\'b\\\\c']", 1],
  ["[file:'hashes'.'MD5' = 'x']", "[file:hashes.MD5 = 'x']", 1],
  ["[file:x.'AND' = 'x']", "[file:x.'AND' = 'x']", 1],
  ['[EXISTS x-own:list[*].of[0][-1]]', '[EXISTS x-own:list[*].of[0][-1]]', 1],
  ["[a:v ISSUBSET '198.51.100.0/24' OR a:v NOT ISSUPERSET '::1']", '', 1],
  ['[((a:b = 1 OR a:c = 2) AND (a:d = 3))]', '[(a:b = 1 OR a:c = 2) AND a:d = 3]', 1],
  ['([a:b = 1])', '[a:b = 1]', 1],
  ['[a:b = 1]\u3000AND\u0085[c:d = 2] OR [e:f = 3]', '[a:b = 1] AND [c:d = 2] OR [e:f = 3]', 2],
  ['[a:b = 1] AND ([c:d = 2] OR [e:f = 3])', '[a:b = 1] AND ([c:d = 2] OR [e:f = 3])', 2],
  ['([a:b = 1] FOLLOWEDBY [c:d = 2]) WITHIN 1.50 SECONDS', '([a:b = 1] FOLLOWEDBY [c:d = 2]) WITHIN 1.5 SECONDS', 3],
  ['([a:b=1] REPEATS 2 TIMES) REPEATS 3 TIMES', '([a:b = 1] REPEATS 2 TIMES) REPEATS 3 TIMES', 3],
  ['([a:b=1] REPEATS 2 TIMES) WITHIN 3 SECONDS', '[a:b = 1] REPEATS 2 TIMES WITHIN 3 SECONDS', 3],
  ["[a:b=1] START t'2016-06-01T00:00:00Z' STOP t'2016-07-01T00:00:00Z'", '', 3],
]

test.each(valid)('STIX 9 %s is read, its level known and its spelling the same twice', (text, canonical, level) => {
  const pattern = parsePattern(text)
  if (isRefusal(pattern)) throw new Error(JSON.stringify(pattern))
  expect(printPattern(pattern)).toBe(canonical === '' ? text.replaceAll('=1', ' = 1') : canonical)
  expect(levelOf(pattern)).toBe(level)
  expect(spelling(printPattern(pattern))).toBe(printPattern(pattern))
})

const invalid: readonly (readonly [text: string, column: number, code?: string])[] = [
  ['', 1],
  ['file:size = 1280', 1],
  ['[file:size = ]', 14],
  ['[file:hashes.MD5 = cead3f77f6cda6ec]', 20],
  ['[file.size = 1280]', 6],
  ['[file:name MATCHES /.*\\.dll/]', 20],
  ["[a:b = 'c'] WITHIN ]", 20],
  ["[a:b = 'c'] WITHIN 5 HOURS", 22],
  ["[a:b = 'c'] WITHIN -5 SECONDS", 20, 'pattern-constant'],
  ["[a:b = 'c'] WITHIN 0 SECONDS", 20, 'pattern-constant'],
  ["[a:b = 'c'] REPEATS 0 TIMES", 21, 'pattern-constant'],
  ["[a:b = 'c'] REPEATS 1.5 TIMES", 21],
  ['[a:b ISSUBSET ]', 15],
  ["[a:b ISSUBSET 'nowhere/8']", 15, 'pattern-constant'],
  ["[a:b =? 'c']", 7],
  ["[a:b = t'2457-73-22T32:81:84.1Z']", 8, 'pattern-constant'],
  ["[a:b = b'====']", 8, 'pattern-constant'],
  ["[a:b = h'abc']", 8, 'pattern-constant'],
  ['[a:b = 007]', 8, 'pattern-constant'],
  ['[a:b = 9007199254740992]', 8, 'pattern-constant'],
  ['[a:b = 1] within 2 seconds', 11],
  ['[a:b > true]', 8],
  ['[a:b = TRUE]', 8],
  ['[a:b LIKE 5]', 11],
  ["[file:hashes.SHA-256 = 'x']", 14],
  ["[a:b = 'c]", 11],
  ["[a:b = 'c\\n']", 10],
  ['[a:b = 1', 9],
  ['[a:b = 1]]', 10],
  ['([a:b = 1]', 11],
  ['[(a:b = 1]', 10],
  ['[a:b = 1] AND', 14],
  ['[NOT a:b = 1]', 2],
  ['[a:b NOT NOT = 1]', 10],
  ['[a:b = 1] [c:d = 1]', 11],
  ['[a:b = 1 /* open ]', 10],
  ['[a:b[1.5] = 1]', 6],
  ["[a:b = 1] START '2016-06-01T00:00:00Z' STOP t'2016-07-01T00:00:00Z'", 17],
  ['[a:b = 1] WITHIN 5 SECONDS WITHIN 6 SECONDS', 28, 'pattern-qualifier'],
  ['([a:b = 1]) REPEATS 5 TIMES WITHIN 6 SECONDS REPEATS 5 TIMES', 46, 'pattern-qualifier'],
  ['[a:b = 1 AND c:d = 2]', 14, 'pattern-objects'],
  ['[(a:b = 1 OR c:d = 1) AND c:d = 2 AND a:b = 3]', 39, 'pattern-objects'],
  ["[a:b IN (1, 2.5, 'x')]", 18, 'pattern-set'],
  ['[a:b IN (1,)]', 12],
  ['[a:b = "x"]', 8],
  ["[a:'' AND]", 7],
]

const places = invalid.map(([text, column, code = 'pattern-syntax']) => ({ text, column, code }))

test.each(places)('STIX 9 $text is refused at column $column', ({ text, column, code }) => {
  expect(refusalOf(text)).toMatchObject({ code, line: 1, column, offset: column - 1 })
})

test('STIX 9.5 AND of what one object may satisfy is read, whatever else is offered beside', () => {
  expect(refusalOf('[(a:b = 1 OR c:d = 1) AND c:d = 2]')).toBeUndefined()
})

test('STIX 9 a place is told by line, by character and by unit', () => {
  expect(refusalOf("[a:b = '😀x'\n AND\r\n\ta:😀 = 1]")).toMatchObject({ line: 3, column: 4, offset: 22, found: '😀' })
})

test('STIX 9 what no pattern needs is refused: length, depth', () => {
  const { length, depth } = patternLimits
  const nested = (levels: number) => `${'('.repeat(levels)}[a:b = 1]${')'.repeat(levels)}`
  expect(refusalOf(nested(depth))).toBeUndefined()
  expect(refusalOf(nested(depth + 1))).toMatchObject({ code: 'pattern-too-deep', column: depth + 1 })
  expect(refusalOf('('.repeat(length))).toMatchObject({ code: 'pattern-too-deep' })
  expect(refusalOf(`[${'('.repeat(length - 1)}`)).toMatchObject({ code: 'pattern-too-deep' })
  expect(refusalOf(`[a:b = '${'x'.repeat(length - 10)}']`)).toBeUndefined()
  expect(refusalOf(`[a:b = '${'x'.repeat(length)}']`)).toMatchObject({ code: 'pattern-too-long', offset: length })
})

test('STIX 9 a pattern of any shape is read again as it was', () => {
  fc.assert(
    fc.property(anyPattern, (pattern) => {
      expect(parsePattern(printPattern(pattern))).toEqual(pattern)
    }),
  )
})

test('STIX 9 any text at all is read or refused with a place inside it, never thrown at', () => {
  const pieces = [
    '[',
    ']',
    '(',
    ')',
    "'",
    'a:b',
    '=',
    '1',
    '.5',
    ' AND ',
    'NOT',
    'IN',
    '\\',
    '/*',
    '*',
    "t'",
    '😀',
    '\ud800',
  ]
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(fc.constantFrom(...pieces)).map((all) => all.join('')),
  )
  fc.assert(
    fc.property(text, (given) => {
      const refusal = refusalOf(given)
      if (refusal === undefined) expect(spelling(spelling(given))).toBe(spelling(given))
      else expect(refusal).toMatchObject({ offset: expect.toSatisfy((at: number) => at >= 0 && at <= given.length) })
    }),
    { numRuns: 500 },
  )
})

test('STIX 9 a valid pattern with one character changed is read or refused', () => {
  const changed = fc.tuple(anyPattern.map(printPattern), fc.nat(), fc.string({ unit: 'binary', maxLength: 2 }))
  fc.assert(
    fc.property(changed, ([text, at, other]) => {
      const place = at % text.length
      const result = parsePattern(text.slice(0, place) + other + text.slice(place + 1))
      if (!isRefusal(result)) expect(parsePattern(printPattern(result))).toEqual(result)
    }),
    { numRuns: 500 },
  )
})

const repeated = [
  '0',
  '+',
  '/*',
  '//\n',
  '\\',
  "'",
  "''",
  'a-',
  '.',
  '[a:b=1] AND ',
  '[a:b=1 OR ',
  '[a:b IN (1,',
  '[*]',
  ' ',
  '\n',
  '/**/',
]

test.each(repeated)(
  'STIX 9 as much of %j as a pattern may be long is judged at once',
  (piece) => {
    const { length } = patternLimits
    const text = piece.repeat(length / piece.length)
    for (const start of ['', '[a:b = ', "[a:b = '", '[a:b'])
      expect(isRefusal(parsePattern((start + text).slice(0, length)))).toBe(true)
  },
  2000,
)
