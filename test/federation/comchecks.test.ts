import { expect, test } from 'vitest'
import { z } from 'zod'
import type { ActId, Kind, Statement } from '#protocol/act/statement.ts'
import type { Party } from '#protocol/identity/party.ts'
import { addMs } from '#kernel/instant.ts'
import { runPlans } from '#rooms/desks/comchecks/run.ts'
import type { House } from './federation.ts'
import { addAccount, arrived, hostileScene, scene } from './scene.ts'

const minuteMs = 60_000
const Check = z.looseObject({
  act: z.string(),
  party: z.string(),
  nature: z.string(),
  delivery: z.string(),
  desks: z.record(
    z.string(),
    z.looseObject({
      state: z.string(),
      isOpen: z.boolean(),
      why: z.string().optional(),
      closed: z.looseObject({ note: z.string() }).optional(),
    }),
  ),
})
const Page = z.object({ items: z.array(Check), next: z.string().optional() })
const Ran = z.object({
  checks: z.array(z.object({ act: z.string(), party: z.string(), desks: z.array(z.string()), dueAt: z.string() })),
  refused: z.array(z.object({ party: z.string(), code: z.string() })),
})
const Plans = z.object({
  items: z.array(z.looseObject({ plan: z.string(), last: z.looseObject({ acts: z.array(z.string()) }).optional() })),
})

const desk = (name: string) => ({
  desk: name,
  title: { en: name },
  functions: ['operations'],
  channels: [{ kind: 'phone', address: '+7 7172 55 01 02' }],
  hours: { zone: 'UTC', shifts: 'always' },
  deputies: [],
  languages: ['en'],
})

const publish = async (house: House, name: string, more: object = {}) => {
  expect((await house.ask('duty', 'POST', '/api/v1/desks', { ...desk(name), ...more })).status).toBe(201)
}
const run = async (house: House, wish: object) => {
  const { status, json } = await house.ask('duty', 'POST', '/api/v1/comchecks', wish)
  expect(status).toBe(201)
  return Ran.parse(json).checks
}
const show = async (house: House, act: string) =>
  Check.parse((await house.ask('duty', 'GET', `/api/v1/comchecks/${act}`)).json)
const list = async (house: House, query = '') =>
  Page.parse((await house.ask('duty', 'GET', `/api/v1/comchecks${query}`)).json).items
const reply = (house: House, act: string, name: string) =>
  house.ask('duty', 'POST', `/api/v1/comchecks/${act}/reply`, { desk: name, note: 'Loud and clear' })

