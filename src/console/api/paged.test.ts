import { expect, test } from 'vitest'
import { paging, placeOf, top, type Place } from './paged.ts'

const next = (here: Place, name: string): Place =>
  paging.getNextPageParam({ items: Array.from({ length: 100 }), next: name }, undefined, here) ?? top

test('console: from every page of a long list the way back is known, and the page of any row', () => {
  const second = next(top, 'a')
  const third = next(second, 'b')
  expect(third).toMatchObject({ after: 'b', at: 200 })
  expect(paging.getPreviousPageParam(undefined, undefined, third)).toBe(second)
  expect(paging.getPreviousPageParam(undefined, undefined, top)).toBeUndefined()
  expect(paging.getNextPageParam({ items: [] }, undefined, third)).toBeUndefined()
  expect([0, 99, 100, 250, 900].map((row) => placeOf(row, third))).toEqual([top, top, second, third, third])
})
