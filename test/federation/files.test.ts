import { expect, test } from 'vitest'
import { Fault } from '#kernel/fault.ts'
import { signedOf } from '#platform/record/load.ts'
import { acts } from '#platform/record/tables.ts'
import { received } from '#platform/transport/tables.ts'
import type { ActId, SignedAct } from '#protocol/act/statement.ts'
import type { Party } from '#protocol/identity/party.ts'
import { newAttachmentKey } from '#protocol/parcel/attachment.ts'
import { SeededRandom } from '#platform/clock/seeded-random.ts'
import type { Opening } from '#platform/record/reading.ts'
import { systemTimers } from '#platform/clock/system-time.ts'
import { Threads } from '../../src/node/reading/threads.ts'
import { bundle, malware } from './bundle.ts'
import type { House } from './federation.ts'
import { sealedFile, type PeerFile } from './hostile-peer.ts'
import { arrived, everyRound, hostileScene } from './scene.ts'

const file = sealedFile(new TextEncoder().encode('a file'))

async function outcomeOf(house: House, act: string): Promise<unknown> {
  await using store = house.database.connect()
  const rows = await store.select(received, { where: { act: act as ActId } })
  return rows.map(({ peer, outcome, code }) => [peer, outcome, code])
}

test('T1 an act whose file keys are missing is dropped, and the next is taken', async () => {
  await using at = await hostileScene()
  const keyless = await at.peer.sendShare(file, { attachmentKeys: [] })
  const good = await at.peer.sendShare(file)
  await at.federation.pass(arrived)
  expect(await outcomeOf(at.bor, keyless)).toEqual([['cas', 'dropped', 'parcel-malformed']])
  expect(await outcomeOf(at.bor, good)).toEqual([['cas', 'admitted', null]])
})

test('T2 more than the charter allows is refused before a byte is fetched, however great the number', async () => {
  await using at = await hostileScene()
  const claims = [1024 ** 3 + 1, Number.MAX_SAFE_INTEGER]
  const sent: string[] = []
  for (const bytes of claims) sent.push(await at.peer.sendShare({ ...file, ref: { ...file.ref, bytes } }))
  const good = await at.peer.sendShare(file)
  await at.federation.pass(arrived)
  for (const act of sent) expect(await outcomeOf(at.bor, act)).toEqual([['cas', 'refused', 'too-large']])
  expect(await outcomeOf(at.bor, good)).toEqual([['cas', 'admitted', null]])
})

test('T3 STIX of more than a node can hold is refused before it is fetched', async () => {
  await using at = await hostileScene()
  const large: PeerFile = { ...file, ref: { ...file.ref, bytes: 300 * 1024 ** 2 } }
  const body = { format: 'stix', title: 'Large', objects: 1 }
  const act = await at.peer.sendShare(large, { statement: (honest) => ({ ...honest, body }) })
  await at.federation.pass(arrived)
  expect(await outcomeOf(at.bor, act)).toEqual([['cas', 'refused', 'too-large']])
})

test('T4 a parcel that our own store cannot take is set aside, and the link goes on', async () => {
  await using at = await hostileScene()
  const poison = await at.peer.send()
  const good = await at.peer.send()
  let failed = 0
  at.bor.failpoint = (name) => {
    if (name === 'deliver:written' && (failed += 1) === 1) throw new Fault('db-value')
  }
  await at.federation.pass(arrived)
  expect(await outcomeOf(at.bor, poison)).toEqual([['cas', 'quarantined', 'not-processed']])
  expect(await outcomeOf(at.bor, good)).toEqual([['cas', 'admitted', null]])
})

test('T4 a parcel whose act comes over another way at the same moment is taken in once, and not set aside', async () => {
  await using at = await hostileScene()
  const act = await at.peer.send()
  let slower = 0
  at.bor.failpoint = (name) => {
    if (name === 'deliver:written' && (slower += 1) === 1) throw new Fault('db-duplicate')
  }
  await at.federation.pass(arrived)
  expect(slower).toBeGreaterThan(0)
  expect(await outcomeOf(at.bor, act)).toEqual([['cas', 'admitted', null]])
})

test('T5 a file that its author does not hand out holds up no other', async () => {
  await using at = await hostileScene()
  const lost: string[] = []
  for (let count = 0; count < 20; count += 1) lost.push(await at.peer.sendShare(file))
  for (const act of lost) at.peer.files.delete(`${act}/0`)
  const good = await at.peer.sendShare(file)
  await at.federation.pass(arrived * 2)
  expect(await outcomeOf(at.bor, good)).toEqual([['cas', 'admitted', null]])
  expect(await outcomeOf(at.bor, lost[0] ?? '')).toEqual([['cas', 'fetching', null]])
})

/** The act as `alt` signed it, which every addressee holds. */
async function signedBy(alt: House, act: string): Promise<SignedAct> {
  await using store = alt.database.connect()
  const row = await store.find(acts, { act: act as ActId })
  const signed = row === undefined ? undefined : signedOf(row)
  if (signed === undefined) throw new Fault('act-missing')
  return signed
}

