import { expect, test } from 'vitest'
import type { ActId } from '#protocol/act/statement.ts'
import type { Party } from '#protocol/identity/party.ts'
import { loadAct } from '#platform/record/load.ts'
import { insert, remove } from '#platform/db/table.ts'
import { acts } from '#platform/record/tables.ts'
import { receiptKind, reportedIn } from '#platform/transport/receipts.ts'
import { due, handed, outbox, wanted } from '#platform/transport/tables.ts'
import { bundle, malware } from './bundle.ts'
import type { House } from './federation.ts'
import { HostilePeer } from './hostile-peer.ts'
import { askAs } from './peer-client.ts'
import { everyRound, scene, type Scene } from './scene.ts'

const viper = bundle(malware({ name: 'Sand Viper', mark: '1' }))
const wish = { to: ['bor', 'cas'], level: 'restricted', category: 'network-security', title: 'Sand Viper' }
const [bor, cas] = ['bor' as Party, 'cas' as Party]

/** Alt shares with both and keeps back what is for cas. */
async function withheldShare(at: Scene): Promise<string> {
  at.alt.cheat = (tx) => tx.apply([remove(outbox, { peer: cas })])
  const { json } = await at.alt.share(wish, viper)
  return json.act
}

/** Alt sends what it kept back. */
async function sendAfterAll(at: Scene, act: string): Promise<void> {
  at.alt.cheat = undefined
  await using store = at.alt.database.connect()
  await store.transaction(async (tx) => {
    const row = { place: await tx.next('transport.place'), peer: cas, stream: 'main', act: act as ActId, urgent: false }
    await tx.apply([insert(outbox, { ...row, withheld_code: null, withheld_rule: null })])
    tx.ring('outbox')
  })
  await at.federation.pass(15_000)
}

const shown = async (house: House, act: string) => house.ask('liaison', 'GET', `/api/v1/acts/${act}`)
const peerOf = async (house: House, party: string) => {
  const { json } = await house.ask('admin', 'GET', '/api/v1/status')
  return json.peers.find((peer) => peer.party === party)
}

/** The receipts from one addressee to another, as the lines of each. */
async function receiptsAt(house: House, author: Party): Promise<readonly (readonly string[])[]> {
  await using store = house.database.connect()
  const rows = await store.select(acts, { where: { author, kind: receiptKind }, order: ['arrival'] })
  const loaded = await Promise.all(rows.map(({ act }) => loadAct(store, act)))
  return loaded.map((act) =>
    act === undefined ? [] : reportedIn(act).map(({ act: id, outcome }) => `${outcome} ${id}`),
  )
}

test('W1 what an author keeps from one addressee comes through another, whole and proved, and that is seen', async () => {
  await using at = await scene()
  const act = await withheldShare(at)
  await at.federation.pass(4000)
  expect((await shown(at.cas, act)).status).toBe(404)
  await at.federation.pass(16_000)
  const { json } = await shown(at.cas, act)
  expect(json).toMatchObject({ state: 'admitted', author: 'alt', handedOnBy: 'bor', journal: { state: 'witnessed' } })
  const objects = await at.cas.ask('analyst', 'GET', `/api/v1/acts/${act}/objects`)
  expect(objects.json.items).toMatchObject([{ name: 'Sand Viper' }])
  expect(await peerOf(at.cas, 'alt')).toMatchObject({ head: 'withheld', withheld: 1, state: 'open' })
  expect(await peerOf(at.cas, 'bor')).toMatchObject({ head: 'current', withheld: 0 })
  expect((await shown(at.alt, act)).json.parties.cas).toMatchObject({ state: 'admitted' })
  expect((await at.cas.ask('admin', 'POST', '/api/v1/verify', { all: true })).json).toMatchObject({ ok: true })
})

test('W1 an author that sends late after all withholds no longer, and nothing arrives twice', async () => {
  await using at = await scene()
  const act = await withheldShare(at)
  await at.federation.pass(everyRound)
  await sendAfterAll(at, act)
  expect(await peerOf(at.cas, 'alt')).toMatchObject({ head: 'current', withheld: 0 })
  expect((await shown(at.cas, act)).json).not.toHaveProperty('handedOnBy')
  expect((await at.cas.ask('analyst', 'GET', '/api/v1/acts')).json.items).toHaveLength(1)
})

test('W2 while its author is away an act comes from whoever has it, and he is not said to withhold it', async () => {
  await using at = await scene()
  await at.cas.stop()
  const { json } = await at.alt.share(wish, viper)
  await at.federation.pass(5000)
  await at.alt.stop()
  await at.cas.start()
  await at.federation.pass(40_000)
  expect((await shown(at.cas, json.act)).json).toMatchObject({ state: 'admitted', handedOnBy: 'bor' })
  expect(await peerOf(at.cas, 'alt')).toMatchObject({ withheld: 0 })
  await at.alt.start()
  await at.federation.pass(everyRound)
  expect((await shown(at.cas, json.act)).json).not.toHaveProperty('handedOnBy')
  expect((await at.cas.ask('analyst', 'GET', '/api/v1/acts')).json.items).toHaveLength(1)
})

