import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { isRefusal } from '#kernel/refusal.ts'
import { matchPattern } from './match.ts'
import { readObserved } from './observed.ts'

const at = '2026-11-21T18:05:00Z'

/** Observed data that refer to the objects by `object_refs`, and by the deprecated `objects`. */
function both(objects: readonly Readonly<Record<string, unknown>>[]): readonly unknown[] {
  const times = { type: 'observed-data', first_observed: at, last_observed: at, number_observed: 1 }
  const refs = objects.map(({ id }) => id)
  const own = Object.fromEntries(objects.map((object) => [object['id'], object]))
  return [
    { type: 'bundle', objects: [{ ...times, id: 'observed-data--refs', object_refs: refs }, ...objects] },
    [{ ...times, id: 'observed-data--own', objects: own }],
  ]
}

function isMatched(pattern: string, json: unknown, limit?: number): boolean | string {
  const data = readObserved(json)
  const matching = matchPattern(pattern, data?.observed ?? [], limit)
  return isRefusal(matching) ? matching.code : matching.isMatched
}

const file = {
  type: 'file',
  id: 'file--1',
  name: 'Отчёт.exe',
  size: 25,
  entropy: 6.5,
  is_on: true,
  magic_number_hex: 'FFd8',
  payload_bin: 'dGhpcyBpcyBhIHRlc3Q=',
  bad_hex: 'xyz',
  created: '2026-11-21T18:05:00.100Z',
  hashes: { 'SHA-256': 'aa', MD5: 'bb' },
  list: ['one', 'two', 'three'],
  nested: [{ rows: [1, 2] }, { rows: [7] }],
  parent_directory_ref: 'directory--1',
  contains_refs: ['ipv4-addr--1', 'ipv4-addr--2', 'none--1'],
  none: null,
  ['__proto__']: { polluted: true },
}
const objects = [
  file,
  { type: 'directory', id: 'directory--1', path: 'C:\\Windows\\System32', parent_directory_ref: 'directory--1' },
  { type: 'ipv4-addr', id: 'ipv4-addr--1', value: '198.51.100.0/27' },
  { type: 'ipv4-addr', id: 'ipv4-addr--2', value: '203.0.113.7' },
]

const matching: readonly string[] = [
  "file:name = 'Отчёт.exe'",
  "file:name != 'x'",
  'file:size = 25.0',
  'file:size < 25.5 AND file:size >= 25 AND file:size NOT > 25',
  "file:size != 'x'",
  'file:size NOT = 7',
  'file:is_on = true',
  'file:is_on != false',
  "file:magic_number_hex = h'ffD8'",
  "file:magic_number_hex = b'/9g='",
  "file:magic_number_hex = '\u00ff\u00d8'",
  "file:magic_number_hex < h'ffd800' AND file:magic_number_hex > h'00'",
  "file:magic_number_hex != '\u0416'",
  "file:payload_bin = 'this is a test'",
  "file:payload_bin = h'7468697320697320612074657374'",
  "file:payload_bin MATCHES '^this.*test$'",
  "file:payload_bin LIKE 'this%'",
  "file:bad_hex != h'00'",
  "file:created = t'2026-11-21T18:05:00.1Z'",
  "file:created > t'2026-11-21T18:05:00.0999Z'",
  "file:created = '2026-11-21T18:05:00.100Z'",
  "file:hashes.'SHA-256' = 'aa' AND file:hashes.MD5 IN ('x', 'bb')",
  "file:hashes.MD5 NOT IN ('x')",
  "file:list[1] = 'two'",
  "file:list[*] = 'three'",
  "file:list[*] != 'one'",
  'file:nested[*].rows[*] > 6',
  'file:nested[0].rows[1] = 2',
  "file:parent_directory_ref.path = 'C:\\\\Windows\\\\System32'",
  "file:parent_directory_ref.parent_directory_ref.parent_directory_ref.path LIKE 'C:%'",
  "file:parent_directory_ref = 'directory--1'",
  "file:contains_refs[*].value ISSUBSET '198.51.100.0/24'",
  "file:contains_refs[*].value ISSUPERSET '198.51.100.0/28'",
  "file:contains_refs[0].value NOT ISSUBSET '203.0.113.0/24'",
  "file:contains_refs[1].type = 'ipv4-addr'",
  'EXISTS file:list',
  "EXISTS file:hashes.'SHA-256'",
  "file:name LIKE '%т.e_e'",
  "file:name LIKE 'Отче\u0308т%'",
  "file:name MATCHES 'ч\u0451'",
  "file:name MATCHES '[.]exe$'",
  "file:list[*] MATCHES '^t.o$'",
  "file:name > 'О' AND file:name < 'П'",
  "url:value = 'x' OR file:size = 25",
]

