import { expect, test } from 'vitest'
import { epochMsOf } from '#kernel/instant.ts'
import { FakeTime } from './fake-time.ts'
import { SeededRandom } from './seeded-random.ts'
import { systemClock, systemRandom, systemTimers } from './system-time.ts'

test('fake time wakes sleepers in the order of their moments, each at its own', async () => {
  const time = new FakeTime('2026-01-01T00:00:00.000Z')
  const woken: string[] = []
  const nap = async (name: string, ms: number): Promise<void> => {
    await time.sleep(ms)
    woken.push(`${name} ${time.now().slice(17, 23)}`)
  }
  const all = [nap('late', 300), nap('early', 100), nap('tie', 300), nap('early', 100).then(() => nap('chained', 50))]
  await time.advance(250)
  expect(woken).toEqual(['early 00.100', 'early 00.100', 'chained 00.150'])
  expect([time.asleep, time.nextWakeMs]).toEqual([2, 50])
  await time.advance(50)
  await Promise.all(all)
  expect(woken.slice(3)).toEqual(['late 00.300', 'tie 00.300'])
  expect(time.nextWakeMs).toBeUndefined()
})

test('a step of the wall clock wakes nobody and delays nobody', async () => {
  const time = new FakeTime('2026-01-01T00:00:00.000Z')
  let isAwake = false
  const sleeping = time.sleep(100).then(() => (isAwake = true))
  time.step(3_600_000)
  expect(time.now()).toBe('2026-01-01T01:00:00.000Z')
  await time.advance(99)
  expect(isAwake).toBe(false)
  time.step(-7_200_000)
  await time.advance(1)
  await sleeping
  expect(time.now()).toBe('2025-12-31T23:00:00.100Z')
})

test('an aborted sleep ends at once and never rejects', async () => {
  for (const timers of [new FakeTime(), systemTimers]) {
    const stop = new AbortController()
    const sleeping = timers.sleep(60_000, stop.signal)
    stop.abort()
    await sleeping
    await timers.sleep(60_000, stop.signal)
    await timers.sleep(0)
  }
})

test('the system clock tells the time in milliseconds and the system sleeps at least as long as asked', async () => {
  const before = Date.now()
  const start = performance.now()
  await systemTimers.sleep(20)
  expect(performance.now() - start).toBeGreaterThan(18)
  expect(epochMsOf(systemClock.now())).toBeGreaterThanOrEqual(before)
})

test('a seed gives one history, another seed another, a fork its own', () => {
  const draw = (random: SeededRandom): string => random.bytes(13).toHex()
  expect(draw(new SeededRandom(7))).toBe(draw(new SeededRandom('7')))
  expect(draw(new SeededRandom(7))).not.toBe(draw(new SeededRandom(8)))
  const one = new SeededRandom(7)
  const fork = draw(one.fork('net'))
  one.bytes(100)
  expect(draw(one.fork('net'))).toBe(fork)
})

test('seeded draws stay in range and reach every value', () => {
  const random = new SeededRandom('range')
  const seen = new Set(Array.from({ length: 500 }, () => random.int(7)))
  expect(seen).toEqual(new Set([0, 1, 2, 3, 4, 5, 6]))
  expect(Array.from({ length: 200 }, () => random.pick(['a', 'b', 'c']))).toContain('c')
  const hits = Array.from({ length: 4000 }, () => random.chance(0.25)).filter(Boolean).length
  expect(hits).toBeGreaterThan(850)
  expect(hits).toBeLessThan(1150)
  const ones = random.bytes(10_000).reduce((sum, byte) => sum + byte, 0) / 10_000
  expect(Math.abs(ones - 127.5)).toBeLessThan(4)
})

test('the system generator gives as many bytes as asked, different ones', () => {
  expect(systemRandom.bytes(32)).toHaveLength(32)
  expect(systemRandom.bytes(32)).not.toEqual(systemRandom.bytes(32))
})

test('a sleep of nothing gives everyone else a turn', async () => {
  let isServed = false
  setImmediate(() => (isServed = true))
  await systemTimers.sleep(0)
  expect(isServed).toBe(true)
})
