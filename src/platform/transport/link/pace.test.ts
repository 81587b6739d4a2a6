import { expect, test } from 'vitest'
import { addMs, type Instant } from '#kernel/instant.ts'
import type { Party } from '#protocol/identity/party.ts'
import { Pace } from './pace.ts'

const at = '2026-11-21T18:05:00.000Z' as Instant
const [alt, bor] = ['alt', 'bor'] as [Party, Party]
const admitted = (pace: Pace, peer: Party, times: number, now: Instant): number =>
  Array.from({ length: times }, () => pace.admit(peer, now)).filter(Boolean).length

test('P15 a peer that asks too often is put off, and no other', () => {
  const pace = new Pace({ burst: 10, perSecond: 2 })
  expect(admitted(pace, alt, 100, at)).toBe(10)
  expect(admitted(pace, bor, 5, at)).toBe(5)
  expect(admitted(pace, alt, 100, addMs(at, 1000))).toBe(2)
  expect(admitted(pace, alt, 100, addMs(at, 3_600_000))).toBe(10)
})

test('F7 a clock that was set back neither gives nor takes', () => {
  const pace = new Pace({ burst: 10, perSecond: 2 })
  expect(admitted(pace, alt, 4, at)).toBe(4)
  expect(admitted(pace, alt, 100, addMs(at, -86_400_000))).toBe(6)
  expect(admitted(pace, alt, 100, addMs(at, -86_400_000 + 1000))).toBe(2)
})
