import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { isRefusal } from '#kernel/refusal.ts'
import { anyPattern } from '../../../../test/suites/any-stix-pattern.ts'
import { areSamePatterns } from './normal.ts'
import { parsePattern } from './parse.ts'
import type { Comparison, Observation } from './tree.ts'

function read(text: string): Observation {
  const pattern = parsePattern(text)
  if (isRefusal(pattern)) throw new Error(`${text}: ${pattern.code}`)
  return pattern
}

const [a, b, c] = ['[x:a = 1]', '[x:b = 2]', '[y:c = 3]']
const day = (from: string, to: string) => `START t'2026-11-${from}T00:00:00Z' STOP t'2026-11-${to}T00:00:00Z'`

test.each([
  ['[x:a=1 AND x:b=2]', '[ (x:b = 2) AND x:a == 1 AND x:b = 2 ]'],
  ['[x:a NOT = 1]', '[x:a != 1]'],
  ['[x:a NOT != 1]', '[x:a = 1]'],
  ["[x:a IN ('p', 'q')]", "[x:a = 'q' OR x:a IN ('p', 'p')]"],
  ["[x:a NOT IN ('p')]", "[x:a != 'p']"],
  ['[x:a > 1.0]', '[x:a > 1]'],
  ["[x:a = h'00ff']", "[x:a = b'AP8=']"],
  ["[x:a < t'2026-11-21T18:05:00Z']", "[x:a < t'2026-11-21T18:05:00.000Z']"],
  ["[x:a ISSUBSET '10.1.2.3/8']", "[x:a ISSUBSET '10.0.0.0/8']"],
  ["[x:a LIKE 'u\u0308%']", "[x:a LIKE '\u00fc%']"],
  [`${a} OR ${b} OR ${a}`, `${b} OR ${a}`],
  [`(${a} AND ${b}) AND ${c}`, `${c} AND (${b} AND ${a})`],
  [`${a} AND ${a}`, `${a} REPEATS 2 TIMES`],
  [`(${a} AND ${b}) REPEATS 2 TIMES`, `${a} REPEATS 2 TIMES AND ${b} AND ${b}`],
  [`(${a} FOLLOWEDBY ${b}) FOLLOWEDBY ${c}`, `${a} FOLLOWEDBY (${b} FOLLOWEDBY ${c})`],
  [`(${a} AND ${b}) ${day('01', '09')}`, `${b} ${day('01', '09')} AND ${a} ${day('01', '09')}`],
  [`(${a} ${day('01', '05')}) ${day('03', '09')}`, `${a} ${day('03', '05')}`],
  [`${a} WITHIN 5 SECONDS`, a],
  [`((${a} AND ${b}) WITHIN 5 SECONDS) WITHIN 9 SECONDS`, `(${b} AND ${a}) WITHIN 5.0 SECONDS`],
])('STIX 9 %s is the same as %s', (one, other) => {
  expect(areSamePatterns(read(one), read(other))).toBe(true)
})

test.each([
  [`${a} AND ${a}`, a],
  [`${a} FOLLOWEDBY ${b}`, `${b} FOLLOWEDBY ${a}`],
  [`${a} FOLLOWEDBY ${b}`, `${a} AND ${b}`],
  [`(${a} AND ${b}) WITHIN 5 SECONDS`, `(${a} AND ${b}) WITHIN 6 SECONDS`],
  [`(${a} REPEATS 2 TIMES) WITHIN 5 SECONDS`, `(${a} WITHIN 5 SECONDS) REPEATS 2 TIMES`],
  ['[x:a NOT > 1]', '[x:a <= 1]'],
  ["[x:a NOT IN ('p', 'q')]", "[x:a != 'p' OR x:a != 'q']"],
  ["[x:a = '1']", '[x:a = 1]'],
  ["[x:a[0] = 'p']", "[x:a[*] = 'p']"],
  ["[x:a = 'p' AND x:a = 'q']", "[x:a IN ('p', 'q')]"],
  ["[x:a MATCHES 'u\u0308']", "[x:a MATCHES '\u00fc']"],
  ["[x:a = 'q) ; OR(']", "[x:a = 'q' OR x:a = '']"],
])('STIX 9 %s is not the same as %s', (one, other) => {
  expect(areSamePatterns(read(one), read(other))).toBe(false)
})

/** The same asked with operands the other way round, each choice offered twice, all in sets. */
function turned(test: Comparison): Comparison {
  if (test.kind !== 'AND' && test.kind !== 'OR') return test.kind === 'equal' ? inSet(test) : test
  const operands = test.operands.map(turned).toReversed()
  return { kind: test.kind, operands: [...operands, ...operands.slice(0, 1)] }
}

const inSet = (test: Comparison & { readonly kind: 'equal' }): Comparison => ({
  kind: 'set',
  path: test.path,
  isNegated: (test.operator === '!=') !== test.isNegated,
  operator: 'IN',
  value: [test.value, test.value],
})

function mirrored(pattern: Observation): Observation {
  if (pattern.kind === 'observation') return { kind: 'observation', test: turned(pattern.test) }
  if (pattern.kind === 'qualified') return { ...pattern, of: mirrored(pattern.of) }
  const operands = pattern.operands.map(mirrored)
  return { kind: pattern.kind, operands: pattern.kind === 'FOLLOWEDBY' ? operands : operands.toReversed() }
}

test('STIX 9 order, repetition and sets make no other pattern of any pattern', () => {
  fc.assert(fc.property(anyPattern, (pattern) => areSamePatterns(pattern, mirrored(pattern))))
})