test('W3 co-addressees are told that an act is delivered and no more, on the cadence, and only of acts that both were sent', async () => {
  await using at = await scene()
  const both = await Promise.all([1, 2, 3].map(() => at.alt.share(wish, viper)))
  await at.alt.share({ ...wish, to: ['bor'] }, viper)
  await at.federation.pass(10_000)
  const receipts = await receiptsAt(at.cas, bor)
  expect(receipts.flat().toSorted()).toEqual(both.map(({ json }) => `delivered ${json.act}`).toSorted())
  expect(receipts.length).toBeLessThanOrEqual(2)
  expect((await shown(at.cas, both[0]?.json.act ?? '')).json.parties.bor).toMatchObject({ state: 'delivered' })
  for (const house of [at.bor, at.cas]) {
    await using store = house.database.connect()
    expect(await store.count(handed, {}, 10)).toBe(0)
    expect(await store.count(due, {}, 10)).toBe(0)
  }
  expect([at.bor, at.cas].flatMap(({ logged }) => logged).filter((line) => line.includes('act-handed-on'))).toEqual([])
})

test('W4 an act is handed on to its audience alone; for anyone else it is as if it were not there', async () => {
  await using at = await scene()
  const { json } = await at.alt.share(wish, viper)
  const own = await at.bor.share({ ...wish, to: ['cas'] }, viper)
  await at.federation.pass(5000)
  const ask = (from: string, path: string) => askAs(at.federation, [from, 'bor'], `/federation/v1/${path}`)
  const none = { kind: 'answer', status: 404, body: new Uint8Array(0) }
  expect(await ask('cas', `acts/${json.act}`)).toMatchObject({ status: 200 })
  expect(await ask('cas', `proofs?acts=${json.act}`)).toMatchObject({ status: 200 })
  expect(await ask('cas', `attachments/${json.act}/0?from=0&to=10`)).toMatchObject({ status: 200 })
  for (const path of [`acts/${json.act}`, `proofs?acts=${json.act}`, `attachments/${json.act}/0?from=0&to=10`]) {
    expect(await ask('sec', path), path).toMatchObject(none)
  }
  for (const path of [`acts/${own.json.act}`, `acts/act--${'0'.repeat(64)}`, 'acts/nothing']) {
    expect(await ask('cas', path), path).toMatchObject(none)
  }
  await at.alt.ask('liaison', 'POST', `/api/v1/shares/${json.act}/recall`, { reason: 'wrong' })
  await at.federation.pass(5000)
  expect(await ask('cas', `acts/${json.act}`)).toMatchObject(none)
})

test('W5 who hands on damaged files harms nobody: the author is told nothing false, and his own copy is taken', async () => {
  await using at = await scene()
  const act = await withheldShare(at)
  await at.federation.pass(2500)
  const name = `in-${act.slice('act--'.length)}-0`
  const file = await at.bor.blobs.read(name, 0, (await at.bor.blobs.size(name)) ?? 0)
  await at.bor.blobs.remove(name)
  await at.bor.blobs.append(
    name,
    0,
    Uint8Array.from(file, (byte, index) => (index === 90 ? byte ^ 1 : byte)),
  )
  await at.federation.pass(16_000)
  expect((await shown(at.cas, act)).status).toBe(404)
  expect((await shown(at.alt, act)).json.parties.cas).toMatchObject({ state: 'delivered' })
  await sendAfterAll(at, act)
  expect((await shown(at.cas, act)).json).toMatchObject({ state: 'admitted' })
  expect((await Array.fromAsync(at.cas.blobs.names())).filter((blob) => blob.startsWith('handed-'))).toEqual([])
})

test('W6 an act that a receipt names and nobody has is asked for a few times and then forgotten', async () => {
  await using at = await scene()
  await using store = at.bor.database.connect()
  const act = `act--${'7'.repeat(64)}` as ActId
  const now = at.federation.time.now()
  await store.transaction(async (tx) => {
    const why = { code: null, rule: null, exported: 0 }
    const place = await tx.next('transport.place')
    await tx.apply([insert(due, { place, peer: cas, act, outcome: 'delivered', at: now, due_at: now, ...why })])
    tx.ring('due')
  })
  await at.federation.pass(5000)
  await using theirs = at.cas.database.connect()
  expect(await theirs.count(wanted, { act }, 2)).toBe(1)
  for (let hour = 0; hour < 9; hour += 1) {
    at.federation.time.step(3_600_000)
    await at.federation.pass(1500)
  }
  expect(await theirs.count(wanted, { act }, 2)).toBe(0)
})

test('W7 a peer that answers and shows no fresh head is overdue; one whose head names more than it serves withholds', async () => {
  await using at = await scene()
  await at.cas.stop()
  const peer = new HostilePeer(at.federation, 'cas', 'bor')
  await peer.send()
  await at.federation.pass(9000)
  expect(await peerOf(at.bor, 'cas')).toMatchObject({ state: 'open', head: 'current', behind: 0 })
  peer.headAt = at.federation.time.now()
  await at.federation.pass(12_000)
  expect(await peerOf(at.bor, 'cas')).toMatchObject({ state: 'open', head: 'overdue' })
  peer.headAt = undefined
  await peer.send()
  peer.served = 1
  await at.federation.pass(12_000)
  expect(await peerOf(at.bor, 'cas')).toMatchObject({ state: 'open', head: 'withheld', behind: 1, withheld: 0 })
  peer.served = 2
  await at.federation.pass(5000)
  expect(await peerOf(at.bor, 'cas')).toMatchObject({ head: 'current', behind: 0 })
  const told = at.bor.logged.filter((line) => line.includes('"peer-head"') && line.includes('"cas"'))
  expect(told.map((line) => (JSON.parse(line) as { state: string }).state)).toEqual(
    expect.arrayContaining(['overdue', 'withheld', 'current']),
  )
})
