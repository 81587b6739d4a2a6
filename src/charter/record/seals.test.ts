import { beforeAll, expect, test } from 'vitest'
import type { Instant } from '#kernel/instant.ts'
import { isRefusal } from '#kernel/refusal.ts'
import { openAct } from '#protocol/act/open.ts'
import type { Act, Kind } from '#protocol/act/statement.ts'
import { KeyPool } from '#protocol/identity/key-pool.ts'
import type { Party } from '#protocol/identity/party.ts'
import { drawSeeds } from '#protocol/identity/seeds.ts'
import { SeededRandom } from '#platform/clock/seeded-random.ts'
import { SimulatedDatabase } from '#platform/db/simulated-store.ts'
import { put } from '#platform/db/table.ts'
import { proofs } from '#platform/journal/tables.ts'
import type { Charter } from '../charter.ts'
import { adopt } from '../lane/adopt.ts'
import { subjectOf } from '../lane/changes.ts'
import { foundCoalition } from '../testing/demo-coalition.ts'
import { LaneMaker } from '../testing/lane.ts'
import { supersededSeal } from './seals.ts'

const [bor, cas] = ['bor', 'cas'] as readonly string[] as readonly [Party, Party]
const changedAt = '2026-11-22T06:00:00.000Z' as Instant
let maker: LaneMaker
/** Bor has replaced its seal; has frozen and replaced it; has said besides that entry 40 is the last that is trusted. */
let changed: Charter
let frozen: Charter
let told: Charter
/** What its first seal signed. */
let act: Act

beforeAll(async () => {
  const demo = await foundCoalition()
  const random = new SeededRandom('seals')
  maker = new LaneMaker(demo, random)
  const signed = await maker.act(demo.charter, 'bor', { kind: 'exchange.acknowledge/1' as Kind, refs: [], body: {} })
  const opened = openAct(signed)
  if (isRefusal(opened)) throw new Error(opened.code)
  act = opened
  maker.at = changedAt
  const after = async (charter: Charter, change: object): Promise<Charter> => {
    const expects = charter.lastAbout.get(subjectOf(change as never)) ?? charter.id
    const proposal = await maker.proposal(charter, 'alt', change, { expects })
    const next = adopt(charter, await maker.entry(charter, proposal, await maker.signatures(proposal, ['bor'])))
    if (isRefusal(next) || next.place.outcome !== 'adopted') throw new Error(JSON.stringify(next))
    return next
  }
  const change = async () => ({
    type: 'keys.change',
    party: 'bor',
    keys: await new KeyPool(bor).add(drawSeeds(random, ['seal'])),
  })
  changed = await after(demo.charter, await change())
  frozen = await after(await after(demo.charter, { type: 'keys.freeze', party: 'bor' }), await change())
  const seal = demo.charter.parties.get(bor)!.keyTerms[0]!.keys.seal.ed25519
  told = await after(frozen, { type: 'keys.trusted', party: 'bor', seal, lastTrusted: { epoch: 1, entry: 40 } })
})

interface Proof {
  readonly entry: number
  readonly at?: string
  readonly witnessed?: boolean
}

async function refused(charter: Charter, proof: Proof | undefined, from: Party) {
  await using store = new SimulatedDatabase().connect()
  const { entry = 0, at = null, witnessed = true } = proof ?? {}
  const row = { act: act.id, author: bor, epoch: 1, entry, position: 0, size: 99, note_id: '', proof: '', witnessed }
  if (proof !== undefined)
    await store.transaction((tx) => tx.apply([put(proofs, { ...row, witnessed_at: at as Instant | null })]))
  return (await supersededSeal({ charter: () => charter }, store, act, from))?.code
}

const [before, after] = ['2026-11-22T05:59:59.000Z', '2026-11-22T06:00:00.000Z']
const no = 'seal-superseded'

test.each([
  ['a replaced seal, without a proof', () => changed, undefined, no],
  ['a replaced seal, cosigned before the change', () => changed, { entry: 9, at: before }, undefined],
  ['a replaced seal, cosigned at the change', () => changed, { entry: 9, at: after }, no],
  ['a replaced seal, cosigned by too few', () => changed, { entry: 9, at: before, witnessed: false }, no],
  ['a replaced seal, cosigned nobody knows when', () => changed, { entry: 9 }, no],
  ['a frozen seal of which nothing was said', () => frozen, { entry: 9, at: before }, no],
  ['a frozen seal, in the last trusted entry', () => told, { entry: 40, at: after }, undefined],
  ['a frozen seal, beyond the last trusted entry', () => told, { entry: 41, at: before }, no],
  ['a frozen seal, without a proof', () => told, undefined, no],
] as const)('3 an act handed on under %s', async (_name, charter, proof, code) => {
  expect(await refused(charter(), proof, cas)).toBe(code)
  // Its author vouches for it over a link of today.
  expect(await refused(charter(), proof, bor)).toBeUndefined()
})
