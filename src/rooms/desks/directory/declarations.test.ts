import { expect, test } from 'vitest'
import { list, show } from './declarations.ts'

test('D2 a moment outside the calendar is refused', () => {
  for (const query of [list.query, show.query]) {
    for (const at of ['9999-12-30', '0001-01-01', '1969-12-31T23:59:59.999Z', '9000-01-01'])
      expect([at, query.safeParse({ at }).success]).toEqual([at, false])
    for (const at of ['2026-11-21', '1970-01-01', '8999-12-31T23:59:59.999Z', undefined])
      expect([at, query.safeParse({ at }).success]).toEqual([at, true])
  }
})
