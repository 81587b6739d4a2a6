import { expect, test } from 'vitest'
import { decodeUtf8 } from '#kernel/bytes.ts'
import { isRefusal } from '#kernel/refusal.ts'
import { meetsPolicy, parsePolicy } from '#protocol/journal/policy.ts'
import { parseTlogProof, verifyProof } from '#protocol/journal/proof.ts'
import { insert, remove, update } from '#platform/db/table.ts'
import { proofNotes, proofs, unproved, waiting } from '#platform/journal/tables.ts'
import { bundle, malware } from './bundle.ts'
import type { House } from './federation.ts'
import { askAs } from './peer-client.ts'
import { arrived, everyRound, type Scene, scene } from './scene.ts'

const viper = bundle(malware({ name: 'Sand Viper', mark: '1' }))
const wish = { to: ['bor', 'cas'], level: 'restricted', category: 'network-security', title: 'Sand Viper' }
const tenMinutes = 600_000

const shown = async (house: House, act: string) => (await house.ask('liaison', 'GET', `/api/v1/acts/${act}`)).json

/** Lets the wall clock jump, and a little time pass for what is due then. */
async function jump({ federation }: Scene, ms: number): Promise<void> {
  federation.time.step(ms)
  await federation.pass(5000)
}

/** Alt shares, and its journal passes over the act: it stands in no entry and waits for none. */
async function unenteredShare(at: Scene): Promise<string> {
  const { json } = await at.alt.share(wish, viper)
  await using store = at.alt.database.connect()
  await store.transaction((tx) => tx.apply([remove(waiting, { act: json.act as never })]))
  await at.federation.pass(arrived)
  return json.act
}

test('P1 an addressee fetches the proof of what it was sent, verifies it, and hands it to strangers', async () => {
  await using at = await scene()
  const { json } = await at.alt.share(wish, viper)
  await at.federation.pass(1000)
  const before = await shown(at.bor, json.act)
  expect(before.journal).toEqual({ state: 'unproved', witnesses: { k: 2, n: 3, by: [] } })
  await at.federation.pass(7000)
  const view = await shown(at.bor, json.act)
  expect(view).toMatchObject({ state: 'admitted', journal: { state: 'witnessed', witnesses: { k: 2, n: 3 } } })
  const { bytes } = await at.bor.ask('analyst', 'GET', `/api/v1/acts/${json.act}/proof`)
  const policy = parsePolicy((await at.bor.ask('analyst', 'GET', '/api/v1/charter/policies/alt')).bytes)
  if (isRefusal(policy)) throw new Error(policy.code)
  const [log] = policy.logs.map(({ key }) => key)
  if (log === undefined) throw new Error('no log')
  const { entry } = view.journal as { entry: number }
  expect(verifyProof(bytes, json.act as never, { log, cosigners: [], threshold: 0 })).toMatchObject({ entry })
  expect(meetsPolicy(parseTlogProof(decodeUtf8(bytes) ?? '')?.checkpoint ?? '', policy)).toBe(true)
})

test('P2 a proof goes to whom the act was numbered; to all others it is as if there were none', async () => {
  await using at = await scene()
  const { json } = await at.alt.share({ ...wish, to: ['bor'] }, viper)
  await at.federation.pass(5000)
  const ask = (from: string, act: string) => askAs(at.federation, [from, 'alt'], `/federation/v1/proofs?acts=${act}`)
  expect(await ask('bor', json.act)).toMatchObject({ kind: 'answer', status: 200 })
  expect(await ask('bor', `${json.act},act--${'0'.repeat(64)}`)).toMatchObject({ status: 200 })
  const none = new Uint8Array(0)
  expect(await ask('cas', json.act)).toMatchObject({ status: 404, body: none })
  expect(await ask('cas', `act--${'0'.repeat(64)}`)).toMatchObject({ status: 404, body: none })
  expect(await ask('bor', 'act--1')).toMatchObject({ status: 400 })
})

