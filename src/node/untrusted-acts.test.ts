import { beforeAll, expect, test } from 'vitest'
import { encodeUtf8, toBase64Url } from '#kernel/bytes.ts'
import { addMs, type Instant } from '#kernel/instant.ts'
import type { Failpoint } from '#kernel/ports.ts'
import { actIdOf, actType } from '#protocol/act/act-id.ts'
import { signStatement } from '#protocol/act/sign.ts'
import type { ActId, SignedAct, Statement } from '#protocol/act/statement.ts'
import { kindOf } from '#protocol/acts/table.ts'
import type { Party } from '#protocol/identity/party.ts'
import { SeededRandom } from '#platform/clock/seeded-random.ts'
import { SimulatedBlobs } from '#platform/db/simulated-blobs.ts'
import { SimulatedDatabase, type SimulatedStore } from '#platform/db/simulated-store.ts'
import { put } from '#platform/db/table.ts'
import { proofs, unproved } from '#platform/journal/tables.ts'
import { loadAct } from '#platform/record/load.ts'
import { projectorsOf } from '#platform/record/projector.ts'
import { readHere, type Reading } from '#platform/record/reading.ts'
import { compareWithRecord } from '#platform/record/rebuild.ts'
import { acts, items, untrusted } from '#platform/record/tables.ts'
import { due } from '#platform/transport/tables.ts'
import type { Charter } from '#charter/charter.ts'
import { admitWithFiles, takeIn } from '#charter/record/door.ts'
import type { House } from '#charter/record/house.ts'
import { secondScanMs, Trust } from '#charter/record/settling.ts'
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
  /** Tables in the order in which they are read. */
  readonly read: string[]
  readonly untilRead: (table: string) => Promise<void>
  charter: Charter
  /** What stands at the points of a transaction. */
  failpoint: Failpoint
  reading: Reading
  laterMs: number
}

function scene(): Scene {
  const store = new SimulatedDatabase().connect()
  const [logged, read]: [string[], string[]] = [[], []]
  const waiting = new Map<string, () => void>()
  const select = store.select.bind(store)
  store.select = async (table, query) => {
    read.push(table.name)
    const rows = await select(table, query)
    waiting.get(table.name)?.()
    return rows
  }
  const at: Scene = {
    charter: demo.charter,
    failpoint: () => undefined,
    reading: readHere,
    laterMs: 60_000,
    store,
    logged,
    read,
    untilRead: (table) => new Promise((resolve) => waiting.set(table, resolve)),
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
    clock: { now: () => addMs(demo.at, at.laterMs) },
    random: new SeededRandom('bor'),
    log: ({ event }) => logged.push(event),
    failpoint: (point) => at.failpoint(point),
    projectors: projectorsOf([exchangeProjector]),
    get reading() {
      return at.reading
    },
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
const stixType = 'application/stix+json;version=2.1'
const content: Statement['label'] = {
  level: 'restricted',
  category: 'drones',
  handling: [],
  purpose: 'information',
  reviewBy: '2027-11-21T00:00:00.000Z' as Instant,
}

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
    label: content,
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

/** A share whose file has come, and is gone or damaged since. */
async function sharesDamaged(at: Scene): Promise<ActId> {
  const file = encodeUtf8(JSON.stringify({ type: 'bundle', id: 'bundle--0c7b5b88-8ff7-4a4d-aa9d-feb398cd0061' }))
  const signedShare = await signed({
    kind: kindOf('exchange.share/1'),
    label: content,
    refs: [],
    attachments: [{ digest: '0'.repeat(64), bytes: file.length, mediaType: stixType, name: 'a.json' }],
    body: { format: 'stix', title: 'A kite' },
  })
  const key = { salt: toBase64Url(new Uint8Array(32)), key: toBase64Url(new Uint8Array(32)) }
  const { house, store } = at
  const brought = { signed: signedShare, attachmentKeys: [key] }
  const taken = await store.transaction((tx) => takeIn(house, tx, alt, brought))
  expect([taken.outcome, taken.refusal]).toEqual(['fetching', undefined])
  const id = actIdOf(actType, signedShare.statement)
  const act = (await loadAct(store, id))!
  const admitted = await store.transaction((tx) => admitWithFiles(house, tx, act, new Map([[0, file]])))
  expect([admitted.outcome, admitted.refusal]).toEqual(['admitted', undefined])
  return id
}

test('a file that is damaged keeps no act from being judged', async () => {
  await using at = scene()
  const share = await sharesDamaged(at)
  // On either side of it in every order.
  const others = [share]
  while (!(others.some((act) => act < share) && others.some((act) => act > share)))
    others.push(await comes(at, await sighting(share)))
  at.charter = told
  expect(await at.trust.settle()).toBe(others.length)
  for (const act of others) await proved(at, act, 40)
  expect(await at.trust.settle()).toBe(others.length - 1)
  expect(await at.trust.settle()).toBe(0)
  const still = (await at.store.select(untrusted, {})).map(({ act }) => act)
  expect(still).toEqual([share])
  expect(at.logged.filter((event) => event === 'act-not-judged')).toHaveLength(1)
})

test('3 an act whose admission commits just after the word is judged by it', async () => {
  await using at = scene()
  const act = await sighting(demo.charter.id)
  const [written, committing] = [Promise.withResolvers<undefined>(), Promise.withResolvers<undefined>()]
  at.failpoint = (point) => {
    if (point !== 'deliver:written') return undefined
    written.resolve(undefined)
    return committing.promise
  }
  const coming = comes(at, act)
  await written.promise
  at.charter = told
  // All that there is was looked at before the act is there.
  const looked = at.untilRead(unproved.name)
  const first = at.trust.settle()
  await looked
  committing.resolve(undefined)
  const id = await coming
  expect([await first, await isTold(at, id)]).toEqual([0, false])
  at.laterMs += secondScanMs
  expect([await at.trust.settle(), await isTold(at, id)]).toEqual([1, true])
})

test('3 what was settled is not looked at again, by a start neither; what waits for its proof is, and nothing beside it', async () => {
  await using at = scene()
  const acts_ = [await comes(at, await sighting(demo.charter.id)), await comes(at, await sighting(demo.charter.id))]
  at.charter = told
  expect(await at.trust.settle()).toBe(2)
  at.laterMs += secondScanMs
  await at.trust.settle()
  const again = new Trust(at.house)
  at.read.length = 0
  expect(await again.settle()).toBe(0)
  // One page of what counts for nothing, and the proofs that have come of it.
  expect(at.read.toSorted()).toEqual([proofs.name, untrusted.name, untrusted.name, untrusted.name, untrusted.name])
  await proved(at, acts_[1]!, 40)
  at.read.length = 0
  expect(await again.settle()).toBe(1)
  expect(await isTold(at, acts_[0]!)).toBe(true)
})

test('what counts again is projected where whole documents are read', async () => {
  await using at = scene()
  const act = await comes(at, await sighting(demo.charter.id))
  at.charter = told
  await at.trust.settle()
  await proved(at, act, 40)
  const elsewhere: string[] = []
  at.reading = {
    ...readHere,
    project: (arrived) => {
      elsewhere.push(arrived.act.id)
      return Promise.resolve(exchangeProjector.project(arrived))
    },
  }
  expect(await at.trust.settle()).toBe(1)
  expect(elsewhere).toEqual([act])
})
