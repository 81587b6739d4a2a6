import { expect, test } from 'vitest'
import { z } from 'zod'
import type { ActId, Kind, Statement } from '#protocol/act/statement.ts'
import type { House } from './federation.ts'
import { addAccount, arrived, hostileScene, scene } from './scene.ts'

const Desk = z.looseObject({
  act: z.string(),
  party: z.string(),
  desk: z.string(),
  revision: z.number(),
  likePerson: z.string().optional(),
  title: z.record(z.string(), z.string()),
  duty: z.looseObject({ state: z.string(), until: z.string().optional() }),
  answering: z.looseObject({ desk: z.string(), channels: z.array(z.looseObject({ address: z.string() })) }).optional(),
})
const Page = z.object({ items: z.array(Desk), next: z.string().optional() })
const Told = z.looseObject({ act: z.string(), revision: z.number(), recipients: z.array(z.string()) })

const duty = {
  desk: 'duty',
  title: { en: 'Duty desk', ru: 'Дежурная служба' },
  functions: ['operations'],
  channels: [{ kind: 'phone', address: '+7 7172 55 01 02' }],
  hours: { zone: 'Asia/Almaty', shifts: 'always' },
  deputies: [],
  languages: ['ru', 'en'],
}
const border = {
  ...duty,
  desk: 'border',
  title: { en: 'Border desk' },
  functions: ['border'],
  hours: {
    zone: 'Asia/Almaty',
    shifts: [{ days: ['mon', 'tue', 'wed', 'thu', 'fri'], from: '08:00', until: '20:00' }],
  },
  deputies: ['nobody', 'duty'],
}

const publish = async (house: House, wish: object) =>
  Told.parse((await house.ask('duty', 'POST', '/api/v1/desks', wish)).json)
const listed = async (house: House, query = '', account = 'duty') =>
  Page.parse((await house.ask(account, 'GET', `/api/v1/desks${query}`)).json)
const names = async (house: House, query = '') =>
  (await listed(house, query)).items.map(({ party, desk, revision }) => `${party}/${desk} ${revision}`)

test('D2 a state publishes its desks to whom it chooses; the newest holds for everyone who had it; who answers is worked out', async () => {
  await using at = await scene()
  const { alt, bor, cas, federation } = at
  expect(await publish(alt, duty)).toMatchObject({ revision: 1, recipients: ['bor', 'cas', 'sec'] })
  const first = await publish(alt, { ...border, to: ['bor'] })
  expect(first).toMatchObject({ revision: 1, recipients: ['bor'] })
  await publish(bor, { ...duty, hours: { zone: 'UTC', shifts: 'always' } })
  await federation.pass(arrived)
  expect(await names(bor)).toEqual(['alt/border 1', 'alt/duty 1', 'bor/duty 1'])
  expect(await names(cas)).toEqual(['alt/duty 1', 'bor/duty 1'])
  expect(await names(federation.house('sec'))).toEqual(['alt/duty 1', 'bor/duty 1'])
  expect(await names(bor, '?function=border')).toEqual(['alt/border 1'])
  expect(await names(bor, '?party=bor')).toEqual(['bor/duty 1'])
  // Page by page the same.
  const paged: string[] = []
  for (let after = ''; ;) {
    const { items, next } = await listed(bor, `?limit=1${after}`)
    paged.push(...items.map(({ party, desk }) => `${party}/${desk}`))
    if (next === undefined) break
    after = `&after=${encodeURIComponent(next)}`
  }
  expect(paged).toEqual(['alt/border', 'alt/duty', 'bor/duty'])

  // A Saturday there: its deputy answers; on Monday it does itself.
  const asked = async (moment: string) =>
    Desk.parse((await bor.ask('analyst', 'GET', `/api/v1/desks/alt/border?at=${moment}`)).json)
  expect(await asked('2026-11-21T18:05:00.000Z')).toMatchObject({
    duty: { state: 'off', until: '2026-11-23T03:00:00.000Z' },
    answering: { desk: 'duty' },
  })
  expect(await asked('2026-11-23T03:00:00.000Z')).toMatchObject({
    duty: { state: 'on', until: '2026-11-23T15:00:00.000Z' },
    answering: { desk: 'border' },
  })

  // The next publication goes to who had the one before, and to others too.
  expect(await publish(alt, { ...border, title: { en: 'Border service' }, to: ['cas'] })).toMatchObject({
    revision: 2,
    recipients: ['bor', 'cas'],
  })
  await federation.pass(arrived)
  for (const house of [alt, bor, cas])
    expect((await listed(house, '?function=border')).items[0]?.title).toEqual({ en: 'Border service' })

  // Withdrawn once, by its author, for everyone.
  const { act } = (await listed(bor, '?function=border')).items[0] ?? { act: '' }
  expect((await bor.ask('duty', 'POST', `/api/v1/desks/${act}/withdraw`, {})).json).toMatchObject({
    code: 'not-originator',
  })
  expect((await alt.ask('duty', 'POST', `/api/v1/desks/${first.act}/withdraw`, {})).status).toBe(404)
  expect((await alt.ask('duty', 'POST', `/api/v1/desks/${act}/withdraw`, {})).status).toBe(201)
  await federation.pass(arrived)
  for (const house of [alt, bor, cas]) {
    expect(await names(house, '?function=border')).toEqual([])
    expect((await house.ask('duty', 'GET', '/api/v1/desks/alt/border')).status).toBe(404)
    expect((await house.ask('admin', 'POST', '/api/v1/fsck', { rebuild: true })).json).toMatchObject({ equal: true })
  }
  // And back again.
  expect(await publish(alt, { ...border, to: ['bor'] })).toMatchObject({ revision: 4, recipients: ['bor', 'cas'] })
})

