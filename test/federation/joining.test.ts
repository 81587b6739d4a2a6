import { expect, test } from 'vitest'
import type { Party } from '#protocol/identity/party.ts'
import { requestOf } from '#charter/testing/join.ts'
import { skies } from '../suites/open-skies.ts'
import { acts, adopted, ratifiedByAll, shown } from './agreement.ts'
import { bundle, malware } from './bundle.ts'
import { watchNode } from '../../src/node/metrics.ts'
import { startFederation, type Federation, type House } from './federation.ts'
import { countersign, laneOf, outcomeAt, propose, whileOff } from './treaty-desk.ts'
import { arrived, begun, everyRound } from './scene.ts'

const dayMs = 86_400_000
const quotas = (actsPerHour: number) => {
  return { type: 'quotas', quotas: { actsPerHour, bytesPerHour: 1_000_000_000, verificationsPerHour: 100_000 } }
}

/** The charter of a house as a file. */
const laneFrom = async (house: House) => (await house.ask('treaty', 'GET', '/api/v1/charter/file')).bytes

async function admission(federation: Federation, party: string) {
  const { id } = federation.coalition.charter
  const request = await requestOf(federation.keyring(party), { coalition: id, at: federation.time.now() })
  return { type: 'party.admit', request, standing: 'member', journalOrigin: `demo.tamga/${party}/{epoch}` }
}

const waiting = async (house: House) => (await house.ask('treaty', 'GET', '/api/v1/charter/proposals')).json.items

test('8 a state joins a running coalition: days, one member away, nothing edited by hand', async () => {
  await using federation = await startFederation()
  await federation.pass(begun)
  const [alt, bor, cas] = ['alt', 'bor', 'cas'].map((party) => federation.house(party))
  if (alt === undefined || bor === undefined || cas === undefined) throw new Error('no house')
  const before = await propose(alt, quotas(5000))
  await federation.pass(arrived)
  for (const party of ['alt', 'bor', 'cas']) await countersign(federation, party, before.act)
  await federation.pass(arrived)
  await cas.stop()

  const uzb = await federation.candidate('uzb', await laneFrom(alt))
  await federation.pass(everyRound)
  expect(uzb.node).toBeUndefined()
  expect(uzb.logged.filter((line) => line.includes('waiting-for-admission'))).toHaveLength(1)
  // What waits for its place when the newcomer is admitted.
  const open = await propose(bor, quotas(6000))
  const { act } = await propose(alt, await admission(federation, 'uzb'))
  await federation.pass(arrived)
  await countersign(federation, 'bor', open.act)
  for (const party of ['alt', 'bor']) expect((await countersign(federation, party, act)).status).toBe(201)
  await whileOff(federation, 2 * dayMs, ['alt', 'bor', 'sec', 'uzb'])
  await federation.pass(arrived)
  expect(uzb.node).toBeUndefined()
  await cas.start()
  await federation.pass(everyRound)
  expect((await countersign(federation, 'cas', act)).status).toBe(201)
  await federation.pass(everyRound)
  await uzb.admission

  expect(await laneOf(uzb)).toEqual(await laneOf(alt))
  expect(uzb.node?.house.charter().newest).toBe(alt.node?.house.charter().newest)
  expect((await waiting(uzb)).map((row) => [row.act, row.consents.signed])).toEqual([[open.act, ['bor']]])
  for (const house of [alt, bor, cas]) expect([...(house.node?.peers.keys() ?? [])]).toContain('uzb' as Party)
  // It governs from now on, and what was proposed before waits for it too.
  for (const party of ['alt', 'cas', 'uzb']) expect((await countersign(federation, party, open.act)).status).toBe(201)
  await federation.pass(arrived)
  for (const house of [alt, bor, cas, uzb]) expect(house.node?.house.charter().quotas.actsPerHour).toBe(6000)
  expect((await uzb.ask('admin', 'POST', '/api/v1/fsck', { rebuild: true })).json).toMatchObject({ equal: true })
})

const label = { level: 'restricted', category: 'drones' }
const kite = bundle(malware({ name: 'Kite', mark: '1' }))
const share = async (from: House, to: readonly string[], title: string) =>
  (await from.share({ to, ...label, title }, kite)).json.act
const objectsOf = async (house: House, act: string) =>
  (await house.ask('analyst', 'GET', `/api/v1/acts/${act}/objects`)).json.items?.length ?? 0
const previewed = async (house: House, to: string) => {
  const { json } = await house.ask('liaison', 'POST', '/api/v1/preview', { to: [to], ...label })
  const [first] = json.recipients
  return first?.refusal?.code ?? 'allowed'
}