test('P3 what its author does not enter is unrecorded after ten minutes, and reported, until it is entered', async () => {
  await using at = await scene()
  const act = await unenteredShare(at)
  expect((await shown(at.bor, act)).state).toBe('admitted')
  await at.bor.ask('duty', 'POST', `/api/v1/shares/${act}/acknowledge`, {})
  await jump(at, tenMinutes)
  const late = await shown(at.bor, act)
  expect(late).toMatchObject({ state: 'unrecorded', journal: { state: 'unrecorded' } })
  expect((await shown(at.cas, act)).parties.bor).toMatchObject({ unrecorded: expect.any(String) })
  expect((await shown(at.alt, act)).parties.bor).toMatchObject({
    state: 'acknowledged',
    unrecorded: expect.any(String),
  })
  await using store = at.alt.database.connect()
  await store.transaction((tx) => tx.apply([insert(waiting, { act: act as never })]))
  await at.federation.pass(3000)
  await jump(at, tenMinutes)
  expect(await shown(at.bor, act)).toMatchObject({ state: 'acknowledged', journal: { state: 'witnessed' } })
})

test('P4 an author that vanishes after sending leaves an act that is unrecorded ten minutes later', async () => {
  await using at = await scene()
  const act = await unenteredShare(at)
  await at.alt.stop()
  await jump(at, tenMinutes / 2)
  expect((await shown(at.bor, act)).state).toBe('admitted')
  await jump(at, tenMinutes / 2)
  expect((await shown(at.bor, act)).state).toBe('unrecorded')
})

test('P5 while witnesses are away an act is shown as included, and as witnessed once they are back', async () => {
  await using at = await scene()
  await Promise.all([at.cas.stop(), at.federation.house('sec').stop()])
  const { json } = await at.alt.share({ ...wish, to: ['bor'] }, viper)
  await at.federation.pass(everyRound)
  await jump(at, tenMinutes)
  expect(await shown(at.bor, json.act)).toMatchObject({ state: 'admitted', journal: { state: 'included' } })
  await Promise.all([at.cas.start(), at.federation.house('sec').start()])
  await at.federation.pass(10_000)
  await jump(at, tenMinutes)
  expect(await shown(at.bor, json.act)).toMatchObject({ journal: { state: 'witnessed' } })
})

test('P6 every act that came in, receipts too, is proved in the end, and nothing is asked for any more', async () => {
  await using at = await scene()
  await at.alt.share(wish, viper)
  await at.federation.pass(everyRound)
  for (const house of [at.alt, at.bor, at.cas]) {
    await using store = house.database.connect()
    expect(await store.count(unproved, {}, 10), house.party).toBe(0)
  }
})

test('P8 verification holds every proof against its author’s journal again, and names one that was changed', async () => {
  await using at = await scene()
  const { json } = await at.alt.share(wish, viper)
  await at.federation.pass(9000)
  const verify = () => at.bor.ask('admin', 'POST', '/api/v1/verify', { all: true })
  expect((await verify()).json).toMatchObject({ ok: true, checked: { proofs: expect.toSatisfy((count) => count > 0) } })
  await using store = at.bor.database.connect()
  const act = json.act as never
  const [kept] = await store.select(proofs, { where: { act } })
  const changed = kept?.proof.replace(/index \d+/u, 'index 0') ?? ''
  await store.transaction((tx) => tx.apply([update(proofs, { act }, { proof: changed })]))
  expect((await verify()).json).toMatchObject({ ok: false, firstBad: { what: 'journal.proof', id: json.act } })
  await store.transaction((tx) => tx.apply([update(proofs, { act }, { proof: kept?.proof ?? '' })]))
  await store.transaction((tx) => tx.apply([update(proofNotes, { note_id: kept?.note_id ?? '' }, { note: 'nothing' })]))
  expect((await verify()).json).toMatchObject({ ok: false, firstBad: { reason: 'checkpoint' } })
})
