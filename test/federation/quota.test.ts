import { expect, test } from 'vitest'
import { Fault } from '#kernel/fault.ts'
import { SeededRandom } from '#platform/clock/seeded-random.ts'
import { linkClient } from '#platform/transport/link/link-client.ts'
import { linkKeysOf, linkSigner } from '#platform/transport/link/link-keys.ts'
import { received, sources } from '#platform/transport/tables.ts'
import type { Party } from '#protocol/identity/party.ts'
import { bundle, malware } from './bundle.ts'
import { startFederation, type House } from './federation.ts'
import { HostilePeer } from './hostile-peer.ts'
import { askAs } from './peer-client.ts'
import { begun } from './scene.ts'

async function takenFrom(house: House, peer: string): Promise<number> {
  await using store = house.database.connect()
  const count = await store.count(received, { peer: peer as Party }, 100_000)
  return count
}

test('P15 a party over its quota slows itself: the rest is taken in the next hour, and nobody else waits', async () => {
  const quotas = { actsPerHour: 300, bytesPerHour: 1e9, verificationsPerHour: 1e6 }
  await using federation = await startFederation('demo', 1, (profile) => ({ ...profile, quotas }))
  await federation.house('cas').stop()
  const [alt, bor] = [federation.house('alt'), federation.house('bor')]
  const peer = new HostilePeer(federation, 'cas', 'bor')
  const garbage = { sealed: (honest: Uint8Array) => honest.map((byte) => byte ^ 1) }
  for (let count = 0; count < 1000; count += 1) await peer.send(garbage)
  await federation.pass(10_000)
  // Pulls bring 256 at most: the one that reaches the quota is the last.
  expect(await takenFrom(bor, 'cas')).toBe(512)
  const wish = { to: ['bor'], level: 'open', category: 'drones', title: 'Among the flood' }
  const { json } = await alt.share(wish, bundle(malware({ name: 'Kite', mark: '9' })))
  await federation.pass(5000)
  expect((await bor.ask('analyst', 'GET', `/api/v1/acts/${json.act}`)).status).toBe(200)
  expect(await takenFrom(bor, 'cas')).toBe(512)
  bor.skewMs += 3_600_000
  await federation.pass(70_000)
  expect(await takenFrom(bor, 'cas')).toBe(1000)
})

const garbage = { sealed: (honest: Uint8Array) => honest.map((byte) => byte ^ 1) }
const drill = { ...garbage, stream: 'exercise' }

/** Cas has no scruples, bor is its victim, who takes in so many acts in an hour. */
async function flooding(actsPerHour: number) {
  const quotas = { actsPerHour, bytesPerHour: 1e9, verificationsPerHour: 1e6 }
  const federation = await startFederation('demo', 1, (profile) => ({ ...profile, quotas }))
  await federation.house('cas').stop()
  const bor = federation.house('bor')
  const peer = new HostilePeer(federation, 'cas', 'bor')
  const taken = async (stream: string) => {
    await using store = bor.database.connect()
    const count = await store.count(received, { peer: 'cas' as Party, stream }, 100_000)
    return count
  }
  return { federation, bor, peer, taken, [Symbol.asyncDispose]: () => federation[Symbol.asyncDispose]() }
}

test('10 a party that is over quota with exercises still brings what is real', async () => {
  await using at = await flooding(100)
  for (let count = 0; count < 300; count += 1) await at.peer.send(drill)
  await at.federation.pass(15_000)
  expect(await at.taken('exercise')).toBe(256)
  for (let count = 0; count < 10; count += 1) await at.peer.send(garbage)
  await at.federation.pass(10_000)
  expect([await at.taken('main'), await at.taken('exercise')]).toEqual([10, 256])
  at.bor.skewMs += 3_600_000
  await at.federation.pass(70_000)
  expect(await at.taken('exercise')).toBe(300)
})

test('10 an exercise backlog is pulled page after page', async () => {
  await using at = await flooding(100_000)
  for (let count = 0; count < 600; count += 1) await at.peer.send(drill)
  await at.federation.pass(15_000)
  expect(await at.taken('exercise')).toBe(600)
})