test('8 a state leaves by its own root: nothing new flows, what was released stays and can be taken back, and its recall still arrives', async () => {
  await using federation = await startFederation()
  await federation.pass(2500)
  const [alt, bor, cas] = ['alt', 'bor', 'cas'].map((party) => federation.house(party))
  if (alt === undefined || bor === undefined || cas === undefined) throw new Error('no house')
  const given = await share(alt, ['bor'], 'To bor')
  const kept = await share(bor, ['alt'], 'From bor')
  const recalled = await share(bor, ['alt', 'cas'], 'From bor, taken back')
  const open = await propose(bor, quotas(7000))
  await federation.pass(arrived)
  // What it says while one member is away arrives there when it has left: the recall, and its leaving.
  await cas.stop()
  expect(
    (await bor.ask('liaison', 'POST', `/api/v1/shares/${recalled}/recall`, { reason: 'source' })).status,
  ).toBeLessThan(300)
  const { act: leaving } = await propose(bor, { type: 'party.leave', party: 'bor' })
  expect((await countersign(federation, 'bor', leaving)).status).toBe(201)
  await federation.pass(arrived)
  expect([await previewed(alt, 'bor'), await previewed(bor, 'alt')]).toEqual(['recipient-standing', 'author-standing'])
  await cas.start()
  await federation.pass(60_000)
  expect(cas.node?.house.charter().newest).toBe(alt.node?.house.charter().newest)
  expect(await previewed(cas, 'bor')).toBe('recipient-standing')
  expect([await objectsOf(cas, recalled), await objectsOf(alt, recalled)]).toEqual([0, 0])
  expect([await objectsOf(bor, given), await objectsOf(alt, kept)]).toEqual([1, 1])
  // Those who stay go on, what it had proposed waits for their signatures alone, and it learns nothing of it.
  const last = bor.node?.house.charter().newest
  for (const party of ['alt', 'cas']) expect((await countersign(federation, party, open.act)).status).toBe(201)
  await federation.pass(60_000)
  expect(alt.node?.house.charter()).toMatchObject({ place: { number: 2 }, quotas: { actsPerHour: 7000 } })
  expect(bor.node?.house.charter().newest).toBe(last)
  expect(bor.node?.house.charter().place).toMatchObject({ number: 1, outcome: 'adopted' })
  // Their conditions hold on: what was released to it can still be taken back.
  expect(
    (await alt.ask('liaison', 'POST', `/api/v1/shares/${given}/recall`, { reason: 'source' })).status,
  ).toBeLessThan(300)
  await federation.pass(arrived)
  expect((await alt.ask('liaison', 'GET', `/api/v1/acts/${given}`)).json.parties['bor']?.state).toBe('erased')
})

test('8 a newcomer shares and is shared with once it has acceded to an agreement, and is sent nothing of before', async () => {
  await using federation = await startFederation()
  await federation.pass(begun)
  const [alt, bor, cas] = ['alt', 'bor', 'cas'].map((party) => federation.house(party))
  if (alt === undefined || bor === undefined || cas === undefined) throw new Error('no house')
  const atOnce = { openTo: 'all', entry: { conditions: [{ count: 3 }], delay: {} }, later: {} }
  await adopted(federation, skies({}, { ...atOnce, consents: ['ratification', 'accession'] }))
  await ratifiedByAll(federation)
  const before = await share(alt, ['bor'], 'Before')
  await using store = alt.database.connect()
  const watch = alt.node && (await watchNode(alt.node, { store, clock: federation.time }))
  const uzb = await federation.candidate('uzb', await laneFrom(alt))
  const { act } = await propose(alt, await admission(federation, 'uzb'))
  await federation.pass(arrived)
  for (const party of ['alt', 'bor', 'cas']) await countersign(federation, party, act)
  await federation.pass(everyRound)
  await uzb.admission
  await federation.pass(arrived)
  // It governs and witnesses, and no agreement lets anything flow to it or from it: each side is told what is missing.
  expect([await previewed(alt, 'uzb'), await previewed(uzb, 'alt')]).toEqual(['no-agreement', 'no-agreement'])
  expect(await share(uzb, ['alt'], 'Too early')).toBeUndefined()
  expect((await acts(uzb, { kind: 'accession' })).status).toBe(201)
  await federation.pass(2 * arrived)
  const parties = (await shown(cas)).parties.filter(({ terms }) => terms.length > 0).map(({ party }) => party)
  expect(parties.toSorted()).toEqual(['alt', 'bor', 'cas', 'uzb'])
  expect([await previewed(alt, 'uzb'), await previewed(uzb, 'alt'), await previewed(uzb, 'bor')]).toEqual(
    Array.from({ length: 3 }, () => 'allowed'),
  )
  const [to, from] = [await share(alt, ['bor', 'uzb'], 'To uzb'), await share(uzb, ['alt', 'cas'], 'From uzb')]
  await federation.pass(everyRound)
  expect([await outcomeAt(alt, to, 'uzb'), await outcomeAt(uzb, from, 'alt')]).toEqual(['admitted', 'admitted'])
  expect([await objectsOf(uzb, to), await objectsOf(alt, from), await objectsOf(cas, from)]).toEqual([1, 1, 1])
  const isWitnessed = async (house: House, id: string) =>
    ((await house.ask('liaison', 'GET', `/api/v1/acts/${id}`)).json.journal as { readonly state?: string }).state
  expect([await isWitnessed(uzb, from), await isWitnessed(alt, from), await isWitnessed(uzb, to)]).toEqual(
    Array.from({ length: 3 }, () => 'witnessed'),
  )
  expect((await uzb.ask('liaison', 'GET', `/api/v1/acts/${before}`)).status).toBe(404)
  // Whoever watches a node sees the newcomer's link without starting it anew.
  const measured = await (await watch?.metrics(new Request('http://127.0.0.1/metrics')))?.text()
  expect(measured).toMatch(/parcels_numbered_total\{peer="uzb"\} [1-9]/u)
  expect(measured).toMatch(/parcels_admitted_total\{peer="uzb"\} [1-9]/u)
  // What it takes back goes everywhere, and what it has verifies.
  await uzb.ask('liaison', 'POST', `/api/v1/shares/${from}/recall`, { reason: 'source' })
  await federation.pass(arrived)
  expect([await outcomeAt(uzb, from, 'alt'), await objectsOf(cas, from)]).toEqual(['erased', 0])
  for (const house of [alt, uzb]) {
    expect((await house.ask('oversight', 'POST', '/api/v1/verify', { all: true })).json).toMatchObject({ ok: true })
  }
})