test('K7 a check is delivered by the machine, replied by a person, late or failed; a failure is an item until it is closed; downtime loses nothing', async () => {
  await using at = await scene()
  const { alt, bor, cas, federation } = at
  for (const name of ['duty', 'border']) await publish(bor, name)
  await publish(cas, 'duty', { to: ['alt'] })
  await federation.pass(arrived)
  const made = await run(alt, { desks: 'all', replyWithinMs: minuteMs })
  expect(made.map(({ party, desks }) => [party, desks])).toEqual([
    ['bor', ['border', 'duty']],
    ['cas', ['duty']],
  ])
  const [first, second] = made.map(({ act }) => act)
  expect(await show(alt, first!)).toMatchObject({
    nature: 'manual',
    delivery: 'queued',
    desks: { duty: { state: 'sent' } },
  })
  await federation.pass(arrived)
  // The machine has it: nobody has replied.
  expect(await show(alt, first!)).toMatchObject({
    delivery: 'admitted',
    desks: { duty: { state: 'delivered', isOpen: false }, border: { state: 'delivered' } },
  })
  // Nobody learns of desks that he was not told of.
  expect((await list(bor)).map(({ act }) => act)).toEqual([first])
  expect((await bor.ask('duty', 'GET', `/api/v1/comchecks/${second}`)).status).toBe(404)

  expect((await reply(bor, first!, 'duty')).status).toBe(201)
  expect((await reply(bor, first!, 'duty')).json).toMatchObject({ code: 'comcheck-replied' })
  expect((await reply(bor, first!, 'watch')).json).toMatchObject({ code: 'comcheck-not-asked' })
  expect((await reply(alt, first!, 'duty')).json).toMatchObject({ code: 'comcheck-own' })
  await federation.pass(arrived)
  expect((await show(alt, first!)).desks).toMatchObject({
    duty: { state: 'replied', note: 'Loud and clear' },
    border: { state: 'delivered' },
  })

  // Everybody sleeps over the time; what was due is due.
  for (const house of [alt, bor, cas]) await house.stop()
  await federation.pass(minuteMs)
  for (const house of [alt, bor, cas]) await house.start()
  expect((await show(alt, first!)).desks).toMatchObject({
    duty: { state: 'replied' },
    border: { state: 'failed', why: 'no-reply', isOpen: true },
  })
  expect((await list(alt, '?open=1')).map(({ act }) => act)).toEqual([second, first])
  expect(await list(bor, '?open=1')).toEqual([])
  expect((await reply(bor, first!, 'border')).status).toBe(201)
  await federation.pass(arrived)
  expect((await show(alt, first!)).desks['border']).toMatchObject({ state: 'late', isOpen: true })
  const close = (house: House, name: string) =>
    house.ask('duty', 'POST', `/api/v1/comchecks/${first}/close`, { desk: name, note: 'Line repaired' })
  expect((await close(bor, 'border')).json).toMatchObject({ code: 'comcheck-not-own' })
  expect((await close(alt, 'duty')).json).toMatchObject({ code: 'comcheck-no-item' })
  expect((await close(alt, 'border')).status).toBe(204)
  expect((await close(alt, 'border')).json).toMatchObject({ code: 'comcheck-no-item' })
  expect((await show(alt, first!)).desks['border']).toMatchObject({ isOpen: false, closed: { note: 'Line repaired' } })
  expect((await list(alt, '?open=1')).map(({ act }) => act)).toEqual([second])

  const { json } = await alt.ask('analyst', 'GET', '/api/v1/comcheck-figures?party=bor')
  expect(json.items).toMatchObject([
    { desk: 'border', checks: 1, late: 1, rate: 0 },
    { desk: 'duty', checks: 1, replied: 1, rate: 100 },
  ])
  expect((await run(alt, { desks: 'all', pick: 1 })).flatMap(({ desks }) => desks)).toHaveLength(1)
  for (const house of [alt, bor, cas]) {
    expect((await house.ask('admin', 'POST', '/api/v1/fsck', { rebuild: true })).json).toMatchObject({ equal: true })
  }
})

test('K8 a plan has each of its turns once, in whichever of two processes, before a restart or after; what nobody was there for in time is left out', async () => {
  await using at = await scene()
  const { alt, bor, federation } = at
  await publish(bor, 'duty')
  await federation.pass(arrived)
  const clockTime = (ms: number) => addMs(federation.time.now(), ms).slice(11, 16)
  const times = [1, 2].map((minutes) => clockTime(minutes * minuteMs))
  const wish = { desks: ['bor/duty'], zone: 'UTC', when: { kind: 'at', times } }
  // Nobody else is needed for a plan, but to begin again.
  for (const other of ['bor', 'cas', 'sec']) await federation.house(other).stop()
  const second = await alt.second()
  const made = await alt.ask('duty', 'POST', '/api/v1/comcheck-plans', wish)
  expect(made.status).toBe(201)
  const sent = async () => (await list(alt)).map(({ nature }) => nature)
  await federation.pass(minuteMs + 5000)
  expect(await sent()).toEqual(['scheduled'])
  // The first process ends; the second goes on, and the first comes back.
  await second.stop()
  await alt.stop()
  await federation.pass(minuteMs)
  for (const house of ['bor', 'cas', 'sec', 'alt']) await federation.house(house).start()
  await federation.pass(10_000)
  expect(await sent()).toEqual(['scheduled', 'scheduled'])
  const plans = Plans.parse((await alt.ask('analyst', 'GET', '/api/v1/comcheck-plans')).json)
  expect(plans.items.map(({ last }) => last?.acts.length)).toEqual([1])
  expect(JSON.stringify(plans)).not.toContain('seed')
  const path = `/api/v1/comcheck-plans/${plans.items[0]?.plan}`
  expect((await alt.ask('duty', 'DELETE', path)).status).toBe(204)
  expect((await alt.ask('duty', 'DELETE', path)).status).toBe(404)
})

