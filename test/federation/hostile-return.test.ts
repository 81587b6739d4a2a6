import { expect, test } from 'vitest'
import { headerDigest } from '#protocol/parcel/header.ts'
import { writeLast, writeReturned, type ReturnedParcel } from '#protocol/parcel/returned.ts'
import { HostilePeer } from './hostile-peer.ts'
import { placeOf, recoveryOf, scene, shared, statusOf, takenBy, titlesAt, verified } from './restoring.ts'

const none = new Uint8Array(0)
const answering = (bytes: Uint8Array) => () => new Response(bytes as BodyInit)

test('P10 a peer that claims a number we never gave is not believed', async () => {
  await using at = await scene(20)
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
  await using at = await scene(21)
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
  peer.paths.set('last', answering(writeLast({ number, digest, header, signature })))
  peer.paths.set('authored', answering(writeReturned(noise)))
  await alt.start()
  await federation.pass(20_000)
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
