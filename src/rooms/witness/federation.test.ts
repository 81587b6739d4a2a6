import { expect, test } from 'vitest'
import type { Fetch } from '#kernel/ports.ts'
import { encodeUtf8 } from '#kernel/bytes.ts'
import type { ActId } from '#protocol/act/statement.ts'
import type { Party } from '#protocol/identity/party.ts'
import { formatPolicy, meetsPolicy, parsePolicy } from '#protocol/journal/policy.ts'
import { verifyProof } from '#protocol/journal/proof.ts'
import { cosignersAmong, originHash } from '#platform/journal/peer.ts'
import { inclusionOf, proofOf } from '#platform/journal/progress.ts'
import { checkpoints, entries } from '#platform/journal/tables.ts'
import {
  actOf,
  alt,
  bor,
  cadence,
  cas,
  checkOf,
  found,
  names,
  nodeOf,
  originOf,
  record,
  restart,
  sec,
} from '../../../test/suites/journal-world.ts'
import { logs } from './tables.ts'

test('protocol 6: four journals witness each other for fifty cadences, restarts in between, and every act is proven', async () => {
  const world = found()
  const acts = new Map<Party, ActId[]>(names.map((party) => [party, []]))
  for (let round = 0; round < 50; round += 1) {
    for (const party of names.filter((_, at) => (round + at) % 7 === 0)) {
      const act = actOf(`${party} ${round}`)
      acts.get(party)?.push(act)
      await record(nodeOf(world, party), act)
    }
    if (round % 12 === 11) await restart(world, names[round % 4] ?? alt)
    await cadence(world)
  }
  for (const party of names) {
    const node = nodeOf(world, party)
    expect(node.sequencer.state).toMatchObject({ kind: 'running', size: 50, published: 50 })
    expect(await checkOf(node)).toMatchObject({ entries: 50, acts: acts.get(party)?.length })
    const trust = { log: node.journal.key, cosigners: cosignersAmong(node.journal.witnesses), threshold: 2 }
    for (const act of acts.get(party) ?? []) {
      const proof = encodeUtf8((await proofOf(node.store, act)) ?? '')
      const proven = verifyProof(proof, act, trust)
      expect(proven).toHaveProperty('cosigned')
      const progress = await inclusionOf(node.store, act)
      expect(progress?.state === 'witnessed' && progress.witnesses.length).toBeGreaterThanOrEqual(2)
    }
    for (const other of names.filter((name) => name !== party)) {
      const row = await node.store.find(logs, { hash: originHash(originOf(other)) })
      expect([row?.size, row?.mirrored]).toEqual([50, 50])
    }
  }
})

test('protocol 6: a published checkpoint meets the policy that any C2SP tool reads', async () => {
  const world = found()
  await cadence(world)
  const { store, journal } = nodeOf(world, alt)
  const [row] = await store.select(checkpoints, {})
  const policy = parsePolicy(encodeUtf8(formatPolicy(journal.key, cosignersAmong(journal.witnesses), 2)))
  if ('kind' in policy) throw new Error(policy.code)
  expect(row?.witnesses).toEqual([bor, cas, sec])
  expect(meetsPolicy(row?.note ?? '', policy)).toBe(true)
})

test('protocol 6: one dead or silent witness delays no one, two leave heads pending until one is back', async () => {
  const world = found()
  await cadence(world)
  const silent: Fetch = () => new Promise(() => undefined)
  const living = new Map(world.net)
  world.net.set(sec, silent)
  await cadence(world, [alt])
  expect(nodeOf(world, alt).sequencer.state).toMatchObject({ size: 2, published: 2, witnessedBy: [bor, cas] })
  world.net.delete(cas)
  const act = actOf('pending')
  await record(nodeOf(world, alt), act)
  for (const size of [3, 4]) {
    await cadence(world, [alt])
    expect(nodeOf(world, alt).sequencer.state).toMatchObject({ size, published: 2 })
  }
  expect(await inclusionOf(nodeOf(world, alt).store, act)).toMatchObject({ state: 'included', entry: 2 })
  world.net.set(cas, living.get(cas) ?? silent)
  await cadence(world, [alt])
  expect(nodeOf(world, alt).sequencer.state).toMatchObject({ size: 5, published: 5 })
  expect(await inclusionOf(nodeOf(world, alt).store, act)).toMatchObject({ state: 'witnessed', size: 5 })
})

test('protocol 6: before k witnesses have said what they last saw there is no checkpoint, and acts wait', async () => {
  const world = found()
  await cadence(world)
  const living = new Map(world.net)
  for (const party of [bor, cas]) world.net.delete(party)
  const node = await restart(world, alt)
  await record(node, actOf('early'))
  await cadence(world, [alt])
  expect(node.sequencer.state).toEqual({ kind: 'starting', answered: 1, needed: 2 })
  expect(await node.store.count(entries, {}, 9)).toBe(1)
  world.net.set(bor, living.get(bor) ?? (() => Promise.reject(new Error())))
  await cadence(world, [alt])
  expect(node.sequencer.state).toMatchObject({ kind: 'running', size: 2, published: 2 })
})
