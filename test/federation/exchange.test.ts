import { expect, test } from 'vitest'
import { bundle, malware, person, rawObject } from './bundle.ts'
import type { House } from './federation.ts'
import { arrived, everyRound, scene } from './scene.ts'

const viper = malware({ name: 'Sand Viper', mark: '1' })
const heron = malware({ name: 'Grey Heron', mark: '2' })
const wish = { to: ['bor'], level: 'restricted', category: 'network-security', title: 'Two families' }

/** Enough for a parcel, its files, its receipt and a checkpoint. */

async function partyState(house: House, act: string, party: string): Promise<unknown> {
  const shown = await house.ask('liaison', 'GET', `/api/v1/acts/${act}`)
  return shown.json.parties[party]?.state
}

test('X1 a share is readable and searchable at its addressee, byte for byte as given', async () => {
  await using at = await scene()
  const { json } = await at.alt.share(wish, bundle(viper, heron))
  expect(json).toMatchObject({ state: 'recorded', recipients: [{ party: 'bor', state: 'queued', rule: 'exchange-1' }] })
  await at.federation.pass(arrived)
  const objects = await at.bor.ask('analyst', 'GET', `/api/v1/acts/${json.act}/objects`)
  expect(objects.json.items.map(({ name }) => name)).toEqual(['Sand Viper', 'Grey Heron'])
  const raw = await at.bor.ask('analyst', 'GET', `/api/v1/acts/${json.act}/objects/${heron.id}`)
  expect(new TextDecoder().decode(raw.bytes)).toBe(rawObject(heron))
  const found = await at.bor.ask('analyst', 'GET', '/api/v1/search?q=heron')
  expect(found.json.items).toMatchObject([{ act: json.act, object: heron.id, author: 'alt' }])
})

test('X2 nobody else learns of a share: list, search and show answer as if it never was', async () => {
  await using at = await scene()
  const { json } = await at.alt.share(wish, bundle(viper))
  await at.federation.pass(arrived)
  expect((await at.cas.ask('analyst', 'GET', '/api/v1/acts')).json).toEqual({ items: [] })
  for (const word of ['viper', 'nobody'])
    expect((await at.cas.ask('analyst', 'GET', `/api/v1/search?q=${word}`)).json).toEqual({
      items: [],
      lag: 0,
      searched: 0,
    })
  const known = await at.cas.ask('analyst', 'GET', `/api/v1/acts/${json.act}`)
  const unknown = await at.cas.ask('analyst', 'GET', `/api/v1/acts/act--${'0'.repeat(64)}`)
  const withoutRef = (problem: object) => ({ ...problem, ref: '' })
  expect(known.status).toBe(404)
  expect(withoutRef(known.json)).toEqual(withoutRef(unknown.json))
})

test('X3 the author sees how far his act got, by machine and by person', async () => {
  await using at = await scene()
  const { json } = await at.alt.share(wish, bundle(viper))
  await at.federation.pass(arrived)
  expect(await partyState(at.alt, json.act, 'bor')).toBe('admitted')
  const shown = await at.alt.ask('liaison', 'GET', `/api/v1/acts/${json.act}`)
  expect(shown.json.journal).toMatchObject({ state: 'witnessed', witnesses: { k: 2, n: 3 } })
  const acknowledged = await at.bor.ask('duty', 'POST', `/api/v1/shares/${json.act}/acknowledge`, { note: 'Seen' })
  expect(acknowledged.status).toBe(201)
  await at.federation.pass(arrived)
  expect(await partyState(at.alt, json.act, 'bor')).toBe('acknowledged')
})

test('X4 a level that no agreement covers is refused with code, rule and parameters, and nothing is signed', async () => {
  await using at = await scene()
  const refused = await at.alt.share({ ...wish, to: ['cas'], level: 'confidential' }, bundle(viper))
  expect(refused.status).toBe(403)
  expect(refused.json).toMatchObject({ code: 'level-above-ceiling', rule: expect.stringContaining('protocol 9') })
  expect((await at.alt.ask('liaison', 'GET', '/api/v1/acts')).json.items).toEqual([])
})

