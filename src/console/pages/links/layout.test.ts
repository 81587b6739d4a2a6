import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Bundle, Found } from '../../api/links.ts'
import { layOut, mostNodes } from './layout.ts'

const find = (number: number): Found => ({
  act: `act--${number}`,
  author: 'bor',
  at: '2026-11-22T00:00:00.000Z',
  level: 'open',
  object: `malware--${number}`,
  type: 'malware',
  name: 'Kite',
})

const someBundles = fc
  .uniqueArray(fc.record({ name: fc.string({ minLength: 1, maxLength: 8 }), count: fc.nat(40) }), {
    maxLength: 40,
    selector: ({ name }) => name,
  })
  .map((all) =>
    all.map(({ name, count }, place): Bundle => {
      const finds = Array.from({ length: count }, (_, at) => find(place * 100 + at))
      return { kind: 'value', name, finds, more: false }
    }),
  )

test('links: equal links make equal drawings, in whatever order they came', () => {
  fc.assert(
    fc.property(someBundles, (bundles) => {
      const turned = bundles.toReversed().map((bundle) => ({ ...bundle, finds: bundle.finds.toReversed() }))
      expect(layOut(turned)).toEqual(layOut(bundles))
    }),
  )
})

test('links: at most so many nodes are drawn, no two in one place, and what is left out is counted', () => {
  fc.assert(
    fc.property(someBundles, (bundles) => {
      const { nodes, left } = layOut(bundles)
      expect(nodes.length + 1).toBeLessThanOrEqual(mostNodes)
      expect(new Set(nodes.map(({ x, y }) => `${x} ${y}`)).size).toBe(nodes.length)
      const all = bundles.reduce((sum, { finds }) => sum + finds.length, 0)
      expect(nodes.filter((node) => node.find !== undefined).length + left).toBe(all)
    }),
  )
})
