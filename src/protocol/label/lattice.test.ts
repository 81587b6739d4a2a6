import * as fc from 'fast-check'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { Instant } from '#kernel/instant.ts'
import { isRefusal } from '#kernel/refusal.ts'
import { checkLabel } from './check.ts'
import type { Label } from './label.ts'
import { atMost, canonical, join } from './lattice.ts'
import { familyOf, type LabelPolicy } from './policy.ts'

interface Vectors {
  readonly policy: {
    readonly levels: string[]
    readonly categories: string[]
    readonly handling: string[]
    readonly purposes: string[]
  }
  readonly join: readonly { readonly name: string; readonly of: readonly [Label, Label]; readonly gives: Label }[]
  readonly check: readonly {
    readonly name: string
    readonly class: 'content' | 'record'
    readonly at: Instant
    readonly label: Label
    readonly gives: string
  }[]
}

const vectors: Vectors = JSON.parse(readFileSync(new URL('../../../vectors/label/label.json', import.meta.url), 'utf8'))
const words = (names: readonly string[]) => new Map(names.map((name, rank) => [name, rank]))
const policy: LabelPolicy = {
  levels: words(vectors.policy.levels),
  categories: words(vectors.policy.categories),
  handling: words(vectors.policy.handling),
  purposes: words(vectors.policy.purposes),
}

const instant = fc.constantFrom('2026-01-01T00:00:00.000Z' as Instant, '2027-01-01T00:00:00.000Z' as Instant)
const personalData = fc.record({
  purpose: fc.constantFrom(...policy.purposes.keys()),
  legalBasis: fc.constantFrom('art. 5', 'art. 7', ''),
  expires: instant,
})
const label: fc.Arbitrary<Label> = fc
  .record(
    {
      level: fc.constantFrom(...policy.levels.keys(), 'unheard-of'),
      category: fc.constantFrom(...policy.categories.keys()),
      handling: fc.array(fc.constantFrom(...policy.handling.keys(), 'X:Y', 'ZZ'), { maxLength: 4 }),
      grading: fc.constantFrom('A1', 'B3', 'X4'),
      basis: fc.constantFrom('exchange-1', 'exchange-2'),
      purpose: fc.constantFrom(...policy.purposes.keys()),
      reviewBy: instant,
      personalData,
      exercise: fc.constantFrom('mir-26', 'mir-27'),
    },
    { requiredKeys: ['level', 'category', 'handling'] },
  )
  .map((drawn) => canonical(drawn, policy))

test('LB1 join is associative', () => {
  fc.assert(
    fc.property(label, label, label, (a, b, c) => {
      expect(join(join(a, b, policy), c, policy)).toEqual(join(a, join(b, c, policy), policy))
    }),
  )
})

test('LB2 join is commutative', () => {
  fc.assert(
    fc.property(label, label, (a, b) => {
      expect(join(a, b, policy)).toEqual(join(b, a, policy))
    }),
  )
})

test('LB3 join is idempotent', () => {
  fc.assert(
    fc.property(label, (a) => {
      expect(join(a, a, policy)).toEqual(a)
    }),
  )
})

test('LB4 join never lowers, and is the least that does not', () => {
  fc.assert(
    fc.property(label, label, label, (a, b, c) => {
      const joined = join(a, b, policy)
      expect(atMost(a, joined, policy) && atMost(b, joined, policy)).toBe(true)
      expect(atMost(joined, c, policy)).toBe(atMost(a, c, policy) && atMost(b, c, policy))
      expect((policy.levels.get(joined.level) ?? 99) >= (policy.levels.get(a.level) ?? 99)).toBe(true)
    }),
  )
})

test('LB5 join is monotone', () => {
  fc.assert(
    fc.property(label, label, label, (a, b, c) => {
      expect(atMost(join(a, c, policy), join(join(a, b, policy), c, policy), policy)).toBe(true)
    }),
  )
})

test('LB6 a join of two categories is none the charter knows', () => {
  fc.assert(
    fc.property(label, label, (a, b) => {
      const { category } = join(a, b, policy)
      expect(policy.categories.has(category)).toBe(a.category === b.category)
    }),
  )
})

test.each(vectors.join.map((vector) => [vector.name, vector] as const))('LB7 %s', (_, { of: [one, other], gives }) => {
  expect(join(one, other, policy)).toEqual(gives)
  expect(JSON.stringify(join(other, one, policy))).toBe(JSON.stringify(join(one, other, policy)))
})

test.each(vectors.check.map((vector) => [vector.name, vector] as const))('LB8 %s', (_, vector) => {
  const result = checkLabel(vector.label, policy, { class: vector.class, at: vector.at })
  expect(isRefusal(result) ? result.code : 'ok').toBe(vector.gives)
})

test('LB9 codes of one family are told by their name', () => {
  expect(['TLP:AMBER+STRICT', 'H2', 'EYES-ONLY'].map(familyOf)).toEqual(['TLP', 'H', 'EYES-ONLY'])
})