test('X5 one refused addressee refuses the whole share', async () => {
  await using at = await scene()
  const refused = await at.alt.share({ ...wish, to: ['bor', 'cas'], level: 'confidential' }, bundle(viper))
  expect(refused.status).toBe(403)
  await at.federation.pass(arrived)
  expect((await at.bor.ask('analyst', 'GET', '/api/v1/acts')).json.items).toEqual([])
})

test('X6 a recall erases content, file and search rows at the addressee, keeps a stub and is receipted', async () => {
  await using at = await scene()
  const { json } = await at.alt.share(wish, bundle(viper))
  await at.federation.pass(arrived)
  const recalled = await at.alt.ask('liaison', 'POST', `/api/v1/shares/${json.act}/recall`, {
    reason: 'Source withdrew',
  })
  expect(recalled.status).toBe(201)
  await at.federation.pass(arrived)
  const stub = await at.bor.ask('analyst', 'GET', `/api/v1/acts/${json.act}`)
  expect(stub.json).toMatchObject({ state: 'recalled', title: '', reason: 'Source withdrew', objects: { count: 0 } })
  expect((await at.bor.ask('analyst', 'GET', '/api/v1/search?q=viper')).json.items).toEqual([])
  const gone = `/api/v1/acts/${json.act}/attachments/0`
  expect((await at.bor.ask('analyst', 'GET', gone)).status).toBe(404)
  expect((await at.bor.ask('analyst', 'GET', `/api/v1/acts/${json.act}/objects/${viper.id}`)).status).toBe(404)
  expect([...(await Array.fromAsync(at.bor.blobs.names()))]).toEqual([])
  expect(await partyState(at.alt, json.act, 'bor')).toBe('erased')
})

test('X7 a recall that overtakes its share leaves the same stub, and the share brings nothing', async () => {
  await using at = await scene()
  await at.bor.stop()
  const { json } = await at.alt.share(wish, bundle(viper))
  await at.federation.pass(1000)
  await at.alt.ask('liaison', 'POST', `/api/v1/shares/${json.act}/recall`, { reason: 'Too early' })
  await at.bor.start()
  await at.federation.pass(everyRound)
  const stub = await at.bor.ask('analyst', 'GET', `/api/v1/acts/${json.act}`)
  expect(stub.json).toMatchObject({ state: 'recalled', title: '', reason: 'Too early' })
  expect(await partyState(at.alt, json.act, 'bor')).toBe('erased')
})

test('X8 a correction is one step: the new share and the recall that names it', async () => {
  await using at = await scene()
  const first = await at.alt.share(wish, bundle(viper))
  await at.federation.pass(arrived)
  const brought = await at.alt.ask('liaison', 'POST', '/api/v1/uploads?name=better.json', bundle(viper, heron))
  const path = `/api/v1/shares/${first.json.act}/correct`
  const corrected = await at.alt.ask('liaison', 'POST', path, {
    upload: brought.json.upload,
    reason: 'One was missing',
  })
  expect(corrected.status).toBe(201)
  await at.federation.pass(arrived)
  const old = await at.bor.ask('analyst', 'GET', `/api/v1/acts/${first.json.act}`)
  expect(old.json).toMatchObject({ state: 'corrected', replacement: corrected.json.act })
  const fresh = await at.bor.ask('analyst', 'GET', `/api/v1/acts/${corrected.json.act}`)
  expect(fresh.json).toMatchObject({ state: 'admitted', objects: { count: 2 }, replaces: first.json.act })
})