test.each(matching)('STIX 9.6 %s is so', (comparison) => {
  for (const json of both(objects)) expect(isMatched(`[${comparison}]`, json)).toBe(true)
})

const differing: readonly string[] = [
  "file:name = 'отчёт.exe'",
  "file:size = '25'",
  "file:size > 'x'",
  'file:name = 25',
  'file:is_on = 1',
  'file:size < 25',
  "file:payload_bin = 'dGhpcyBpcyBhIHRlc3Q='",
  "file:magic_number_hex > '\u0416'",
  "file:bad_hex = h'00'",
  "file:name = t'2026-11-21T18:05:00Z'",
  "file:name > t'2026-11-21T18:05:00Z'",
  'file:absent != 1',
  'file:absent NOT = 1',
  'EXISTS file:absent',
  'EXISTS file:none',
  'EXISTS file:polluted',
  'EXISTS file:toString',
  'EXISTS file:list.length',
  "file:list = 'one'",
  "file:list[3] != 'x'",
  "file:list[-1] != 'x'",
  "file:name[0] = 'О'",
  'file:contains_refs[2].value != 1',
  'EXISTS file:contains_refs[2].type',
  'file:name IN ()',
  "file:name LIKE 'Отчёт'",
  "file:name LIKE '_'",
  "file:name MATCHES '^exe'",
  "file:name = 'Отче\u0308т.exe'",
  "file:size ISSUBSET '0.0.0.0/0'",
  "file:name ISSUBSET '0.0.0.0/0'",
  "ipv4-addr:value ISSUBSET '::/0'",
  "directory:path = 'x' OR url:value = 'y'",
  "ipv4-addr:value = '203.0.113.7' AND ipv4-addr:value LIKE '198%'",
]

test.each(differing)('STIX 9.6 %s is not so', (comparison) => {
  for (const json of both(objects)) expect(isMatched(`[${comparison}]`, json)).toBe(false)
})

test('STIX 9.7.4 what object_refs does not list is not there', () => {
  const times = { type: 'observed-data', id: 'o', first_observed: at, last_observed: at, number_observed: 1 }
  const data = [{ ...times, object_refs: ['file--1'] }, ...objects]
  expect(isMatched('[file:size = 25]', data)).toBe(true)
  expect(isMatched("[file:parent_directory_ref.path LIKE '%']", data)).toBe(false)
  expect(isMatched("[directory:path LIKE '%']", data)).toBe(false)
})

test('STIX 9.6.2 texts are ordered by code point', () => {
  const data = both([{ type: 'x', id: 'x--1', value: '\u{10000}' }])[1]
  expect(isMatched("[x:value > '\uffff']", data)).toBe(true)
  expect(isMatched("[x:value > '\u{10000}']", data)).toBe(false)
  expect(isMatched("[x:value < '\u{10000}\u0000']", data)).toBe(true)
})

const minute = (second: number): string => `2026-11-21T18:05:${String(second).padStart(2, '0')}Z`
const seen = (letter: string, from: number, to = from, count = 1) => ({
  type: 'observed-data',
  id: `observed-data--${letter}${from}`,
  first_observed: minute(from),
  last_observed: minute(to),
  number_observed: count,
  objects: { '0': { type: 'x', v: letter } },
})
const [a, b, c] = ['a', 'b', 'c'].map((letter) => `[x:v = '${letter}']`)
const span = (from: number, to: number): string => `START t'${minute(from)}' STOP t'${minute(to)}'`