const wish = { to: ['bor', 'cas'], level: 'restricted', category: 'drones', title: 'A kite' }
const kite = bundle(malware({ name: 'Kite', mark: '1' }))

test('T6 an addressee that hands an act on with wrong keys cannot keep it from another', async () => {
  await using at = await hostileScene()
  await at.bor.stop()
  const { json } = await at.alt.share(wish, kite)
  await at.federation.pass(1000)
  const signed = await signedBy(at.alt, json.act)
  await at.alt.stop()
  await at.peer.send({ signed: () => signed, attachmentKeys: [newAttachmentKey(new SeededRandom('wrong'))] })
  await at.bor.start()
  await at.federation.pass(arrived)
  await at.alt.start()
  await at.federation.pass(everyRound)
  const shown = await at.bor.ask('analyst', 'GET', `/api/v1/acts/${json.act}`)
  expect(shown.json).toMatchObject({ state: 'admitted', objects: { count: 1 } })
  const seen = await at.alt.ask('liaison', 'GET', `/api/v1/acts/${json.act}`)
  expect(seen.json.parties['bor']).toMatchObject({ state: 'admitted' })
})

/** Threads that end over every document that comes sealed. */
class Ending extends Threads {
  override open(): Opening {
    const over = (): Promise<never> => Promise.reject(new Fault('reading-thread-ended'))
    return { isDamaged: false, take: over, finish: over, [Symbol.dispose]: () => undefined }
  }
}

test('T10 a document over which a reading thread ends holds up none behind it', async () => {
  await using at = await hostileScene()
  await at.bor.node?.[Symbol.asyncDispose]()
  await using threads = new Ending(systemTimers)
  at.bor.threads = threads
  await at.bor.start()
  const body = { format: 'stix', title: 'Large' }
  const bad = await at.peer.sendShare(file, { statement: (honest) => ({ ...honest, body }) })
  const good = await at.peer.sendShare(file)
  await at.federation.pass(arrived)
  expect(await outcomeOf(at.bor, good)).toEqual([['cas', 'admitted', null]])
  expect(await outcomeOf(at.bor, bad)).toEqual([['cas', 'fetching', null]])
  expect(at.bor.logged.filter((line) => line.includes('files-not-admitted'))).toHaveLength(1)
})

test('T7 nobody gets an author told that his act was dropped by sending a broken copy of it', async () => {
  await using at = await hostileScene()
  const { json } = await at.alt.share(wish, kite)
  await at.federation.pass(arrived)
  const signed = await signedBy(at.alt, json.act)
  const signatures = signed.signatures.map(({ keyid, sig }) => ({ keyid, sig: sig.map((byte) => byte ^ 1) }))
  await at.peer.send({ signed: () => ({ ...signed, signatures }) })
  await at.federation.pass(arrived * 2)
  const told = await outcomeOf(at.bor, json.act)
  expect(told).toContainEqual(['cas' as Party, 'dropped', 'signature-invalid'])
  const seen = await at.alt.ask('liaison', 'GET', `/api/v1/acts/${json.act}`)
  expect(seen.json.parties['bor']).toMatchObject({ state: 'admitted' })
})

test('T8 a file goes on from what lies here of it, and from the start if that is not of it', async () => {
  await using at = await hostileScene()
  const long = sealedFile(new Uint8Array(20_000).fill(65))
  const beginnings = [
    long.sealed.subarray(0, 30),
    long.sealed.subarray(0, 18_000),
    new Uint8Array(30),
    new Uint8Array(18_000),
    long.sealed.subarray(0, 18_000).with(100, 0),
  ]
  const sent: string[] = []
  for (const beginning of beginnings) {
    const act = await at.peer.sendShare(long)
    await at.bor.blobs.append(`in-${act.slice('act--'.length)}-0`, 0, beginning)
    sent.push(act)
  }
  await at.federation.pass(arrived)
  for (const act of sent) {
    expect(await outcomeOf(at.bor, act)).toEqual([['cas', 'admitted', null]])
    const { bytes } = await at.bor.ask('analyst', 'GET', `/api/v1/acts/${act}/attachments/0`)
    expect(bytes).toEqual(new Uint8Array(20_000).fill(65))
  }
})

test('T9 nothing more is fetched of a file that cannot be the one meant', async () => {
  await using at = await hostileScene()
  const long = sealedFile(new Uint8Array(18 * 1024 ** 2))
  const good = await at.peer.sendShare(long)
  await at.federation.pass(arrived)
  expect(await outcomeOf(at.bor, good)).toEqual([['cas', 'admitted', null]])
  expect(at.peer.pieces).toBe(5)
  const bad = await at.peer.sendShare({ ...long, sealed: long.sealed.with(100, 1 ^ (long.sealed[100] ?? 0)) })
  await at.federation.pass(arrived)
  expect(await outcomeOf(at.bor, bad)).toEqual([['cas', 'dropped', 'attachment-damaged']])
  expect(at.peer.pieces).toBe(7)
})
