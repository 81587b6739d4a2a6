import { expect, test } from 'vitest'
import { z } from 'zod'
import type { ActId, Kind, Statement } from '#protocol/act/statement.ts'
import { addMs } from '#kernel/instant.ts'
import type { House } from './federation.ts'
import { arrived, hostileScene, scene } from './scene.ts'

const Call = z.looseObject({
  act: z.string(),
  state: z.string(),
  parties: z.record(z.string(), z.looseObject({ state: z.string(), correction: z.string().optional() })),
  replacedBy: z.string().optional(),
})
const Page = z.object({ items: z.array(Call), next: z.string().optional() })

const label = { level: 'restricted', category: 'border' }
const call = (calledAt: string, parties: readonly string[]) => ({
  ...label,
  calledAt,
  channel: 'hotline',
  desks: parties.map((party) => ({ party, desk: 'duty' })),
  summary: 'Crossing 12 closed from 18:00; both sides informed.',
})

const log = async (house: House, wish: object) => (await house.ask('duty', 'POST', '/api/v1/hotline', wish)).json
const show = async (house: House, act: string) =>
  Call.parse((await house.ask('duty', 'GET', `/api/v1/hotline/${act}`)).json)
const say = async (house: House, act: string, path: string, body: object = {}) =>
  house.ask('duty', 'POST', `/api/v1/hotline/${act}/${path}`, body)

test('H4 a call is recorded, contested by one who took part, put right and countersigned by all; nobody else learns of it', async () => {
  await using at = await scene()
  const { alt, bor, cas, federation } = at
  const now = federation.time.now()
  const { act } = await log(alt, call(now, ['alt', 'bor', 'cas']))
  const { act: bilateral } = await log(alt, call(now, ['alt', 'bor']))
  await federation.pass(arrived)
  for (const house of [alt, bor, cas]) expect((await show(house, act)).state).toBe('proposed')
  expect((await cas.ask('duty', 'GET', `/api/v1/hotline/${bilateral}`)).status).toBe(404)
  expect((await say(alt, act, 'countersign')).json).toMatchObject({ code: 'hotline-own' })
  expect((await say(bor, act, 'contest')).status).toBe(400)
  expect((await say(bor, act, 'contest', { correction: 'From 20:00.' })).status).toBe(201)
  expect((await say(bor, act, 'contest', { correction: 'From 20:00.' })).json).toMatchObject({
    code: 'hotline-answered',
  })
  expect((await say(cas, act, 'countersign')).status).toBe(201)
  await federation.pass(arrived)
  for (const house of [alt, bor, cas]) {
    expect(await show(house, act)).toMatchObject({
      state: 'contested',
      parties: { bor: { state: 'contested', correction: 'From 20:00.' }, cas: { state: 'countersigned' } },
    })
  }
  expect((await say(cas, act, 'contest', { correction: 'No.' })).json).toMatchObject({ code: 'hotline-answered' })

  // Put right, once, for the same parties, by its author alone.
  const right = { ...call(now, ['alt', 'bor', 'cas']), summary: 'Crossing 12 closed from 20:00.', replaces: act }
  expect(await log(bor, right)).toMatchObject({ code: 'not-originator' })
  expect(await log(alt, { ...right, desks: right.desks.slice(0, 2) })).toMatchObject({ code: 'hotline-parties' })
  expect(await log(alt, { ...right, replaces: bilateral })).toMatchObject({ code: 'hotline-not-contested' })
  const { act: next } = await log(alt, right)
  expect(await log(alt, right)).toMatchObject({ code: 'hotline-not-contested' })
  await federation.pass(arrived)
  for (const house of [bor, cas]) expect((await say(house, next, 'countersign')).status).toBe(201)
  await federation.pass(arrived)
  for (const house of [alt, bor, cas]) {
    expect((await show(house, act)).replacedBy).toBe(next)
    expect((await show(house, next)).state).toBe('countersigned')
    expect((await house.ask('admin', 'POST', '/api/v1/fsck', { rebuild: true })).json).toMatchObject({ equal: true })
  }
  const listed = Page.parse((await bor.ask('oversight', 'GET', '/api/v1/hotline?limit=1')).json)
  expect(listed.items.map((item) => item.act)).toEqual([next])
  expect(listed.next).toBeDefined()
})

test('H5 what was said is told under an agreement, by one who took part, when it is over', async () => {
  await using at = await scene({ ms: 0 })
  const now = at.federation.time.now()
  const code = async (wish: object) => z.looseObject({ code: z.string() }).parse(await log(at.alt, wish)).code
  expect(await code({ ...call(now, ['alt', 'bor']), level: 'secret' })).toBe('level-above-ceiling')
  expect(await code(call(now, ['bor', 'cas']))).toBe('hotline-parties')
  expect(await code(call(addMs(now, 3_600_000), ['alt', 'bor']))).toBe('hotline-time')
  expect((await at.alt.ask('analyst', 'POST', '/api/v1/hotline', call(now, ['alt', 'bor']))).status).toBe(403)
})

test('P4 nobody countersigns for another or puts another’s record right; a call that was not had is not admitted', async () => {
  await using at = await hostileScene()
  const { bor, peer, federation } = at
  const alt = federation.house('alt')
  const now = federation.time.now()
  const { act } = await log(alt, call(now, ['alt', 'bor']))
  await federation.pass(arrived)
  const said = (kind: string, body: object, refs: readonly string[] = []) => ({
    statement: (honest: Statement): Statement => ({
      ...honest,
      kind: kind as Kind,
      refs: refs as readonly ActId[],
      label: {
        ...label,
        handling: [],
        ...(kind === 'hotline.log/1' ? { purpose: 'information', basis: 'exchange-1' } : {}),
      },
      body: { ...body },
    }),
  })
  const { level: _l, category: _c, ...body } = call(now, ['cas', 'bor'])
  const own = await peer.send(said('hotline.log/1', body))
  const desks = [
    { party: 'alt', desk: 'duty' },
    { party: 'bor', desk: 'duty' },
  ]
  const others = await peer.send(said('hotline.log/1', { ...body, desks }))
  await peer.send(said('hotline.answer/1', { act, outcome: 'countersigned' }, [act]))
  await peer.send(said('hotline.log/1', { ...body, replaces: act }, [act]))
  await federation.pass(arrived)
  expect((await show(bor, own)).state).toBe('proposed')
  expect((await bor.ask('duty', 'GET', `/api/v1/hotline/${others}`)).status).toBe(404)
  const known = await show(bor, act)
  expect([known.state, known.replacedBy]).toEqual(['proposed', undefined])
  expect(Object.keys(known.parties)).toEqual(['bor'])
  expect((await bor.ask('admin', 'POST', '/api/v1/fsck', { rebuild: true })).json).toMatchObject({ equal: true })
})
