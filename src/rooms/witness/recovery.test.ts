import { expect, test } from 'vitest'
import type { Party } from '#protocol/identity/party.ts'
import { verifyForkProof } from '#protocol/journal/fork.ts'
import { SimulatedDatabase } from '#platform/db/simulated-store.ts'
import { MemoryCas } from '#platform/journal/cas.ts'
import { cosignersAmong, journalKeyOf, originHash } from '#platform/journal/peer.ts'
import { inclusionOf } from '#platform/journal/progress.ts'
import { recoverLeaves } from '#platform/journal/recover.ts'
import { checkpoints, entries } from '#platform/journal/tables.ts'
import {
  actOf,
  alt,
  boot,
  bor,
  cadence,
  cas,
  checkOf,
  found,
  keysOf,
  names,
  nodeOf,
  originOf,
  peerOf,
  record,
  restart,
  sec,
} from '../../../test/suites/journal-world.ts'
import type { Net, World } from '../../../test/suites/journal-world.ts'
import { forksOf } from './forks.ts'
import { gossip } from './observe.ts'
import { logs } from './tables.ts'
import { watching } from './watch.ts'

test('P9 a node restored from an old backup, with an old compare-and-swap store, halts and recovers from the mirrors', async () => {
  const world = found()
  for (let round = 0; round < 20; round += 1) await cadence(world)
  const old = nodeOf(world, alt)
  const backup = old.database.snapshot()
  const head = old.memory.read(old.journal.origin)
  await record(old, actOf('lost'))
  for (let round = 0; round < 15; round += 1) await cadence(world)

  old.database.restoreFrom(backup)
  const memory = new MemoryCas()
  if (head !== undefined) await memory.swap(old.journal.origin, undefined, head)
  const node = await restart(world, alt, { memory })
  await cadence(world)
  expect(node.sequencer.state).toMatchObject({ kind: 'halted', reason: 'behind-witness', size: 20, seenSize: 35 })
  expect(await node.store.count(entries, { epoch: 1 }, 99)).toBe(20)

  const mirrors = node.journal.witnesses
  const ports = { store: node.store, cas: memory, timers: world.time, timeoutMs: 500 }
  expect(await recoverLeaves(ports, node.journal, mirrors)).toMatchObject({ kind: 'recovered', from: 20, size: 35 })
  await record(node, actOf('after'))
  for (let round = 0; round < 2; round += 1) await cadence(world)
  expect(node.sequencer.state).toMatchObject({ kind: 'running', size: 36, published: 36 })
  expect(await checkOf(node)).toMatchObject({ entries: 36 })
  expect(await inclusionOf(node.store, actOf('after'))).toMatchObject({ state: 'witnessed' })
  expect(await inclusionOf(node.store, actOf('lost'))).toBeUndefined()
  expect(await recoverLeaves(ports, node.journal, mirrors)).toEqual({ kind: 'whole', size: 36 })
})

test('P9 what no witness had seen comes back from the compare-and-swap store', async () => {
  const world = found()
  for (let round = 0; round < 3; round += 1) await cadence(world)
  const old = nodeOf(world, alt)
  const backup = old.database.snapshot()
  const living = new Map(world.net)
  for (const party of [bor, cas, sec]) world.net.delete(party)
  for (let round = 0; round < 3; round += 1) await cadence(world, [alt])
  for (const [party, fetch] of living) world.net.set(party, fetch)
  old.database.restoreFrom(backup)
  const node = await restart(world, alt)
  await cadence(world)
  expect(node.sequencer.state).toMatchObject({ kind: 'halted', reason: 'behind-cas', seenSize: 6 })
  const ports = { store: node.store, cas: old.memory, timers: world.time, timeoutMs: 500 }
  expect(await recoverLeaves(ports, node.journal, node.journal.witnesses)).toMatchObject({ from: 3, size: 6 })
  await cadence(world)
  expect(node.sequencer.state).toMatchObject({ kind: 'running', published: 6 })
})

test('P9 a witness restored from an old backup goes on from what it cosigned since, and no fork is found', async () => {
  const world = found()
  for (let round = 0; round < 3; round += 1) await cadence(world)
  const old = nodeOf(world, bor)
  const backup = old.database.snapshot()
  for (let round = 0; round < 3; round += 1) await cadence(world)
  old.database.restoreFrom(backup)
  const node = await restart(world, bor)
  await cadence(world)
  expect(nodeOf(world, alt).sequencer.state).toMatchObject({ size: 7, published: 7, witnessedBy: [bor, cas, sec] })
  const watch = watching(node.witness)
  for (let round = 0; round < 3; round += 1) await watch()
  const hash = originHash(originOf(alt))
  expect(await node.store.find(logs, { hash })).toMatchObject({ size: 7, mirrored: 7 })
  expect(await forksOf(node.store, hash)).toEqual([])
})

