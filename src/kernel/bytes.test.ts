import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { equalBytes, letGo } from './bytes.ts'

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

test('bytes are equal if each is, wherever they lie in their memory', () => {
  const bytes = fc.uint8Array({ maxLength: 40 })
  const memory = fc.integer({ min: 0, max: 5 })
  fc.assert(
    fc.property(bytes, memory, fc.nat(), (one, offset, place) => {
      const room = new Uint8Array(offset + one.length)
      room.set(one, offset)
      const other = room.subarray(offset)
      expect(equalBytes(one, other)).toBe(true)
      expect(equalBytes(one, room)).toBe(offset === 0)
      if (one.length === 0) return
      const at = place % one.length
      other[at] = (other[at] ?? 0) ^ (1 << (place % 8))
      expect(equalBytes(one, other)).toBe(false)
    }),
  )
})
