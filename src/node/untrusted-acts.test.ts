import { beforeAll, expect, test } from 'vitest'
import { toBase64Url } from '#kernel/bytes.ts'
import { addMs } from '#kernel/instant.ts'
import { actIdOf, actType } from '#protocol/act/act-id.ts'
import { signStatement } from '#protocol/act/sign.ts'
import type { ActId, SignedAct, Statement } from '#protocol/act/statement.ts'
import { kindOf } from '#protocol/acts/table.ts'
import type { Party } from '#protocol/identity/party.ts'
import { SeededRandom } from '#platform/clock/seeded-random.ts'
import { SimulatedBlobs } from '#platform/db/simulated-blobs.ts'
import { SimulatedDatabase, type SimulatedStore } from '#platform/db/simulated-store.ts'
import { put } from '#platform/db/table.ts'
import { proofs } from '#platform/journal/tables.ts'
import { projectorsOf } from '#platform/record/projector.ts'
import { readHere } from '#platform/record/reading.ts'
import { compareWithRecord } from '#platform/record/rebuild.ts'
import { acts, items, untrusted } from '#platform/record/tables.ts'
import { due } from '#platform/transport/tables.ts'
import type { Charter } from '#charter/charter.ts'
import { takeIn } from '#charter/record/door.ts'
import type { House } from '#charter/record/house.ts'
import { Trust } from '#charter/record/untrusted.ts'
import { foundCoalition, type FoundedCoalition } from '#charter/testing/demo-coalition.ts'
import { LaneMaker } from '#charter/testing/lane.ts'
import { exchangeProjector } from '#rooms/exchange/project.ts'

const [alt, bor] = ['alt', 'bor'] as readonly string[] as readonly [Party, Party]
const lastTrusted = { epoch: 1, entry: 40 }
let demo: FoundedCoalition
/** The others have said that alt's keys are stolen, and what of its journal is its own. */
let told: Charter

beforeAll(async () => {
  demo = await foundCoalition()
  const maker = new LaneMaker(demo, new SeededRandom('untrusted'))
  told = await maker.after(demo.charter, { type: 'keys.compromised', party: 'alt', lastTrusted }, ['bor', 'cas'])
})

/** The house of bor, to which alt speaks. */
interface Scene extends AsyncDisposable {
  readonly house: House
  readonly store: SimulatedStore
  readonly trust: Trust
  readonly logged: string[]
  charter: Charter
}

function scene(): Scene {
  const store = new SimulatedDatabase().connect()
  const logged: string[] = []
  const at: Scene = {
    charter: demo.charter,
    store,
    logged,
    get house() {
      return house
    },
    get trust() {
      return trust
    },
    [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
  }
  const house: House = {
    self: bor,
    store,
    blobs: new SimulatedBlobs(),
    keyring: demo.keyrings.get(bor)!,
    clock: { now: () => addMs(demo.at, 60_000) },
    random: new SeededRandom('bor'),
    log: ({ event }) => logged.push(event),
    failpoint: () => undefined,
    projectors: projectorsOf([exchangeProjector]),
    reading: readHere,
    charter: () => at.charter,
    followLane: () => Promise.resolve(false),
    followClosed: () => Promise.resolve(false),
    laneFork: () => undefined,
    laneEarly: () => undefined,
  }
  const trust = new Trust(house)
  return at
}

let said = 0

/** What alt's seal signed, whoever had it. */
async function signed(more: Pick<Statement, 'kind' | 'refs' | 'body'> & Partial<Statement>): Promise<SignedAct> {
  const { charter, at, keyrings } = demo
  said += 1
  const statement: Statement = {
    coalition: charter.id,
    author: alt,
    officers: ['duty' as Statement['officers'][number]],
    at,
    audience: [bor],
    label: { level: 'restricted', category: 'drones', handling: [] },
    charter: charter.newest,
    salt: toBase64Url(new Uint8Array(32).fill(said)),
    attachments: [],
    crit: [],
    ...more,
  }
  return signStatement(statement, keyrings.get(alt)!)
}

const sighting = (about: ActId) =>
  signed({
    kind: kindOf('exchange.sighting/1'),
    label: {
      level: 'restricted',
      category: 'drones',
      handling: [],
      purpose: 'information',
      reviewBy: addMs(demo.at, 1_000_000_000),
    },
    refs: [about],
    body: { act: about, object: 'malware--0c7b5b88-8ff7-4a4d-aa9d-feb398cd0061', count: 1 },
  })

const recallOf = (act: ActId) =>
  signed({ kind: kindOf('exchange.recall/1'), refs: [act], body: { act, reason: 'taken back' } })

async function comes({ house, store }: Scene, act: SignedAct): Promise<ActId> {
  const taken = await store.transaction((tx) => takeIn(house, tx, alt, { signed: act, attachmentKeys: [] }))
  expect([taken.outcome, taken.refusal]).toEqual(['admitted', undefined])
  return actIdOf(actType, act.statement)
}

const proved = ({ store }: Scene, act: ActId, entry: number) =>
  store.transaction((tx) => {
    const place = { epoch: 1, entry, position: 0, size: 99, witnessed: true, witnessed_at: null }
    return tx.apply([put(proofs, { act, author: alt, note_id: '', proof: '', ...place })])
  })

const standing = async ({ store }: Scene, act: ActId) => (await store.find(acts, { act }))?.standing
const isTold = async ({ store }: Scene, act: ActId) => (await store.find(untrusted, { act })) !== undefined

async function rebuilds({ house }: Scene) {
  const { before, after } = await compareWithRecord(house)
  expect(after).toEqual(before)
}

test('3 a recall under a seal that is trusted no more, that comes after the word, erases nothing', async () => {
  await using at = scene()
  const sighted = await comes(at, await sighting(demo.charter.id))
  await proved(at, sighted, 39)
  at.charter = told
  await at.trust.settle()
  const recall = await comes(at, await recallOf(sighted))
  expect([await standing(at, sighted), await isTold(at, recall)]).toEqual(['admitted', true])
  const shown = await at.store.select(items, { where: { author: alt }, order: ['arrival'] })
  expect(shown.map(({ act, state }) => [act, state])).toEqual([
    [sighted, 'live'],
    [recall, 'untrusted'],
  ])
  await rebuilds(at)

  // It is proved to be older than the theft: it takes its effect now, and its author hears of it.
  await proved(at, recall, 40)
  await at.trust.settle()
  expect([await standing(at, sighted), await isTold(at, recall)]).toEqual(['erased', false])
  const owed = await at.store.select(due, { where: { act: sighted, outcome: 'erased' } })
  expect(owed).toMatchObject([{ peer: alt }])
  await rebuilds(at)
})

test('3 a recall that took its effect before the word was said has taken it, and a rebuild says the same', async () => {
  await using at = scene()
  const sighted = await comes(at, await sighting(demo.charter.id))
  const recall = await comes(at, await recallOf(sighted))
  expect(await standing(at, sighted)).toBe('erased')
  at.charter = told
  await at.trust.settle()
  expect([await standing(at, sighted), await isTold(at, recall)]).toEqual(['erased', true])
  await rebuilds(at)
  await proved(at, recall, 40)
  await at.trust.settle()
  expect(await isTold(at, recall)).toBe(false)
  await rebuilds(at)
})
