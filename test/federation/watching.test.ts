import { expect, test } from 'vitest'
import { z } from 'zod'
import type { Timers } from '#kernel/ports.ts'
import type { ActId } from '#protocol/act/statement.ts'
import { startEscalating } from '#rooms/alerts/escalating.ts'
import { insert } from '#platform/db/table.ts'
import { alerts, steps } from '#rooms/alerts/tables.ts'
import { block, desks, minuteMs, shown } from './alert-desks.ts'
import type { House } from './federation.ts'
import { everyRound } from './scene.ts'
import { typing } from './typing.ts'

const notedAt = async (house: House, act: string) => {
  await using store = house.database.connect()
  const rows = await store.select(steps, { where: { act: act as ActId }, order: ['party', 'rung'] })
  return rows.map(({ party, rung, step }) => [party, rung, step])
}

const Line = z.looseObject({ event: z.string(), act: z.string(), party: z.string().optional() })

test('domain 1 each rung is noted once, whatever restarts, however clocks step and however many processes look', async () => {
  await using at = await desks()
  const { alt, bor, federation, label, inMinutes, sleep } = at
  const wish = { ...label, to: ['bor'], info: [block(inMinutes(300))] }
  const { act } = (await alt.ask('duty', 'POST', '/api/v1/alerts', wish)).json
  const tried = (await alt.ask('duty', 'POST', '/api/v1/alerts', { ...wish, test: true })).json.act
  await federation.pass(4000)
  expect(await notedAt(alt, act)).toEqual([])
  expect(await notedAt(bor, act)).toEqual([['bor', 0, 'received']])
  // Two processes of one house over one database.
  const other = await secondOf(alt, federation.time)
  federation.time.step(2 * minuteMs)
  await federation.pass(everyRound)
  expect(await notedAt(alt, act)).toEqual([['bor', 1, 'deputy']])
  expect(await notedAt(bor, act)).toEqual([
    ['bor', 0, 'received'],
    ['bor', 1, 'deputy'],
  ])
  await other[Symbol.asyncDispose]()
  // Back before the alert was sent, and on again: nothing is noted twice, and nothing is taken back.
  alt.skewMs = -3_600_000
  await federation.pass(everyRound)
  alt.skewMs = 0
  federation.time.step(62 * minuteMs)
  await sleep(0)
  await federation.pass(1000)
  expect(await notedAt(alt, act)).toEqual([
    ['bor', 1, 'deputy'],
    ['bor', 2, 'hotline'],
  ])
  // A test is disregarded by all.
  expect([await notedAt(alt, tried), await notedAt(bor, tried)]).toEqual([[], []])
  // What is answered climbs no further.
  expect((await shown(alt)).map(({ state }) => state)).toEqual(['live'])
})

/** What a second process of the house does: its own loop over the same database. */
async function secondOf(house: House, timers: Timers): Promise<AsyncDisposable> {
  const store = house.database.connect()
  const { node } = house
  if (node === undefined) throw new Error('no node')
  const loop = startEscalating({ house: { ...node.house, store }, timers, adapters: [], events: node.events })
  return {
    async [Symbol.asyncDispose]() {
      await loop[Symbol.asyncDispose]()
      await store[Symbol.asyncDispose]()
    },
  }
}

test('C3 watch tells what comes and what is late, rings, goes on after a break without repeating, and ends when told', async () => {
  await using at = await desks()
  const { alt, bor, federation, label, inMinutes } = at
  const { type } = await typing(at)
  const wish = { ...label, to: ['bor'], info: [block(inMinutes(120))] }
  const send = async (more: object = {}) =>
    (await alt.ask('duty', 'POST', '/api/v1/alerts', { ...wish, ...more })).json.act
  const before = await send()
  await federation.pass(4000)
  const stop = new AbortController()
  const signal = stop.signal
  const lines = type(['watch', '--json'], { as: 'bor/duty', signal })
  const screen = type(['watch', '--lang', 'ru'], { as: 'bor/duty', signal, answers: [], env: { NO_COLOR: '1' } })
  await federation.pass(1000)
  const drill = await send({ exercise: 'peace-27' })
  await federation.pass(5000)
  await bor.stop()
  const missed = await send()
  await bor.start()
  await federation.pass(6000)
  await alt.ask('duty', 'POST', `/api/v1/alerts/${missed}/cancel`, { note: 'Over' })
  federation.time.step(2 * minuteMs)
  await federation.pass(everyRound)
  stop.abort()
  const told = await lines
  expect(told.exit).toBe(0)
  const events = told.out
    .trim()
    .split('\n')
    .map((line) => Line.parse(JSON.parse(line)))
  expect(events.map(({ event, act, party }) => [event, act, party])).toEqual([
    ['alert', before, undefined],
    ['alert', drill, undefined],
    ['alert', missed, undefined],
    ['cancelled', missed, undefined],
    ['overdue', before, 'bor'],
    ['overdue', drill, 'bor'],
  ])
  const seen = await screen
  expect(seen.exit).toBe(0)
  expect(seen.out.split('\n').filter((line) => line.includes('УЧЕНИЕ peace-27'))).toHaveLength(2)
  expect(seen.out).toContain('предупреждение от alt: серьёзная опасность, немедленно')
  // Of each that came and of each that is late; none for what was over.
  expect(seen.err.split('\u0007')).toHaveLength(6)
})

test('C3 watch tells a live alert that a hundred others have followed', async () => {
  await using at = await desks()
  const { alt, bor, federation, label, inMinutes } = at
  const { type } = await typing(at)
  const wish = { ...label, to: ['bor'], info: [block(inMinutes(300))] }
  const { act } = (await alt.ask('duty', 'POST', '/api/v1/alerts', wish)).json
  await federation.pass(4000)
  federation.time.step(2 * minuteMs)
  await using store = bor.database.connect()
  const [first] = await store.select(alerts, { where: { act: act as ActId }, limit: 1 })
  if (first === undefined) throw new Error('not admitted')
  const others = Array.from({ length: 250 }, (_, count) => ({
    ...first,
    act: `act--${String(count).padStart(64, '0')}` as ActId,
    arrival: first.arrival + 1000 + count,
    // Most are over.
    expires: count % 25 === 0 ? first.expires : first.sent,
  }))
  await store.transaction((tx) => tx.apply(others.map((row) => insert(alerts, row))))
  const stop = new AbortController()
  const lines = type(['watch', '--json'], { as: 'bor/duty', signal: stop.signal })
  await federation.pass(2000)
  stop.abort()
  const events = (await lines).out
    .trim()
    .split('\n')
    .map((line) => Line.parse(JSON.parse(line)))
  expect(events.slice(0, 2).map((line) => [line.event, line.act])).toEqual([
    ['alert', act],
    ['overdue', act],
  ])
  expect(events.filter(({ event }) => event === 'alert')).toHaveLength(11)
})
