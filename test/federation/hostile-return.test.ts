import { expect, test } from 'vitest'
import { rawKey } from '#protocol/identity/key-id.ts'
import type { Party } from '#protocol/identity/party.ts'
import { headerDigest } from '#protocol/parcel/header.ts'
import { writeLast, writeReturned, type LastTaken, type ReturnedParcel } from '#protocol/parcel/returned.ts'
import { sealParcel } from '#protocol/parcel/sealed.ts'
import { signedOf } from '#platform/record/load.ts'
import { acts, attachments } from '#platform/record/tables.ts'
import { HostilePeer } from './hostile-peer.ts'
import { placeOf, recoveryOf, shared, statusOf, takenBy, titlesAt, verified, viper } from './restoring.ts'
import { arrived, everyRound, scene } from './scene.ts'

const none = new Uint8Array(0)
/** How far it got in real traffic; of exercises it has nothing. */
const lastOfMain = (said: LastTaken) => (stream?: string) => {
  const nothing = { number: 0, digest: '', header: none, signature: none }
  return new Response(writeLast(stream === 'main' ? said : nothing) as BodyInit)
}
const answering = (bytes: Uint8Array) => () => new Response(bytes as BodyInit)

test('P10 a peer that claims a number we never gave is not believed', async () => {
  await using at = await scene({ seed: 20, ms: arrived })
  await shared(at, 'one')
  const [row] = await takenBy(at.bor)
  const peer = new HostilePeer(at.federation, 'bor', 'alt')
  const claims = [
    { number: 99, header: none, signature: none },
    { number: 99, header: row!.header, signature: row!.signature },
    { number: 1, header: row!.header, signature: row!.signature.with(0, 0) },
  ]
  await at.alt.stop()
  await at.alt.start()
  for (const claim of claims) {
    peer.paths.set('last', answering(writeLast({ ...claim, digest: '0'.repeat(64) })))
    await at.federation.pass(12_000)
    expect(at.alt.logged.filter((line) => line.includes('last-number-unproved')).length).toBeGreaterThan(0)
    at.alt.logged.length = 0
  }
  expect((await placeOf(at.alt)).numbers).toEqual(['main 1'])
  await shared(at, 'two', ['bor', 'cas'])
  expect((await placeOf(at.alt)).numbers).toEqual(['main 2'])
  expect(await titlesAt(at.cas)).toEqual(['two'])
})

test('P10 what a peer gives back as ours is entered only if it is; the rest is listed as lost', async () => {
  await using at = await scene({ seed: 21, ms: arrived })
  const { alt, federation } = at
  const old = alt.database.snapshot()
  await shared(at, 'one')
  await shared(at, 'two')
  const taken = (await takenBy(at.bor)).filter(({ stream }) => stream === 'main')
  const last = taken.at(-1)!
  await alt.stop()
  alt.database.restoreFrom(old)
  const peer = new HostilePeer(federation, 'bor', 'alt')
  const noise: ReturnedParcel[] = taken.map(({ header, signature }, place) => ({
    header,
    signature: place === 0 ? signature : signature.with(0, (signature[0] ?? 0) ^ 1),
    sealed: new Uint8Array(2000).fill(place + 1),
  }))
  const { number, header, signature } = last
  const digest = headerDigest(header)
  peer.paths.set('last', lastOfMain({ number, digest, header, signature }))
  peer.paths.set('authored', answering(writeReturned(noise)))
  await alt.start()
  await federation.pass(everyRound)
  expect(await titlesAt(alt)).toEqual([])
  const { lost } = await recoveryOf(alt)
  expect(lost.parcels).toMatchObject([
    { peer: 'bor', from: 1, to: 1, act: taken[0]!.act },
    { peer: 'bor', from: 2, to: number },
  ])
  expect((await statusOf(alt)).journal.kind).toBe('running')
  await shared(at, 'three')
  expect((await placeOf(alt)).numbers).toEqual([`main ${number + 1}`])
  expect(await verified(alt)).toBeUndefined()
})

test.each([
  ['keys of its own', [{ key: 'A'.repeat(43), salt: 'A'.repeat(43) }]],
  ['no keys', []],
])(
  'P10 an act whose first addressee gives it back with %s comes back whole from the next',
  async (_, attachmentKeys) => {
    await using at = await scene({ seed: 22, ms: arrived })
    const { alt, bor, cas, federation } = at
    const old = alt.database.snapshot()
    const act = await shared(at, 'one', ['bor', 'cas'])
    const other = await shared(at, 'two', ['bor', 'cas'])
    const taken = (await takenBy(bor)).filter(({ stream }) => stream === 'main')
    const boxKey = rawKey(federation.coalition.keyrings.get('alt' as Party)!.keys.box['x-wing'])
    const returned: ReturnedParcel[] = []
    const peer = new HostilePeer(federation, 'bor', 'alt')
    const store = bor.node!.house.store
    for (const { act: id, header, signature } of taken) {
      const row = (await store.find(acts, { act: id }))!
      const sealed = await sealParcel({ header, boxKey, signed: signedOf(row)!, attachmentKeys })
      returned.push({ header, signature, sealed })
      peer.files.set(`${id}/0`, new Uint8Array((await store.find(attachments, { act: id, position: 0 }))!.sealed_bytes))
    }
    const last = taken.at(-1)!
    const digest = headerDigest(last.header)
    peer.paths.set('last', lastOfMain({ ...last, digest }))
    peer.paths.set('authored', answering(writeReturned(returned)))
    await alt.stop()
    let isCut = true
    federation.impersonate('cas', async (request) => {
      if (isCut && new URL(request.url).pathname.startsWith('/federation/')) throw new TypeError('connection refused')
      return cas.node!.fetch(request)
    })
    alt.database.restoreFrom(old)
    await alt.start()
    await federation.pass(everyRound)
    const without = (await recoveryOf(alt)).lost.withoutFiles
    expect(without.toSorted()).toEqual(attachmentKeys.length === 0 ? [] : [act, other].toSorted())
    isCut = false
    await federation.pass(everyRound)
    expect(await titlesAt(alt)).toEqual(['one', 'two'])
    const { bytes } = await alt.ask('liaison', 'GET', `/api/v1/acts/${act}/attachments/0`)
    expect(bytes).toEqual(viper)
    expect((await recoveryOf(alt)).lost).toMatchObject({ parcels: [], withoutFiles: [] })
    expect(await verified(alt)).toBeUndefined()
  },
)
