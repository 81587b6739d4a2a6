import { expect, test } from 'vitest'
import { encodeUtf8 } from '#kernel/bytes.ts'
import type { Instant } from '#kernel/instant.ts'
import type { ActId } from '#protocol/act/statement.ts'
import type { Party } from '#protocol/identity/party.ts'
import { searchablesOf } from '#rooms/exchange/source.ts'
import { systemTimers } from '#platform/clock/system-time.ts'
import { Threads } from './threads.ts'

const times = '"created":"2020-01-02T03:04:05.000Z","modified":"2021-01-02T03:04:05.100Z"'
const objects = Array.from({ length: 1500 }, (_, at) => {
  const id = `malware--c78cb6e5-0c4b-4611-8297-${String(at).padStart(12, '0')}`
  return `{"type":"malware","spec_version":"2.1","id":"${id}",${times},"is_family":true,"name":"Rain ${at}"}`
})
/** More than is read where it is wanted. */
const padding = ' '.repeat(100_000)
const bundleOf = (list: readonly string[]) =>
  encodeUtf8(
    `{"type":"bundle","id":"bundle--c78cb6e5-0c4b-4611-8297-d1b8b55e40b5","objects":[${list.join(',\n')}]}${padding}`,
  )
const at = '2026-01-01T00:00:00.000Z' as Instant
const of = { act: `act--${'a'.repeat(64)}` as ActId, author: 'alt' as Party, source: 'exchange', arrival: 7 }
const held = { ...of, at, level: 'open', category: 'drones', arrived_at: at }

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