test('X9 at confidential a second officer must sign, another than the first', async () => {
  await using at = await scene()
  const pending = await at.alt.share({ ...wish, level: 'confidential' }, bundle(viper))
  expect(pending).toMatchObject({ status: 202, json: { state: 'pending' } })
  const path = `/api/v1/drafts/${pending.json.draft}/approve`
  expect((await at.alt.ask('liaison', 'POST', path)).json).toMatchObject({ code: 'same-officer' })
  expect((await at.alt.ask('analyst', 'POST', path)).json).toMatchObject({ code: 'role-not-allowed' })
  const approved = await at.alt.ask('liaison2', 'POST', path)
  expect(approved).toMatchObject({ status: 201, json: { recipients: [{ party: 'bor', rule: 'exchange-2' }] } })
  expect((await at.alt.ask('liaison2', 'POST', path)).json).toMatchObject({ code: 'already-approved' })
  await at.federation.pass(arrived)
  const shown = await at.bor.ask('analyst', 'GET', `/api/v1/acts/${approved.json.act}`)
  expect(shown.json.statement.officers).toEqual(['liaison-1', 'liaison-2'])
})

test('X10 records of persons are listed and never shared; without them the rest is, byte for byte', async () => {
  await using at = await scene()
  const brought = await at.alt.ask('liaison', 'POST', '/api/v1/uploads?name=b.json', bundle(person, viper))
  expect(brought.json).toMatchObject({
    objects: 1,
    refused: [{ id: person.id, rule: expect.stringContaining('SG-01') }],
  })
  const { upload } = brought.json
  const refused = await at.alt.ask('liaison', 'POST', '/api/v1/shares', { ...wish, upload })
  expect(refused.json).toMatchObject({ code: 'persons-refused', params: { count: 1 } })
  const shared = await at.alt.ask('liaison', 'POST', '/api/v1/shares', { ...wish, upload, omitRefused: true })
  expect(shared.status).toBe(201)
  await at.federation.pass(arrived)
  const file = await at.bor.ask('analyst', 'GET', `/api/v1/acts/${shared.json.act}/attachments/0`)
  const text = new TextDecoder().decode(file.bytes)
  expect(text).toContain(rawObject(viper))
  expect(text).not.toContain('individual')
})

test('X11 the same version with other bytes is kept apart by source and flagged, for those who see both', async () => {
  await using at = await scene()
  const altered = { ...viper, name: 'Sand Viper of bor' }
  const first = await at.alt.share(wish, bundle(viper))
  const second = await at.bor.share({ ...wish, to: ['alt'] }, bundle(altered))
  await at.federation.pass(arrived)
  for (const act of [first.json.act, second.json.act]) {
    const objects = await at.bor.ask('analyst', 'GET', `/api/v1/acts/${act}/objects`)
    expect(objects.json.items).toMatchObject([{ id: viper.id, conflict: true }])
  }
  await at.bor.ask('liaison', 'POST', `/api/v1/shares/${second.json.act}/recall`, { reason: 'Ours was wrong' })
  await at.federation.pass(arrived)
  const alone = await at.alt.ask('analyst', 'GET', `/api/v1/acts/${first.json.act}/objects`)
  expect(alone.json.items).toMatchObject([{ id: viper.id, conflict: false }])
})

test('X12 sightings and opinions answer what others shared, and reach its author', async () => {
  await using at = await scene()
  const { json } = await at.alt.share(wish, bundle(viper))
  await at.federation.pass(arrived)
  const about = `/api/v1/shares/${json.act}`
  const seen = await at.bor.ask('analyst', 'POST', `${about}/sightings`, { object: viper.id, count: 3 })
  expect(seen.status).toBe(201)
  const held = await at.bor.ask('analyst', 'POST', `${about}/opinions`, { object: viper.id, opinion: 'agree' })
  expect(held.status).toBe(201)
  const own = await at.alt.ask('analyst', 'POST', `${about}/sightings`, { object: viper.id })
  expect(own.json).toMatchObject({ code: 'own-share' })
  await at.federation.pass(arrived)
  const shown = await at.alt.ask('analyst', 'GET', `/api/v1/acts/${json.act}`)
  expect(shown.json.replies.map(({ verb }) => verb).toSorted()).toEqual(['opinion', 'sighting'])
})

