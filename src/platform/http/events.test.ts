import { expect, test } from 'vitest'
import { toBase64Url } from '#kernel/bytes.ts'
import { isRefusal } from '#kernel/refusal.ts'
import { FakeTime } from '#platform/clock/fake-time.ts'
import { SeededRandom } from '#platform/clock/seeded-random.ts'
import type { EventHub, EventHubOptions } from './events.ts'
import { eventHub } from './events.ts'
import type { Reader } from './reader.ts'
import { maySee, readerOf } from './reader.ts'

const levels = ['open', 'secret']

function readerNamed(name: string, clearance: string): Reader {
  return readerOf({ name, role: 'analyst', desk: 'desk-1', clearance, categories: ['*'] }, levels)
}
const ana = readerNamed('ana', 'open')
const boss = readerNamed('boss', 'secret')

function hubOf(options: Partial<EventHubOptions> = {}) {
  const time = new FakeTime()
  return { time, hub: eventHub({ random: new SeededRandom('events'), timers: time, ...options }) }
}

function say(hub: EventHub, act: string, level = 'open'): void {
  hub.publish({ name: 'act', data: { act }, isVisible: (reader) => maySee(reader, { level, category: 'x' }) })
}

/** Everything a stream has said when the hub ends. */
async function connect(hub: EventHub, reader: Reader, lastEventId: string | null = null) {
  const response = hub.open(reader, lastEventId)
  if (isRefusal(response)) throw new Error(response.code)
  const text = response.text()
  return { response, text, said: async () => [...(await text).matchAll(/^data: (.*)$/gmu)].map(([, data]) => data) }
}
const idsOf = (text: string) => [...text.matchAll(/^id: (.*)$/gmu)].map(([, id]) => id ?? '')

test('P1 a reader is told what he may know, and hears the same whether or not there is more', async () => {
  const heard = []
  for (const isThereMore of [false, true]) {
    const { hub } = hubOf({ random: { bytes: (count) => new Uint8Array(count) } })
    const low = await connect(hub, ana)
    const high = await connect(hub, boss)
    say(hub, 'act--1')
    if (isThereMore) for (let more = 0; more < 500; more++) say(hub, `hidden-${more}`, 'secret')
    say(hub, 'act--2')
    await hub[Symbol.asyncDispose]()
    heard.push(await low.text)
    if (isThereMore) expect((await high.said()).length).toBeGreaterThan(200)
  }
  expect(heard[1]).toBe(heard[0])
  expect(heard[0]).toContain('event: act\ndata: {"act":"act--1"}\n\n')
})

/** Ids that a test can name: the n-th happening has the n-th. */
const numbered = () => {
  let count = 0
  return { bytes: (length: number) => new Uint8Array(length).fill(++count) }
}
const idOf = (nth: number) => toBase64Url(new Uint8Array(12).fill(nth))

test('P1 hidden happenings push nothing out of what a reader can come back to', async () => {
  const { hub } = hubOf({ ring: 4, random: numbered() })
  await connect(hub, ana)
  say(hub, 'act--1')
  for (let more = 0; more < 100; more++) say(hub, 'hidden', 'secret')
  say(hub, 'act--2')
  const resumed = await connect(hub, ana, idOf(1))
  await hub[Symbol.asyncDispose]()
  expect(await resumed.said()).toEqual(['{"act":"act--2"}'])
})

test('H7 who comes back too late, or with an id that never was, is told to read anew', async () => {
  const { hub } = hubOf({ ring: 2 })
  const first = await connect(hub, ana)
  for (const act of ['1', '2', '3', '4']) say(hub, act)
  const made = await connect(hub, ana, 'AAAAAAAAAAAAAAAA')
  await hub[Symbol.asyncDispose]()
  expect(await made.text).toContain('event: reset\ndata: {}\n\n')
  expect(idsOf(await first.text)).toHaveLength(4)
})

test('C3 what was told under a higher clearance is not told again under a lower one', async () => {
  const { hub } = hubOf({ random: numbered() })
  const before = await connect(hub, boss)
  say(hub, '1')
  say(hub, '2', 'secret')
  say(hub, '3')
  const after = await connect(hub, readerNamed('boss', 'open'), idOf(1))
  await hub[Symbol.asyncDispose]()
  expect(await before.said()).toHaveLength(3)
  expect(await after.said()).toEqual(['{"act":"3"}'])
})

test('H7 a silent stream is pinged, and ends after a quarter of an hour', async () => {
  const { hub, time } = hubOf()
  const { text } = await connect(hub, ana)
  await time.advance(20_000)
  expect(hub.connections).toBe(1)
  await time.advance(16 * 60_000)
  expect(hub.connections).toBe(0)
  expect((await text).match(/^: ping$/gmu)).toHaveLength(45)
  await hub[Symbol.asyncDispose]()
  expect(time.asleep).toBe(0)
})

test('F11 a reader who does not keep up is let go, and holds no more than the queue', async () => {
  const { hub } = hubOf({ ring: 10 })
  const response = hub.open(ana, null)
  for (let count = 0; count < 1000; count++) say(hub, String(count))
  expect(hub.connections).toBe(0)
  if (isRefusal(response)) throw new Error('refused')
  expect(idsOf(await response.text()).length).toBeLessThan(20)
  await hub[Symbol.asyncDispose]()
})

test('F11 connections are bounded for each account and in all, and a closed one makes room', async () => {
  const { hub } = hubOf({ perAccount: 2, maxConnections: 3 })
  const first = hub.open(ana, null)
  expect(isRefusal(hub.open(ana, null))).toBe(false)
  expect(hub.open(ana, null)).toMatchObject({ code: 'too-many-connections' })
  expect(isRefusal(hub.open(boss, null))).toBe(false)
  expect(hub.open(boss, null)).toMatchObject({ code: 'too-many-connections' })
  if (!isRefusal(first)) await first.body?.cancel()
  expect(isRefusal(hub.open(ana, null))).toBe(false)
  await hub[Symbol.asyncDispose]()
  expect(hub.open(ana, null)).toMatchObject({ code: 'too-many-connections' })
})

test('C2 an account that was disabled hears nothing more, and its past is gone', async () => {
  const { hub } = hubOf({ random: numbered() })
  const disabled = await connect(hub, boss)
  const other = await connect(hub, ana)
  say(hub, '1')
  hub.forget('boss')
  say(hub, '2')
  const again = await connect(hub, boss, idOf(1))
  await hub[Symbol.asyncDispose]()
  expect(await disabled.said()).toEqual(['{"act":"1"}'])
  expect(await other.said()).toHaveLength(2)
  expect(await again.text).toContain('event: reset')
})
