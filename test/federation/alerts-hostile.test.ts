import { expect, test } from 'vitest'
import { z } from 'zod'
import { addMs, type Instant } from '#kernel/instant.ts'
import type { ActId, Kind, Statement } from '#protocol/act/statement.ts'
import { capTimeOf } from '#protocol/cap/time.ts'
import { replies } from '#rooms/alerts/tables.ts'
import { block, desks, later, minuteMs, show } from './alert-desks.ts'
import { hostileScene } from './scene.ts'

test('domain 1 a clock a day wrong keeps no warning from anybody: it counts from when it came, and the reader is told', async () => {
  await using at = await desks()
  const { alt, bor, federation, label } = at
  const dayMs = 86_400_000
  const send = async () => {
    const expires = capTimeOf(addMs(federation.time.now(), alt.skewMs + 120 * minuteMs))
    const sent = await alt.ask('duty', 'POST', '/api/v1/alerts', { ...label, to: ['bor'], info: [block(expires)] })
    await federation.pass(4000)
    return show(bor, sent.json.act)
  }
  alt.skewMs = dayMs
  const ahead = await send()
  expect(ahead).toMatchObject({ state: 'live', aheadMs: expect.toSatisfy((ms: number) => ms > dayMs - 5000) })
  expect(ahead).toMatchObject({ clockMs: expect.toSatisfy((ms: number) => Math.abs(ms - dayMs) < 5000) })
  expect(ahead.parties['bor']?.clock.dueAt).toBe(addMs(z.object({ arrivedAt }).parse(ahead).arrivedAt, minuteMs))
  alt.skewMs = -dayMs
  const behind = await send()
  expect(behind).toMatchObject({ state: 'expired', clockMs: expect.toSatisfy((ms: number) => ms < 5000 - dayMs) })
  expect(behind).toMatchObject({ lateMs: expect.toSatisfy((ms: number) => ms >= dayMs) })
})

const arrivedAt = z.string().transform((text) => text as Instant)

test('protocol 10 a party that answers without end is read no more of than its first and last word', async () => {
  await using at = await hostileScene()
  const { bor, peer, federation } = at
  const wish = { level: 'restricted', category: 'drones', to: ['cas'], info: [block(later(federation.time.now()))] }
  const { act } = (await bor.ask('duty', 'POST', '/api/v1/alerts', wish)).json
  const say = (number: number) =>
    peer.send({
      statement: (honest) => ({
        ...honest,
        kind: 'alert.answer/1' as Kind,
        label: { level: 'restricted', category: 'drones', handling: [] },
        refs: [act as ActId],
        body: { act, outcome: number % 2 === 0 ? 'accepted' : 'rejected', note: `number ${number}` },
      }),
    })
  for (let number = 0; number < 30; number += 1) await say(number)
  await federation.pass(6000)
  expect((await show(bor, act)).parties['cas']).toMatchObject({ answer: 'rejected', note: 'number 29' })
  await using store = bor.database.connect()
  expect(await store.count(replies, { about: act as ActId }, 100)).toBe(2)
  expect((await bor.ask('admin', 'POST', '/api/v1/fsck', { rebuild: true })).json).toMatchObject({ equal: true })
})

test('P4 nobody cancels, replaces or accepts what another said, and an alert in another’s name goes nowhere', async () => {
  await using at = await hostileScene()
  const { bor, peer, federation } = at
  const alt = federation.house('alt')
  const label = { level: 'restricted', category: 'drones' }
  const sent = await alt.ask('duty', 'POST', '/api/v1/alerts', {
    ...label,
    to: ['bor', 'cas'],
    info: [block(later(federation.time.now()))],
  })
  await federation.pass(4000)
  const { alert } = z
    .looseObject({ alert: z.record(z.string(), z.unknown()) })
    .parse((await bor.ask('duty', 'GET', `/api/v1/alerts/${sent.json.act}`)).json)
  const said = (change: object, follows: readonly string[]) => ({
    statement: (honest: Statement): Statement => ({
      ...honest,
      kind: 'alert.cancel/1' as Kind,
      refs: follows as readonly ActId[],
      label: { ...label, handling: [] },
      body: { title: 'Over', follows, alert: { ...alert, sent: capTimeOf(honest.at), ...change } },
    }),
  })
  const references = `${String(alert['sender'])},${String(alert['identifier'])},${String(alert['sent'])}`
  const cancels = { sender: 'duty@cas', identifier: 'cas-1', msgType: 'Cancel', references }
  const forged = await peer.send(said({ ...cancels, sender: 'duty@alt' }, [sent.json.act]))
  const cancelled = await peer.send(said(cancels, [sent.json.act]))
  const accepted = await peer.send({
    statement: (honest) => ({
      ...honest,
      kind: 'alert.answer/1' as Kind,
      refs: [sent.json.act as ActId],
      body: { act: sent.json.act, outcome: 'accepted' },
    }),
  })
  await federation.pass(6000)
  expect((await bor.ask('duty', 'GET', `/api/v1/alerts/${forged}`)).status).toBe(404)
  // What it says of its own name is there, and is of no effect upon what is another's.
  expect((await bor.ask('duty', 'GET', `/api/v1/acts/${cancelled}`)).json).toMatchObject({ state: 'admitted' })
  expect((await bor.ask('duty', 'GET', `/api/v1/acts/${accepted}`)).json).toMatchObject({ state: 'admitted' })
  expect(await show(bor, sent.json.act)).toMatchObject({
    state: 'live',
    parties: { bor: { clock: { state: 'waiting' } } },
  })
  expect((await show(bor, sent.json.act)).parties['bor']?.answer).toBeUndefined()
  expect((await bor.ask('admin', 'POST', '/api/v1/fsck', { rebuild: true })).json).toMatchObject({ equal: true })
})
