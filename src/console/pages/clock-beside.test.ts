import { expect, test } from 'vitest'
import { clockBeside } from './clock-beside.ts'

test('console: a clock that differs is ahead or behind by whole seconds, and one that goes with ours is not called different', () => {
  expect([-1999, 0, 1999].map((ms) => clockBeside(ms).seconds)).toEqual([0, 0, 0])
  expect(clockBeside(240_400)).toEqual({ seconds: 240, side: 'ahead' })
  expect(clockBeside(-2000)).toEqual({ seconds: 2, side: 'behind' })
})