test('K8 a plan whose maker’s account has ended sends nothing', async () => {
  await using at = await scene()
  const { alt, bor, federation } = at
  await publish(bor, 'duty')
  await federation.pass(arrived)
  await addAccount(alt, { name: 'second', role: 'duty', clearance: 'secret' })
  const times = [1, 2].map((minutes) => addMs(federation.time.now(), minutes * minuteMs).slice(11, 16))
  const wish = { desks: ['bor/duty'], zone: 'UTC', when: { kind: 'at', times } }
  expect((await alt.ask('second', 'POST', '/api/v1/comcheck-plans', wish)).status).toBe(201)
  const aMinuteOn = async () => {
    federation.time.step(minuteMs)
    await runPlans(alt.node!.house)
    return (await list(alt)).length
  }
  expect(await aMinuteOn()).toBe(1)
  expect((await alt.ask('admin', 'POST', '/api/v1/users/second/disable', {})).status).toBe(204)
  expect(await aMinuteOn()).toBe(1)
  const { items } = Plans.parse((await alt.ask('duty', 'GET', '/api/v1/comcheck-plans')).json)
  expect(items).toMatchObject([{ stopped: 'comcheck-account', last: { acts: [], refused: ['comcheck-account'] } }])
})

test('P4 nobody replies for another, to what was not asked, or twice; a check to several is not admitted; another’s closed plan is nobody’s', async () => {
  await using at = await hostileScene()
  const { bor, peer, federation } = at
  const alt = federation.house('alt')
  await publish(alt, 'duty')
  const label = { level: 'open', category: 'other', handling: [] }
  const said = (kind: string, body: object, refs: readonly string[] = []) => ({
    statement: (honest: Statement): Statement => ({
      ...honest,
      kind: kind as Kind,
      refs: refs as readonly ActId[],
      label,
      body: { ...body },
    }),
  })
  await federation.pass(arrived)
  const [mine] = await run(bor, { desks: ['alt/duty'] })
  const asked = mine?.act ?? ''
  const call = { desks: ['duty', 'border'], nature: 'manual', replyWithinMs: minuteMs }
  const check = await peer.send(said('comcheck.call/1', call))
  const both = await peer.send({
    statement: (honest) => ({
      ...honest,
      kind: 'comcheck.call/1' as Kind,
      refs: [],
      label,
      audience: ['alt' as Party, 'bor' as Party],
      body: call,
    }),
  })
  const forged = await peer.send(said('comcheck.reply/1', { act: asked, desk: 'duty' }, [asked]))
  await federation.pass(arrived)
  expect((await bor.ask('duty', 'GET', `/api/v1/acts/${forged}`)).json).toMatchObject({ state: 'admitted' })
  // Neither cas's word for alt, nor what its machine received, is a reply of alt.
  expect((await show(bor, asked)).desks['duty']?.state).not.toBe('replied')
  expect((await bor.ask('duty', 'GET', `/api/v1/comchecks/${both}`)).status).toBe(404)
  expect(await show(bor, check)).toMatchObject({
    desks: { duty: { state: 'delivered' }, border: { state: 'delivered' } },
  })
  expect((await reply(bor, check, 'border')).status).toBe(201)
  expect((await reply(alt, asked, 'duty')).status).toBe(201)
  await federation.pass(arrived)
  expect((await show(bor, asked)).desks['duty']?.state).toBe('replied')
  expect((await bor.ask('admin', 'POST', '/api/v1/fsck', { rebuild: true })).json).toMatchObject({ equal: true })
})
