import { expect, test } from 'vitest'
import { letGo } from './bytes.ts'

test('only bytes that have their memory to themselves are let go', () => {
  const alone = Uint8Array.of(1, 2, 3)
  letGo(alone)
  expect([alone.length, alone.buffer.detached]).toEqual([0, true])
  const whole = Uint8Array.of(1, 2, 3, 4)
  for (const part of [whole.subarray(1), whole.subarray(0, 3)]) letGo(part)
  expect(whole).toEqual(Uint8Array.of(1, 2, 3, 4))
  const shared = new Uint8Array(new SharedArrayBuffer(4)).fill(7)
  letGo(shared)
  expect(shared).toHaveLength(4)
  letGo(new Uint8Array(0))
})