test('F15 a copy of a node that runs elsewhere gets no checkpoint cosigned, and says why', async () => {
  const world = found()
  for (let round = 0; round < 3; round += 1) await cadence(world)
  const original = nodeOf(world, alt)
  const database = new SimulatedDatabase()
  database.restoreFrom(original.database.snapshot())
  const memory = new MemoryCas()
  const head = original.memory.read(original.journal.origin)
  if (head !== undefined) await memory.swap(original.journal.origin, undefined, head)
  const copy = boot({ net: new Map(world.net), time: world.time, party: alt, database, memory, seed: 'copy' })
  const rivals: World = { ...world, nodes: new Map([...world.nodes, [alt, copy]]) }
  await cadence(world)
  await cadence(rivals, [alt])
  expect(copy.sequencer.state).toMatchObject({ kind: 'halted', size: 3, seenSize: 4, reason: 'behind-witness' })
  expect(await copy.store.count(checkpoints, { size: { gt: 3 } }, 9)).toBe(0)
})

test('P5 a journal that tells two stories is caught within one gossip round, with a proof that a stranger verifies', async () => {
  const world = found()
  for (let round = 0; round < 3; round += 1) await cadence(world)
  const honest = nodeOf(world, alt)
  const before = honest.database.snapshot()
  const tell = async (seed: string, asks: readonly Party[], rounds: number): Promise<void> => {
    const database = new SimulatedDatabase()
    database.restoreFrom(before)
    const net: Net = new Map(world.net)
    const liar = boot({ net, time: world.time, party: alt, database, seed, asks })
    for (let round = 0; round < rounds; round += 1) await cadence({ ...world, nodes: new Map([[alt, liar]]) }, [alt])
    expect(liar.sequencer.state).toMatchObject({ kind: 'running', published: 3 + rounds })
  }
  await honest.store[Symbol.asyncDispose]()
  world.net.delete(alt)
  await tell('one', [bor, cas], 4)
  await tell('two', [sec], 2)
  const forks = await gossip(nodeOf(world, bor).witness, peerOf(world.net, sec))
  expect(forks.length).toBe(1)
  const exported = JSON.parse(JSON.stringify(forks[0])) as unknown
  const key = journalKeyOf(originOf(alt), keysOf(alt).keys.journal.ed25519)
  expect(verifyForkProof(exported, key, cosignersAmong(names.map((party) => peerOf(world.net, party))))).toMatchObject({
    origin: originOf(alt),
    cosigners: [],
  })
  expect(await forksOf(nodeOf(world, bor).store, originHash(originOf(alt)))).toEqual(forks)
  expect(await gossip(nodeOf(world, bor).witness, peerOf(world.net, sec))).toEqual(forks)
  expect((await forksOf(nodeOf(world, bor).store, originHash(originOf(alt)))).length).toBe(1)
  const watch = watching(nodeOf(world, cas).witness)
  for (let round = 0; round < 3; round += 1) expect(await watch()).toBe(false)
  expect((await forksOf(nodeOf(world, cas).store, originHash(originOf(alt)))).length).toBe(1)
})

test('J4 a node killed at any step of a checkpoint goes on where it stopped, and no witness ever sees two stories', async () => {
  const world = found()
  await cadence(world)
  let size = 1
  for (const point of ['checkpoint:entry', 'checkpoint:cas', 'checkpoint:witnessed', 'checkpoint:published']) {
    const dying = await restart(world, alt, {
      failpoint: (name) => {
        if (name === point) throw new Error('killed')
      },
    })
    const act = actOf(point)
    await record(dying, act)
    await expect(dying.sequencer.tick()).rejects.toThrow('killed')
    const node = await restart(world, alt)
    await cadence(world)
    size += point === 'checkpoint:published' ? 2 : 1
    expect(node.sequencer.state).toMatchObject({ kind: 'running', size, published: size, witnessedBy: [bor, cas, sec] })
    expect(await inclusionOf(node.store, act)).toMatchObject({ state: 'witnessed' })
  }
  expect(await checkOf(nodeOf(world, alt))).toMatchObject({ entries: size, acts: 4 })
  for (const party of [bor, cas, sec])
    expect(await forksOf(nodeOf(world, party).store, originHash(originOf(alt)))).toEqual([])
})
