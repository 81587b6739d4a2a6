import { expect, test } from 'vitest'
import { z } from 'zod'
import type { House } from './federation.ts'
import { addAccount, scene } from './scene.ts'

const Log = z.object({
  items: z.array(z.object({ kind: z.string(), note: z.string(), desk: z.string() })),
  next: z.string().optional(),
  waiting: z.boolean(),
})
const logged = async (house: House, account = 'duty', query = '') =>
  Log.parse((await house.ask(account, 'GET', `/api/v1/shift-log${query}`)).json)
const write = (house: House, body: object, account = 'duty') => house.ask(account, 'POST', '/api/v1/shift-log', body)

test('W1 a watch is noted, handed over and taken over once, by whoever is first; nobody outside learns of it', async () => {
  await using at = await scene({ ms: 0 })
  const { alt, bor } = at
  expect((await write(alt, { kind: 'takeover' })).json).toMatchObject({ code: 'shift-not-handed-over' })
  expect((await write(alt, { kind: 'note', note: 'Deputy of cas rung.' })).status).toBe(201)
  expect((await write(alt, { kind: 'handover' })).status).toBe(400)
  expect((await write(alt, { kind: 'handover', note: 'One alert open.' })).status).toBe(201)
  expect((await logged(alt)).waiting).toBe(true)
  const taken = await Promise.all([write(alt, { kind: 'takeover' }), write(alt, { kind: 'takeover', note: 'Here.' })])
  expect(taken.map(({ status }) => status).toSorted((one, other) => one - other)).toEqual([201, 409])
  const { items, waiting } = await logged(alt)
  expect([waiting, items.map(({ kind, desk }) => `${kind} ${desk}`)]).toEqual([
    false,
    ['takeover duty', 'handover duty', 'note duty'],
  ])
  const first = await logged(alt, 'duty', '?limit=1')
  const rest = await logged(alt, 'duty', `?limit=5&after=${encodeURIComponent(first.next ?? '')}`)
  expect(rest.items.map(({ kind }) => kind)).toEqual(['handover', 'note'])
  expect(await logged(bor)).toEqual({ items: [], waiting: false })
  expect((await write(alt, { kind: 'note', note: 'x' }, 'analyst')).json).toMatchObject({ code: 'role-not-allowed' })
})

test('W2 an entry is read by whoever may see as much as its writer: neither below his level nor with fewer categories', async () => {
  await using at = await scene({ ms: 0 })
  const { alt } = at
  await addAccount(alt, { name: 'low', role: 'duty', clearance: 'open' })
  await addAccount(alt, { name: 'narrow', role: 'duty', clearance: 'secret', categories: ['drones'] })
  await write(alt, { kind: 'note', note: 'of all' })
  await write(alt, { kind: 'note', note: 'of drones' }, 'narrow')
  await write(alt, { kind: 'note', note: 'low' }, 'low')
  const notes = async (account: string) => (await logged(alt, account)).items.map(({ note }) => note)
  expect(await notes('duty')).toEqual(['low', 'of drones', 'of all'])
  expect(await notes('narrow')).toEqual(['of drones'])
  expect(await notes('low')).toEqual(['low'])
  // What stands above them and is not for him leaves him neither an empty page nor one that says that there is more.
  for (const note of ['newer', 'newest']) await write(alt, { kind: 'note', note })
  expect(await logged(alt, 'narrow', '?limit=1')).toEqual({
    items: [{ kind: 'note', note: 'of drones', desk: 'narrow' }],
    waiting: false,
  })
})