const points = [seen('a', 1), seen('b', 3), seen('a', 10), seen('c', 20), seen('b', 30)]
const timed: readonly (readonly [pattern: string, expected: boolean, data?: readonly object[]])[] = [
  [`${a} AND ${b}`, true],
  [`${a} AND ${a}`, true],
  [`${a} AND ${a} AND ${a}`, false],
  [`${a} OR [x:v = 'z']`, true],
  [`${a} FOLLOWEDBY ${c}`, true],
  [`${c} FOLLOWEDBY ${a}`, false],
  [`${c} FOLLOWEDBY ${a}`, true, [seen('c', 5), seen('a', 5)]],
  [`${a} REPEATS 2 TIMES`, true],
  [`${a} REPEATS 3 TIMES`, false],
  [`${a} REPEATS 3 TIMES`, true, [seen('a', 1), seen('a', 2, 9, 2)]],
  [`${a} REPEATS 1000000 TIMES`, true, [seen('a', 1, 2, 1_000_000)]],
  [`${a} REPEATS 2 TIMES WITHIN 9 SECONDS`, false],
  [`${a} REPEATS 2 TIMES WITHIN 9.000001 SECONDS`, true],
  [`(${a} AND ${c}) WITHIN 11 SECONDS`, true],
  [`(${a} AND ${c}) WITHIN 10 SECONDS`, false],
  [`${a} AND ${c} WITHIN 1 SECONDS`, true],
  [`(${a} FOLLOWEDBY ${b}) WITHIN 3 SECONDS`, true],
  [`(${b} FOLLOWEDBY ${a}) WITHIN 8 SECONDS`, true],
  [`(${b} FOLLOWEDBY ${a}) WITHIN 7 SECONDS`, false],
  [`(${a} FOLLOWEDBY ${b}) REPEATS 2 TIMES`, true],
  [`(${a} FOLLOWEDBY ${c}) REPEATS 2 TIMES`, false],
  [`${a} ${span(10, 11)}`, true],
  [`${a} ${span(2, 10)}`, false],
  [`${a} ${span(11, 5)}`, false],
  [`(${a} AND ${b}) ${span(3, 11)}`, true],
  [`(${a} AND ${b}) ${span(4, 30)}`, false],
  [`${b} FOLLOWEDBY ${c} REPEATS 2 TIMES`, false],
  [`${a} FOLLOWEDBY (${b} OR ${c}) FOLLOWEDBY ${b}`, true],
  // Between its bounds an observation may have been at any moment, but at one only.
  [`${c} FOLLOWEDBY ${a}`, true, [seen('a', 1, 30), seen('c', 20)]],
  [`(${a} FOLLOWEDBY ${b} FOLLOWEDBY ${a}) WITHIN 2 SECONDS`, true, [seen('a', 0, 50), seen('b', 20), seen('a', 21)]],
  [`(${a} FOLLOWEDBY ${b} FOLLOWEDBY ${c}) WITHIN 5 SECONDS`, false, [seen('b', 0, 50), seen('a', 10), seen('c', 15)]],
  [`(${c} AND ${b}) WITHIN 5 SECONDS`, false, [seen('b', 0, 10), seen('c', 15, 40)]],
  [`(${a} AND ${b} AND ${c}) WITHIN 6 SECONDS`, true, [seen('b', 0, 10), seen('c', 15, 40), seen('a', 0, 50)]],
]

const cases = timed.map(([pattern, expected, data = points]) => ({ pattern, expected, data }))

test.each(cases)('STIX 9.5 $pattern: $expected', ({ pattern, expected, data }) => {
  expect(isMatched(pattern, data)).toBe(expected)
})

test('STIX 9 tells which match together, and which alone', () => {
  const data = readObserved({ type: 'bundle', objects: points })
  const together = matchPattern(`${a} FOLLOWEDBY ${c}`, data?.observed ?? [])
  expect(together).toEqual({ isMatched: true, together: [0, 3], alone: [] })
  const alone = matchPattern(`${b} OR ${c}`, data?.observed ?? [])
  expect(alone).toEqual({ isMatched: true, together: [1], alone: [1, 3, 4] })
})

test('STIX 4.14 observed data without times or number take no part and are named', () => {
  const { last_observed: _, ...untimed } = seen('a', 1)
  const wrong = [untimed, { ...seen('a', 2), number_observed: 0 }, { ...seen('a', 9), last_observed: minute(3) }]
  const data = readObserved([...wrong, seen('b', 1)])
  expect(data?.passedOver).toEqual(['observed-data--a1', 'observed-data--a2', 'observed-data--a9'])
  expect(data?.observed.map(({ id }) => id)).toEqual(['observed-data--b1'])
  expect(readObserved('text')).toBeUndefined()
  expect(readObserved({ type: 'bundle' })).toBeUndefined()
  expect(readObserved([null, 7, { type: 'observed-data' }])?.passedOver).toEqual([''])
})

