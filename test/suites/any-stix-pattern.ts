import * as fc from 'fast-check'
import { numberOf } from '#protocol/stix/pattern/literal.ts'
import type {
  Comparison,
  Literal,
  NumberLiteral,
  ObjectPath,
  Observation,
  OrderedLiteral,
  Step,
  Test,
} from '#protocol/stix/pattern/tree.ts'

const name = fc.constantFrom('size', 'name', 'AND', 'true', 'SHA-256', "o'clock", 'back\\slash', '', 'мир', '_x1')
const key: fc.Arbitrary<Step> = name.map((text) => ({ kind: 'key', name: text }))
const step: fc.Arbitrary<Step> = fc.oneof(
  key,
  fc.integer({ min: -2, max: 3 }).map((at) => ({ kind: 'index' as const, at: at === 0 ? 0 : at })),
  fc.constant({ kind: 'all' as const }),
)
const types = ['file', 'ipv4-addr', 'x_own'] as const

const path = (type: string): fc.Arbitrary<ObjectPath> =>
  fc.tuple(key, fc.array(step, { maxLength: 3 })).map(([first, more]) => ({ type, steps: [first, ...more] }))

const number = (text: string): NumberLiteral => numberOf(text) ?? { kind: 'integer', value: '0' }
const integer = fc.maxSafeInteger().map((value) => number(String(value)))
const float = fc.tuple(fc.integer(), fc.nat()).map(([whole, part]) => number(`${whole}.${part}`))
const timestamp = fc.constantFrom('2026-11-21T18:05:00Z', '2026-11-21T18:05:00.120Z', '0001-01-01T00:00:00.000000001Z')
const string = fc.string({ unit: 'grapheme', maxLength: 6 })

const number_ = fc.oneof(integer, float)
const octets = fc.uint8Array({ maxLength: 5 })
const hex = octets.map((bytes) => ({ kind: 'hex' as const, value: bytes.toHex() }))
const binary = fc
  .uint8Array({ minLength: 1, maxLength: 5 })
  .map((bytes) => ({ kind: 'binary' as const, value: bytes.toBase64() }))
const strings = string.map((value) => ({ kind: 'string' as const, value }))
const times = timestamp.map((value) => ({ kind: 'timestamp' as const, value }))
const ordered: fc.Arbitrary<OrderedLiteral> = fc.oneof(number_, strings, hex, binary, times)
const literal: fc.Arbitrary<Literal> = fc.oneof(
  ordered,
  fc.boolean().map((value) => ({ kind: 'boolean' as const, value })),
)
const set: fc.Arbitrary<readonly Literal[]> = fc.oneof(
  fc.array(number_, { maxLength: 3 }),
  fc.array(strings, { maxLength: 3 }),
  fc.array(fc.oneof(hex, binary), { maxLength: 3 }),
)

function test(type: string): fc.Arbitrary<Test> {
  const about = { path: path(type), isNegated: fc.boolean() }
  const operator = <Name extends string>(...names: readonly Name[]) => fc.constantFrom(...names)
  return fc.oneof(
    fc.record({ kind: fc.constant('equal' as const), ...about, operator: operator('=', '!='), value: literal }),
    fc.record({
      kind: fc.constant('order' as const),
      ...about,
      operator: operator('<', '<=', '>', '>='),
      value: ordered,
    }),
    fc.record({ kind: fc.constant('set' as const), ...about, operator: operator('IN'), value: set }),
    fc.record({ kind: fc.constant('text' as const), ...about, operator: operator('LIKE', 'MATCHES'), value: string }),
    fc.record({
      kind: fc.constant('text' as const),
      ...about,
      operator: operator('ISSUBSET', 'ISSUPERSET'),
      value: fc.constantFrom('198.51.100.0/24', '2001:db8::/32', '0.0.0.0/0'),
    }),
  )
}

/** Comparisons of one type of object, so that AND has a sense. */
const comparison = (type: string): fc.Arbitrary<Comparison> =>
  fc.letrec<{ any: Comparison }>((tie) => ({
    any: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      test(type),
      path(type).map((at) => ({ kind: 'exists' as const, path: at })),
      fc.record({
        kind: fc.constantFrom('AND' as const, 'OR' as const),
        operands: fc.array(tie('any'), { minLength: 2, maxLength: 3 }),
      }),
    ),
  })).any

const simple: fc.Arbitrary<Observation> = fc
  .constantFrom(...types)
  .chain(comparison)
  .map((asked) => ({ kind: 'observation', test: asked }))

const qualifier = fc.oneof(
  fc.record({
    kind: fc.constant('WITHIN' as const),
    seconds: fc.constantFrom('1', '0.5', '300').map((text) => number(text)),
  }),
  fc.record({ kind: fc.constant('REPEATS' as const), times: fc.integer({ min: 1, max: 4 }) }),
  fc.record({ kind: fc.constant('START' as const), start: timestamp, stop: timestamp }),
)

/** Any pattern that can be written. */
export const anyPattern: fc.Arbitrary<Observation> = fc.letrec<{ any: Observation }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    simple,
    fc.record({ kind: fc.constant('qualified' as const), of: tie('any'), qualifier }),
    fc.record({
      kind: fc.constantFrom('AND' as const, 'OR' as const, 'FOLLOWEDBY' as const),
      operands: fc.array(tie('any'), { minLength: 2, maxLength: 3 }),
    }),
  ),
})).any
