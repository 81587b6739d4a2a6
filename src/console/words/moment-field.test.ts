import '../../../test/suites/browserless.ts'
import { expect, test } from 'vitest'
import { begun, momentIn, renewed, written } from './moment-field.tsx'

const day = '2026-11-21T00:00:00.000Z'

test('console: a cleared filter clears its dates, and a wrong date is no date', () => {
  const filled = renewed(written(begun(undefined), '2026-11-21'), day)
  expect(filled).toEqual({ text: '2026-11-21', value: day, asked: [] })
  expect(renewed(filled, undefined).text).toBe('')
  expect(renewed(filled, '2026-11-22T18:05:00.000Z').text).toBe('2026-11-22 18:05Z')
  for (const wrong of ['2026-02-30', '2026-11-21 7', 'soon', ''])
    expect([wrong, momentIn(wrong)]).toEqual([wrong, undefined])
})

test('console: a date that is being written is not written over by what it asked for before', () => {
  const begins = written(begun(undefined), '2026-11-21')
  const goesOn = written(begins, '2026-11-21 1')
  expect(goesOn.asked).toEqual([day, undefined])
  const first = renewed(goesOn, day)
  expect(first.text).toBe('2026-11-21 1')
  const second = renewed(first, undefined)
  expect(second).toEqual({ text: '2026-11-21 1', value: undefined, asked: [] })
  expect(renewed(second, day).text).toBe('2026-11-21')
})