test('X13 only the originator recalls', async () => {
  await using at = await scene()
  const { json } = await at.alt.share(wish, bundle(viper))
  await at.federation.pass(arrived)
  const refused = await at.bor.ask('liaison', 'POST', `/api/v1/shares/${json.act}/recall`, { reason: 'No' })
  expect(refused.json).toMatchObject({ code: 'not-originator', params: { author: 'alt' } })
})

test('X14 a file of any kind travels under a title', async () => {
  await using at = await scene()
  const file = new Uint8Array(100_000).map((_, index) => index % 251)
  expect((await at.alt.share({ ...wish, title: undefined }, file, 'map.bin')).json).toMatchObject({
    code: 'stix-not-json',
  })
  const { json } = await at.alt.share({ ...wish, title: 'A map' }, file, 'map.bin')
  await at.federation.pass(arrived)
  const got = await at.bor.ask('analyst', 'GET', `/api/v1/acts/${json.act}/attachments/0`)
  expect(Buffer.from(got.bytes).equals(Buffer.from(file))).toBe(true)
})

test('X15 a node that was away gets everything, in order, with no gap', async () => {
  await using at = await scene()
  await at.bor.stop()
  const acts: string[] = []
  for (const title of ['First', 'Second', 'Third']) {
    acts.push((await at.alt.share({ ...wish, title }, bundle(viper))).json.act)
    await at.federation.pass(arrived)
  }
  await at.bor.start()
  await at.federation.pass(everyRound)
  const listed = await at.bor.ask('analyst', 'GET', '/api/v1/acts')
  expect(listed.json.items.map(({ act }) => act)).toEqual(acts.toReversed())
  const status = await at.bor.ask('admin', 'GET', '/api/v1/status')
  const alt = status.json.peers.find(({ party }) => party === 'alt')
  expect(alt).toMatchObject({ behind: 0, state: 'open' })
})

test('X16 every node verifies all it stores; a changed byte is named', async () => {
  await using at = await scene()
  const { json } = await at.alt.share({ ...wish, to: ['bor', 'cas'] }, bundle(viper, heron))
  await at.federation.pass(arrived)
  for (const house of [at.alt, at.bor, at.cas, at.federation.house('sec')]) {
    expect((await house.ask('admin', 'POST', '/api/v1/verify', { all: true })).json).toMatchObject({ ok: true })
  }
  const { flipOneByte } = await import('../../src/node/demo/damage.ts')
  await using store = at.bor.database.connect()
  await flipOneByte(store)
  const red = await at.bor.ask('admin', 'POST', '/api/v1/verify', { all: true })
  expect(red.json).toMatchObject({ ok: false, firstBad: { what: 'exchange.object', id: json.act } })
})

test('X17 a rebuild gives every projection the digest it had', async () => {
  await using at = await scene()
  const { json } = await at.alt.share({ ...wish, to: ['bor', 'cas'] }, bundle(viper, heron))
  await at.federation.pass(arrived)
  await at.bor.ask('duty', 'POST', `/api/v1/shares/${json.act}/acknowledge`, {})
  const second = await at.alt.share(wish, bundle(viper))
  await at.federation.pass(arrived)
  await at.alt.ask('liaison', 'POST', `/api/v1/shares/${second.json.act}/recall`, { reason: 'Twice' })
  await at.federation.pass(arrived)
  for (const house of [at.alt, at.bor, at.cas, at.federation.house('sec')]) {
    const rebuilt = await house.ask('admin', 'POST', '/api/v1/fsck', { rebuild: true })
    expect(rebuilt.json, house.party).toMatchObject({ equal: true })
  }
})

