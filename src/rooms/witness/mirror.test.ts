import { expect, test } from 'vitest'
import type { Fetch } from '#kernel/ports.ts'
import type { Party } from '#protocol/identity/party.ts'
import { put } from '#platform/db/table.ts'
import { originHash } from '#platform/journal/peer.ts'
import { alt, bor, cadence, cas, found, nodeOf, originOf, peerOf, sec } from '../../../test/suites/journal-world.ts'
import { mirror } from './mirror.ts'
import { leaves, logs, tiles } from './tables.ts'
import { watching } from './watch.ts'

test('protocol 6: a witness that was away fetches the leaf hashes it missed, tile by tile, and serves them', async () => {
  const world = found()
  await cadence(world)
  const living = world.net.get(sec)
  world.net.delete(sec)
  for (let round = 0; round < 300; round += 1) await cadence(world, [alt])
  world.net.set(sec, living ?? (() => Promise.reject(new Error())))
  await cadence(world, [alt])
  const { witness, store } = nodeOf(world, sec)
  const hash = originHash(originOf(alt))
  expect(await store.find(logs, { hash })).toMatchObject({ size: 302, mirrored: 1 })
  expect(await mirror(witness, peerOf(world.net, alt))).toEqual({ kind: 'grown', size: 302 })
  expect([await store.count(tiles, { hash }, 9), await store.count(leaves, { hash }, 99)]).toEqual([1, 46])
  await cadence(world, [alt])
  expect(await store.find(logs, { hash })).toMatchObject({ size: 303, mirrored: 303 })
  expect(await mirror(witness, peerOf(world.net, alt))).toEqual({ kind: 'current' })
  const served = await world.net.get(sec)?.(new Request(`http://sec.test/witness/${hash}/tile/0/001.p/47`))
  const own = await world.net.get(alt)?.(new Request('http://alt.test/journal/1/tile/0/001.p/47'))
  expect(await served?.text()).toBe(await own?.text())
})

test('protocol 6: tiles that do not lead to the signed root are refused and leave nothing behind', async () => {
  const world = found()
  world.net.delete(sec)
  for (let round = 0; round < 3; round += 1) await cadence(world, [alt])
  const { witness, store } = nodeOf(world, sec)
  const peer = peerOf(world.net, alt)
  const lying: Fetch = async (request) => {
    const response = await peer.fetch(request)
    if (!request.url.includes('/tile/')) return response
    return new Response(new Uint8Array(await response.arrayBuffer()).with(5, 1))
  }
  expect(await mirror(witness, { ...peer, fetch: lying })).toEqual({ kind: 'refuted' })
  expect(await store.count(leaves, {}, 9)).toBe(0)
  expect(await mirror(witness, peer)).toEqual({ kind: 'grown', size: 3 })
})

test('P6 a damaged mirror is dropped and fetched anew, and the witness goes on cosigning', async () => {
  const world = found()
  for (let round = 0; round < 3; round += 1) await cadence(world)
  const { store, witness } = nodeOf(world, bor)
  const hash = originHash(originOf(alt))
  await store.transaction((tx) => tx.apply([put(leaves, { hash, entry: 1, leaf: new Uint8Array(32) })]))
  await cadence(world, [alt])
  expect(nodeOf(world, alt).sequencer.state).toMatchObject({ published: 4, witnessedBy: [bor, cas, sec] })
  expect(await store.find(logs, { hash })).toMatchObject({ size: 4, mirrored: 0 })
  expect(await mirror(witness, peerOf(world.net, alt))).toEqual({ kind: 'grown', size: 4 })
  await cadence(world, [alt])
  expect(await store.find(logs, { hash })).toMatchObject({ size: 5, mirrored: 5 })
})

test('protocol 6: a journal that is submitted here is not polled, one that is silent here is in every round; one node tells its heads in each', async () => {
  const world = found()
  const watch = watching(nodeOf(world, sec).witness)
  const asked: string[] = []
  for (const [party, fetch] of world.net)
    world.net.set(party, (request) => {
      if (request.method === 'GET') asked.push(`${party} ${new URL(request.url).pathname}`)
      return fetch(request)
    })
  const round = async (ticking?: readonly Party[]): Promise<readonly string[]> => {
    await cadence(world, ticking)
    asked.length = 0
    await watch()
    return asked.toSorted()
  }
  const [head, heads] = ['/journal/1/checkpoint', '/witness/checkpoints']
  expect(await round()).toEqual([`alt ${head}`, `alt ${heads}`, `bor ${head}`, `cas ${head}`])
  expect(await round()).toEqual([`bor ${heads}`])
  expect(await round([alt, cas])).toEqual([`cas ${heads}`])
  expect(await round([alt, cas])).toEqual([`alt ${heads}`, `bor ${head}`])
  expect(await round([alt, cas])).toEqual([`bor ${head}`, `bor ${heads}`])
  expect(await round()).toEqual([`cas ${heads}`])
})