test.each([
  ["[a:b MATCHES 'x(?=y)']", 16],
  ["[a:b MATCHES '(a)\\\\1']", 18],
  ["[a:b MATCHES 'it\\'s (?>a)']", 21],
  ["[a:b = 1 OR a:b MATCHES 'a++']", 27],
  ["[a:b MATCHES '(']", 15],
  ["[a:b MATCHES 'x{1001}']", 16],
  [`[a:b MATCHES '${'x'.repeat(1001)}']`, 15],
])('STIX 9.6.1 %s: what is not searched in linear time is refused with its place', (pattern, column) => {
  expect(matchPattern(pattern, [])).toMatchObject({ code: 'pattern-regex', params: { column } })
})

test('STIX 9 what would cost too much is refused, not answered', () => {
  const many = Array.from({ length: 30 }, (_item, place) => seen('a', place))
  const early = Array.from({ length: 15 }, () => a).join(' AND ')
  expect(isMatched(`(${early}) FOLLOWEDBY ${c}`, [...many, seen('c', 10)])).toBe('pattern-too-costly')
  expect(isMatched(Array.from({ length: 1000 }, () => a).join(' AND '), many)).toBe('pattern-too-costly')
  expect(isMatched(`(${a} FOLLOWEDBY ${a}) REPEATS 9000 TIMES`, [seen('a', 1, 2, 100_000)])).toBe('pattern-too-costly')
})

test('STIX 9 pathological patterns and data end in time', () => {
  const text = 'x'.repeat(100_000)
  const data = both([
    { type: 'x', id: 'x--1', v: text, list: Array(1000).fill(Array(1000).fill(1)), self_ref: 'x--1' },
  ])[1]
  const costly = ['(x+x+)+y', '(x*)*y', '(.*)(.*)(.*)(.*)[0-9]$', '(x?){500}z', '\\\\pL{900}y']
  for (const regex of costly) expect(isMatched(`[x:v MATCHES '${regex}']`, data)).toSatisfy((answer) => answer !== true)
  expect(
    isMatched(`[x:v MATCHES '${'x{1000}'.repeat(100)}' OR x:v MATCHES '${'y{1000}'.repeat(142)}']`, data),
  ).toBeTypeOf('string')
  expect(isMatched(`[x:v LIKE '${'%x'.repeat(1000)}%y']`, data)).toBe(false)
  expect(isMatched('[x:list[*][*] = 2]', data)).toBe(false)
  expect(isMatched(`[x${':self_ref'.concat('.self_ref'.repeat(60))}.none = 2]`, data)).toBe(false)
}, 15_000)

test('STIX 9 a thousand repetitions among thousands are found, or not, without trying each way', () => {
  const many = Array.from({ length: 3000 }, (_item, place) => ({
    ...seen('a', 1),
    first_observed: stamp(place),
    last_observed: stamp(place),
  }))
  expect(isMatched(`${a} REPEATS 1000 TIMES WITHIN 1000 SECONDS`, many)).toBe(true)
  expect(isMatched(`${a} REPEATS 1000 TIMES WITHIN 999 SECONDS`, many)).toBe(false)
  expect(isMatched(`${a} REPEATS 3000 TIMES WITHIN 3000 SECONDS`, many)).toBe(true)
  expect(isMatched(`${a} REPEATS 3001 TIMES`, many)).toBe(false)
})

const stamp = (seconds: number): string =>
  `2026-11-21T18:${String(Math.floor(seconds / 60)).padStart(2, '0')}:${String(seconds % 60).padStart(2, '0')}Z`

test('STIX 9 any JSON at all is read as observed data, and matched, without a fault', () => {
  const pattern =
    "[x:v[*].a != 1 OR x:v LIKE '%' OR x:o_ref.v MATCHES '.' OR x:h_hex > h'00'] REPEATS 2 TIMES WITHIN 1 SECONDS"
  const part = fc.jsonValue({ maxDepth: 3 })
  const near = fc.record(
    {
      type: fc.constant('observed-data'),
      first_observed: fc.constantFrom(at, 'x', 7),
      last_observed: fc.constant(at),
      number_observed: fc.oneof(fc.double(), fc.integer({ min: 1, max: 3 })),
      object_refs: part,
      objects: fc.dictionary(
        fc.string(),
        fc.record(
          { type: fc.constantFrom('x', '__proto__'), v: part, o_ref: fc.string(), h_hex: part },
          { requiredKeys: [] },
        ),
      ),
    },
    { requiredKeys: ['type'] },
  )
  fc.assert(fc.property(fc.oneof(fc.array(near), fc.array(fc.jsonValue())), (json) => void isMatched(pattern, json)))
})