test('X18 whatever two desks do at once, a share is made, approved and taken back once', async () => {
  await using at = await scene()
  const brought = await at.alt.ask('liaison', 'POST', '/api/v1/uploads?name=b.json', bundle(viper))
  const { upload } = brought.json
  const twice = (method: string, path: string, body?: unknown, account = 'liaison') =>
    Promise.all([at.alt.ask(account, method, path, body), at.alt.ask(account, method, path, body)])
  const shared = await twice('POST', '/api/v1/shares', { ...wish, upload })
  expect(shared.map(({ status }) => status).toSorted((one, other) => one - other)).toEqual([201, 404])
  const { act } = (shared.find(({ status }) => status === 201) ?? shared[0]).json
  const recalled = await twice('POST', `/api/v1/shares/${act}/recall`, { reason: 'Once' })
  expect(recalled.map(({ status }) => status).toSorted((one, other) => one - other)).toEqual([201, 409])
  const pending = await at.alt.share({ ...wish, level: 'confidential' }, bundle(viper))
  const approved = await twice('POST', `/api/v1/drafts/${pending.json.draft}/approve`, undefined, 'liaison2')
  expect(approved.map(({ status }) => status).toSorted((one, other) => one - other)).toEqual([201, 409])
})

test('X19 a correction at confidential waits for its second officer, and is one step when he signs', async () => {
  await using at = await scene()
  const pending = await at.alt.share({ ...wish, level: 'confidential' }, bundle(viper))
  const first = await at.alt.ask('liaison2', 'POST', `/api/v1/drafts/${pending.json.draft}/approve`)
  const brought = await at.alt.ask('liaison', 'POST', '/api/v1/uploads?name=better.json', bundle(viper, heron))
  const path = `/api/v1/shares/${first.json.act}/correct`
  const correcting = await at.alt.ask('liaison', 'POST', path, { upload: brought.json.upload })
  expect(correcting).toMatchObject({ status: 202, json: { state: 'pending' } })
  const approve = `/api/v1/drafts/${correcting.json.draft}/approve`
  const corrected = await at.alt.ask('liaison2', 'POST', approve)
  expect(corrected.status).toBe(201)
  await at.federation.pass(arrived)
  const old = await at.bor.ask('analyst', 'GET', `/api/v1/acts/${first.json.act}`)
  expect(old.json).toMatchObject({ state: 'corrected', replacement: corrected.json.act })
})

test('X20 what others shared waits for this house until it acknowledges it or its author takes it back', async () => {
  await using at = await scene()
  const share = async (mark: string) =>
    (await at.alt.share({ ...wish, to: ['bor', 'cas'], title: mark }, bundle(malware({ name: mark, mark })))).json.act
  const [one, two, three] = [await share('4'), await share('5'), await share('6')]
  await at.federation.pass(arrived)
  const waiting = async (house: House, query = '') =>
    (await house.ask('liaison', 'GET', `/api/v1/shares/awaiting${query}`)).json
  const first = await waiting(at.bor, '?limit=2')
  expect([first.items.map(({ act }) => act), first.waiting]).toEqual([[three, two], 3])
  const rest = await waiting(at.bor, `?limit=2&after=${first.next}`)
  expect([rest.items.map(({ act }) => act), rest.next]).toEqual([[one], undefined])
  expect(await waiting(at.alt)).toEqual({ items: [], waiting: 0 })
  // Another state's answer is not this one's.
  expect((await at.bor.ask('duty', 'POST', `/api/v1/shares/${two}/acknowledge`, {})).status).toBe(201)
  expect((await at.alt.ask('liaison', 'POST', `/api/v1/shares/${one}/recall`, { reason: 'wrong' })).status).toBe(201)
  await at.federation.pass(arrived)
  expect((await waiting(at.bor)).items.map(({ act }) => act)).toEqual([three])
  expect(await waiting(at.cas)).toMatchObject({ items: [{ act: three }, { act: two }], waiting: 2 })
  expect((await at.bor.ask('admin', 'POST', '/api/v1/fsck', { rebuild: true })).json).toMatchObject({ equal: true })
})