test('P15 bytes count too: files beyond the quota come in the next hour', async () => {
  const quotas = { actsPerHour: 1e6, bytesPerHour: 3_000_000, verificationsPerHour: 1e6 }
  await using federation = await startFederation('demo', 1, (profile) => ({ ...profile, quotas }))
  await federation.pass(begun)
  const [alt, bor] = [federation.house('alt'), federation.house('bor')]
  const wish = { to: ['bor'], level: 'open', category: 'drones' }
  const acts: string[] = []
  for (const title of ['One', 'Two', 'Three', 'Four']) {
    const file = new Uint8Array(2_000_000).fill(acts.length)
    acts.push((await alt.share({ ...wish, title }, file, 'a.bin')).json.act)
  }
  const here = async () => {
    const seen = await Promise.all(acts.map((act) => bor.ask('analyst', 'GET', `/api/v1/acts/${act}`)))
    return seen.filter(({ status }) => status === 200).length
  }
  await federation.pass(20_000)
  expect(await here()).toBe(2)
  bor.skewMs += 3_600_000
  await federation.pass(130_000)
  expect(await here()).toBe(4)
})

test('P15 a peer that asks without end is put off and then answered again; its acts still come', async () => {
  await using federation = await startFederation()
  await federation.pass(begun)
  const cas = federation.coalition.keyrings.get('cas' as Party)
  const bor = federation.house('bor')
  if (cas === undefined) throw new Fault('no-keyring')
  const { time: clock } = federation
  const keys = linkKeysOf((party) =>
    [federation.coalition.keyrings.get(party)?.keys].filter((one) => one !== undefined),
  )
  const fetch = async (request: Request) => (await bor.node?.fetch(request)) ?? Response.error()
  const ports = { fetch, self: linkSigner(cas), keys, clock, timers: clock, random: new SeededRandom('flood') }
  const ask = linkClient(ports, { party: 'bor' as Party, origin: 'http://bor' })
  const kinds = new Map<string, number>()
  for (let count = 0; count < 2200; count += 1) {
    const { kind } = await ask({ method: 'GET', path: '/federation/v1/last?stream=main' })
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1)
  }
  expect(kinds.get('deferred')).toBeGreaterThan(100)
  const wish = { to: ['bor'], level: 'open', category: 'drones', title: 'From the flood' }
  const { json } = await federation.house('cas').share(wish, bundle(malware({ name: 'Kite', mark: '9' })))
  await federation.pass(20_000)
  expect((await bor.ask('analyst', 'GET', `/api/v1/acts/${json.act}`)).status).toBe(200)
  expect(await ask({ method: 'GET', path: '/federation/v1/last?stream=main' })).toMatchObject({ kind: 'answer' })
})

test('P15 of what a peer brings no more is taken than its quota, a few lists at a time, and of streams that it has', async () => {
  await using at = await flooding(60)
  const { federation, bor, peer } = at
  // What it is asked for it does not answer: all that comes, it brings.
  peer.answer = () => new Response(null, { status: 404 })
  for (let count = 0; count < 80; count += 1) await peer.send(garbage)
  for (let count = 0; count < 17; count += 1) await peer.send(drill)
  const push = async (list: Uint8Array, stream = 'main') => {
    const path = `/federation/v1/parcels?stream=${stream}`
    expect(await askAs(federation, ['cas', 'bor'], path, list)).toMatchObject({ kind: 'answer', status: 204 })
  }
  const lists = await Promise.all(Array.from({ length: 5 }, (_, part) => peer.list('main', 16 * part, 16)))
  await Promise.all(lists.slice(0, 3).map((list) => push(list)))
  expect(await at.taken('main')).toBe(32)
  for (const list of lists.slice(2)) await push(list)
  expect(await at.taken('main')).toBe(64)
  await push(await peer.list('exercise', 0))
  await push(new Uint8Array(1000))
  await push(await peer.list('exercise-7', 0), 'exercise-7')
  expect(await at.taken('exercise')).toBe(0)
  await using store = bor.database.connect()
  expect(await store.count(sources, { peer: 'cas' as Party, stream: 'exercise-7' }, 1)).toBe(0)
  const wish = { to: ['bor'], level: 'open', category: 'drones', title: 'Among the flood' }
  const { json } = await federation.house('alt').share(wish, bundle(malware({ name: 'Kite', mark: '9' })))
  await federation.pass(5000)
  expect((await bor.ask('analyst', 'GET', `/api/v1/acts/${json.act}`)).status).toBe(200)
})
