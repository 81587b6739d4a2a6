import { expect, test } from 'vitest'
import { searchablesOf } from '#rooms/exchange/source.ts'
import { systemTimers } from '#platform/clock/system-time.ts'
import { bundleOf, held, objects } from './testing/rain.ts'
import { Threads } from './threads.ts'

test('SR6 where documents never cease to be read, words are made after a bounded number of them', async () => {
  await using threads = new Threads(systemTimers)
  const found = searchablesOf(bundleOf(objects), 0, 100)
  const read: number[] = []
  const bytes = Array.from({ length: 100 }, () => bundleOf(objects))
  const reading = bytes.map((document, at) => threads.read(document).then(() => void read.push(at)))
  const words = await threads.words([{ ...held, next: 0 }, found, 1000], { isPressing: true })
  expect(words.rows.count).toBeGreaterThan(0)
  expect(read.length).toBeLessThan(bytes.length * 0.8)
  await Promise.all(reading)
})

test('SR6 what is pressing waits for no rest', async () => {
  let slept = 0
  const timers = { sleep: async () => void (slept += 1) }
  await using threads = new Threads(timers)
  const { plaintext } = await threads.read(bundleOf(objects))
  const coming = threads.ahead(300_000)!
  slept = 0
  const asked = { limit: 10, isOwn: true, isPressing: true }
  expect(await threads.index(plaintext, { ...held, next: 0 }, asked)).toBeDefined()
  await threads.words([{ ...held, next: 0 }, [], 1000], asked)
  expect(slept).toBe(0)
  coming.drop()
})