test('D3 a desk is no person, has a known zone and no label above its officer; what is not in the form is refused', async () => {
  await using at = await scene({ ms: 0 })
  const code = async (wish: object, account = 'duty'): Promise<readonly unknown[]> => {
    const { status, json } = await at.alt.ask(account, 'POST', '/api/v1/desks', wish)
    return [status, z.looseObject({ code: z.string() }).parse(json).code]
  }
  expect(await code({ ...duty, title: { ru: 'Дежурный Иванов И.И.' } })).toEqual([422, 'desk-person'])
  expect(await code({ ...duty, name: 'Somebody' })).toEqual([400, 'request-invalid'])
  expect(await code({ ...duty, channels: [{ kind: 'phone', address: 'ask for Ann' }] })).toEqual([
    400,
    'request-invalid',
  ])
  expect(await code({ ...duty, hours: { zone: 'Asia/Nowhere', shifts: 'always' } })).toEqual([422, 'desk-zone'])
  expect(await code({ ...duty, deputies: ['duty'] })).toEqual([422, 'desk-deputy'])
  expect(await code(duty, 'analyst')).toEqual([403, 'role-not-allowed'])
  await addAccount(at.alt, { name: 'low', role: 'duty', clearance: 'open' })
  expect(await code({ ...duty, level: 'restricted' }, 'low')).toEqual([403, 'above-clearance'])
  expect(await names(at.alt)).toEqual([])
})

test('P4 nobody publishes or withdraws another’s desk; what comes late or twice changes nothing; a person’s record is not admitted', async () => {
  await using at = await hostileScene()
  const { bor, peer, federation } = at
  const alt = federation.house('alt')
  const real = await publish(alt, duty)
  await federation.pass(arrived)
  const said = (kind: string, body: object, refs: readonly string[] = []) => ({
    statement: (honest: Statement): Statement => ({
      ...honest,
      kind: kind as Kind,
      refs: refs as readonly ActId[],
      label: { level: 'open', category: 'other', handling: [] },
      body: { ...body },
    }),
  })
  const newer = await peer.send(said('desk.entry/1', { ...duty, revision: 7, title: { en: 'Newer' } }))
  await peer.send(said('desk.entry/1', { ...duty, revision: 3, title: { en: 'Older' } }))
  await peer.send(said('desk.withdrawal/1', { desk: 'duty', revision: 9, entry: real.act }, [real.act]))
  // Words are judged where they are written; on arrival the form is.
  await peer.send(
    said('desk.entry/1', { ...duty, desk: 'watch', revision: 1, title: { en: 'Embassy of U.M. Islands' } }),
  )
  await peer.send(said('desk.entry/1', { ...duty, desk: 'log', revision: 1, person: { name: 'x' } }))
  await peer.send(
    said('desk.entry/1', { ...duty, desk: 'late', revision: 1, hours: { zone: 'Mars/Base', shifts: 'always' } }),
  )
  await federation.pass(arrived)
  // Its own desk of that name is withdrawn, in its own name, whatever came before; alt's stands.
  expect(await names(bor)).toEqual(['alt/duty 1', 'cas/late 1', 'cas/watch 1'])
  expect((await listed(bor)).items[1]?.duty).toEqual({ state: 'unknown' })
  // Its words are a person's to look at: they may be a name, and may be none.
  expect((await listed(bor)).items.map(({ likePerson }) => likePerson)).toEqual([undefined, undefined, 'title.en'])
  expect((await bor.ask('duty', 'GET', '/api/v1/desks/cas/watch')).json).toMatchObject({ likePerson: 'title.en' })
  expect((await bor.ask('duty', 'GET', `/api/v1/acts/${newer}`)).json).toMatchObject({ state: 'admitted' })
  expect((await bor.ask('admin', 'POST', '/api/v1/fsck', { rebuild: true })).json).toMatchObject({ equal: true })
})
