import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { arrange } from './held-order.ts'

const items = (...acts: readonly string[]) => acts.map((act) => ({ act }))

test('console: what is new waits, what is further down follows, what is gone leaves', () => {
  const { rows, news } = arrange(['b', 'c', 'd'], items('a', 'b', 'd', 'e'))
  expect(rows).toEqual(items('b', 'd', 'e'))
  expect(news).toBe(1)
})

test('console: no row ever changes places with another, whatever comes', () => {
  const ids = fc.uniqueArray(fc.nat(40).map(String), { maxLength: 30 })
  fc.assert(
    fc.property(ids, ids, (order, now) => {
      const { rows, news } = arrange(order, items(...now))
      const shown = rows.map(({ act }) => act)
      const kept = order.filter((act) => now.includes(act))
      expect(shown.slice(0, kept.length)).toEqual(kept)
      expect(new Set(shown).size).toBe(shown.length)
      expect(shown.length + news).toBe(now.length)
    }),
  )
})
