import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { isRefusal } from '#kernel/refusal.ts'
import { matchPattern } from './match.ts'
import { areSamePatterns } from './normal.ts'
import { readObserved } from './observed.ts'
import { printPattern } from './print.ts'
import type { Comparison, Observation } from './tree.ts'

/** The meaning of a pattern, written out: every choice of observations at every choice of their moments. */
interface Unit {
  readonly v: number
  readonly at: number
}

/** Sets of observations, as bits, that satisfy the pattern. */
function meanings(pattern: Observation, units: readonly Unit[]): ReadonlySet<number> {
  const all = units.map((_unit, place) => place)
  switch (pattern.kind) {
    case 'observation':
      return new Set(all.filter((place) => asks(pattern.test, units[place]?.v ?? 0)).map((place) => 1 << place))
    case 'OR':
      return new Set(pattern.operands.flatMap((operand) => [...meanings(operand, units)]))
    case 'AND':
    case 'FOLLOWEDBY': {
      const isOrdered = pattern.kind === 'FOLLOWEDBY'
      return pattern.operands
        .map((operand) => meanings(operand, units))
        .reduce((before, after) => pairs(before, after, (one, other) => !isOrdered || inOrder(one, other, units)))
    }
    case 'qualified':
      return qualified(pattern, units)
  }
}

function pairs(
  before: ReadonlySet<number>,
  after: ReadonlySet<number>,
  isAllowed: (one: number, other: number) => boolean,
): ReadonlySet<number> {
  const found = [...before].flatMap((one) =>
    [...after].filter((other) => (one & other) === 0 && isAllowed(one, other)).map((other) => one | other),
  )
  return new Set(found)
}

const momentsOf = (set: number, units: readonly Unit[]): readonly number[] =>
  units.filter((_unit, place) => (set & (1 << place)) !== 0).map(({ at }) => at)

const inOrder = (one: number, other: number, units: readonly Unit[]): boolean =>
  Math.max(...momentsOf(one, units)) <= Math.min(...momentsOf(other, units))

function qualified(pattern: Observation & { readonly kind: 'qualified' }, units: readonly Unit[]): ReadonlySet<number> {
  const inner = meanings(pattern.of, units)
  const { qualifier } = pattern
  const kept = (isKept: (moments: readonly number[]) => boolean) =>
    new Set([...inner].filter((set) => isKept(momentsOf(set, units))))
  switch (qualifier.kind) {
    case 'REPEATS':
      return Array.from({ length: qualifier.times - 1 }, () => inner).reduce(
        (before, after) => pairs(before, after, () => true),
        inner,
      )
    case 'WITHIN': {
      const micros = Math.round(Number(qualifier.seconds.value) * 1_000_000)
      return kept((moments) => Math.max(...moments) < Math.min(...moments) + micros)
    }
    case 'START':
      return kept((moments) => moments.every((at) => stamp(at) >= qualifier.start && stamp(at) < qualifier.stop))
  }
}

function asks(question: Comparison, v: number): boolean {
  if (question.kind === 'OR') return question.operands.some((operand) => asks(operand, v))
  if (question.kind === 'AND') return question.operands.every((operand) => asks(operand, v))
  return question.kind === 'equal' && (Number(question.value.value) === v) === (question.operator === '=')
}

const stamp = (micros: number): string => `2026-11-21T18:05:00.${String(micros).padStart(6, '0')}Z`

interface Seen {
  readonly v: number
  readonly first: number
  readonly length: number
  readonly count: number
}

/** Every choice of one moment for each of so many observations. */
function worlds(seen: readonly Seen[]): readonly (readonly Unit[])[] {
  const units = seen.flatMap((one) => Array.from({ length: one.count }, () => one))
  return units.reduce<readonly (readonly Unit[])[]>(
    (found, { v, first, length }) =>
      found.flatMap((world) =>
        Array.from({ length: length + 1 }, (_item, more) => [...world, { v, at: first + more }]),
      ),
    [[]],
  )
}

const observedOf = (seen: readonly Seen[]) =>
  readObserved(
    seen.map(({ v, first, length, count }, place) => ({
      type: 'observed-data',
      id: `observed-data--${place}`,
      first_observed: stamp(first),
      last_observed: stamp(first + length),
      number_observed: count,
      objects: { '0': { type: 'x', v } },
    })),
  )?.observed ?? []

function answer(pattern: Observation, seen: readonly Seen[]): boolean | string {
  const matching = matchPattern(printPattern(pattern), observedOf(seen))
  return isRefusal(matching) ? matching.code : matching.isMatched
}

const v: fc.Arbitrary<Comparison> = fc
  .record({ value: fc.constantFrom('1', '2'), operator: fc.constantFrom('=' as const, '!=' as const) })
  .map(({ value, operator }) => ({
    kind: 'equal',
    path: { type: 'x', steps: [{ kind: 'key', name: 'v' }] },
    isNegated: false,
    operator,
    value: { kind: 'integer', value },
  }))
const qualifier = fc.oneof(
  fc.integer({ min: 1, max: 4 }).map((micros) => ({
    kind: 'WITHIN' as const,
    seconds: { kind: 'float' as const, value: `0.00000${micros}` },
  })),
  fc.record({ kind: fc.constant('REPEATS' as const), times: fc.integer({ min: 1, max: 3 }) }),
  fc
    .tuple(fc.integer({ min: 0, max: 4 }), fc.integer({ min: 1, max: 6 }))
    .map(([start, stop]) => ({ kind: 'START' as const, start: stamp(start), stop: stamp(stop) })),
)
const smallPattern = fc.letrec<{ any: Observation }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc
      .oneof(
        v,
        fc.tuple(v, v).map((operands) => ({ kind: 'OR' as const, operands })),
      )
      .map((asked) => ({
        kind: 'observation' as const,
        test: asked,
      })),
    fc.record({ kind: fc.constant('qualified' as const), of: tie('any'), qualifier }),
    fc.record({
      kind: fc.constantFrom('AND' as const, 'OR' as const, 'FOLLOWEDBY' as const),
      operands: fc.array(tie('any'), { minLength: 2, maxLength: 3 }),
    }),
  ),
})).any
const someSeen = fc.array(
  fc.record({
    v: fc.integer({ min: 1, max: 2 }),
    first: fc.integer({ min: 0, max: 3 }),
    length: fc.integer({ min: 0, max: 2 }),
    count: fc.integer({ min: 1, max: 2 }),
  }),
  { maxLength: 3 },
)

test('STIX 9.5 a match is found if and only if some choice of observations and moments is one', () => {
  fc.assert(
    fc.property(smallPattern, someSeen, (pattern, seen) => {
      const isSo = worlds(seen).some((world) => meanings(pattern, world).size > 0)
      expect(answer(pattern, seen)).toBe(isSo)
    }),
    { numRuns: 400 },
  )
})

test('STIX 9 patterns that are called the same match the same data', () => {
  let same = 0
  fc.assert(
    fc.property(fc.array(smallPattern, { minLength: 12, maxLength: 12 }), someSeen, (patterns, seen) => {
      for (const [place, one] of patterns.entries())
        for (const other of patterns.slice(place + 1)) {
          if (!areSamePatterns(one, other)) continue
          same += 1
          expect(answer(one, seen)).toBe(answer(other, seen))
        }
    }),
    { numRuns: 150 },
  )
  expect(same).toBeGreaterThan(20)
})
