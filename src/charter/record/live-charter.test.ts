import * as fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { Fault } from '#kernel/fault.ts'
import { addMs } from '#kernel/instant.ts'
import { isRefusal } from '#kernel/refusal.ts'
import { openAct } from '#protocol/act/open.ts'
import type { Act, SignedAct } from '#protocol/act/statement.ts'
import { parseParty } from '#protocol/identity/party.ts'
import { SeededRandom } from '#platform/clock/seeded-random.ts'
import { SimulatedDatabase, type SimulatedStore } from '#platform/db/simulated-store.ts'
import { MemoryCas } from '#platform/journal/cas.ts'
import { enterAct } from '#platform/record/enter.ts'
import { foundCoalition, type FoundedCoalition } from '../testing/demo-coalition.ts'
import { LaneMaker } from '../testing/lane.ts'
import { charterProjector } from '../projector.ts'
import { adopt } from '../lane/adopt.ts'
import { placesOf, type Charter } from '../charter.ts'
import { installGenesis } from './install.ts'
import { LiveCharter } from './live-charter.ts'
import { entries } from './tables.ts'

const states = ['alt', 'bor', 'cas']
const quotas = (actsPerHour: number) => {
  return { type: 'quotas', quotas: { actsPerHour, bytesPerHour: 1_000_000, verificationsPerHour: 1000 } }
}
let demo: FoundedCoalition
let acts: Act[]
let end: Charter
let pairs: readonly Pair[]

const opened = (signed: SignedAct): Act => {
  const act = openAct(signed)
  if (isRefusal(act)) throw new Error(act.code)
  return act
}

/** Three changes, a successor after the first of them, and one change of his: what was entered beyond falls out. */
beforeAll(async () => {
  demo = await foundCoalition()
  const maker = new LaneMaker(demo, new SeededRandom('arrivals'))
  acts = []
  const enter = async (charter: Charter, change: object, by?: string): Promise<Charter> => {
    const key = (change as { readonly type: string }).type
    const proposal = await maker.proposal(charter, 'alt', change, { expects: charter.lastAbout.get(key) ?? charter.id })
    const entry = await maker.entry(charter, proposal, await maker.signatures(proposal, states), by)
    const next = adopt(charter, entry)
    if (isRefusal(next)) throw new Error(next.code)
    acts.push(opened(proposal), opened(entry.entry))
    return next
  }
  const first = await enter(demo.charter, quotas(11))
  await enter(await enter(first, quotas(12)), quotas(13))
  const mandate = await enter(first, { type: 'depositary', depositary: 'bor', after: first.newest }, 'bor')
  end = await enter(mandate, quotas(14))
  pairs = await longLane()
})

const self = parseParty('cas') ?? expect.unreachable()

const heard = (length: number) =>
  fc.shuffledSubarray([...Array.from({ length }).keys()], { minLength: length, maxLength: length })

/** The charter of a node at which the acts arrive in this order; after each it looks. */
async function charterAfter(order: readonly number[], restarts: boolean): Promise<Charter> {
  await using store = new SimulatedDatabase().connect()
  const ports = { self, clock: { now: () => demo.at }, log: () => undefined }
  await installGenesis({ store, self, at: demo.at }, demo.genesis)
  let live = await LiveCharter.open(store, ports)
  for (const at of order) {
    const act = acts[at]
    if (act === undefined) throw new Error('no act')
    await store.transaction(async (tx) => {
      const arrival = await tx.next('record.arrival')
      const arrived = { act, arrival, arrivedAt: demo.at, self, attachments: new Map() }
      const projected = charterProjector.project(arrived)
      if (isRefusal(projected)) throw new Error(projected.code)
      await tx.apply([...enterAct({ ...arrived, own: false, standing: 'admitted', files: [] }), ...projected.changes])
    })
    if (restarts) live = await LiveCharter.open(store, ports)
    else await live?.follow(store)
  }
  await live?.follow(store)
  if (live === undefined) throw new Error('no charter')
  return live.charter
}

test('8 whatever the order of arrival, and with restarts between, equal lanes give equal charters, a successor included', async () => {
  await fc.assert(
    fc.asyncProperty(heard(10), fc.boolean(), async (order, restarts) => {
      const { newest, depositary, quotas: now, place } = await charterAfter(order, restarts)
      expect({ newest, depositary, now, number: place.number }).toEqual({
        newest: end.newest,
        depositary: 'bor',
        now: end.quotas,
        number: 3,
      })
    }),
    { numRuns: 40 },
  )
})

const badAt = 5
const wanted = Array.from({ length: 41 }, (_, number) => `${number} ${number === badAt ? 'refused' : 'adopted'}`)

type Pair = readonly [ordered: Act, entry: Act]

/** Forty changes in a row, of which one has a countersignature that is another's. */
async function longLane(): Promise<readonly Pair[]> {
  const maker = new LaneMaker(demo, new SeededRandom('long'))
  const made: Pair[] = []
  let { charter } = demo
  for (let n = 1; n <= 40; n += 1) {
    const expects = charter.lastAbout.get('quotas') ?? charter.id
    const proposal = await maker.proposal(charter, 'alt', quotas(n), { expects })
    const [alt, bor, cas] = await maker.signatures(proposal, states)
    if (alt === undefined || bor === undefined || cas === undefined) throw new Error('no signatures')
    const borrowed = alt.signatures.map(({ keyid }, at) => ({ keyid, sig: bor.signatures[at]?.sig ?? '' }))
    const signatures = [n === badAt ? { ...alt, signatures: borrowed } : alt, bor, cas]
    const pair = await maker.entry(charter, proposal, signatures)
    const next = adopt(charter, pair)
    if (isRefusal(next)) throw new Error(next.code)
    made.push([opened(proposal), opened(pair.entry)])
    charter = next
  }
  return made
}

async function heardBy(store: SimulatedStore, heard: readonly Act[]): Promise<void> {
  for (const act of heard) {
    await store.transaction(async (tx) => {
      const arrival = await tx.next('record.arrival')
      const arrived = { act, arrival, arrivedAt: demo.at, self, attachments: new Map() }
      const projected = charterProjector.project(arrived)
      if (isRefusal(projected)) throw new Error(projected.code)
      await tx.apply([...enterAct({ ...arrived, own: false, standing: 'admitted', files: [] }), ...projected.changes])
    })
  }
}

const outcomes = (live: LiveCharter | undefined) =>
  live === undefined
    ? []
    : [...placesOf(live.charter)].map(({ number, outcome }) => `${number} ${outcome}`).toReversed()

/** How many entries are looked for one by one from now on. */
function countedAlone(store: SimulatedStore): () => number {
  let alone = 0
  const select = store.select.bind(store)
  store.select = (table, query) => {
    if (table.name === entries.name && 'previous' in (query.where ?? {})) alone += 1
    return select(table, query)
  }
  return () => alone
}

test('8 behind an entry with a bad signature a start goes on by pages', async () => {
  await using store = new SimulatedDatabase().connect()
  const ports = { self, clock: { now: () => demo.at }, log: () => undefined }
  await installGenesis({ store, self, at: demo.at }, demo.genesis)
  for (const pair of pairs) await heardBy(store, pair)
  const alone = countedAlone(store)
  expect(outcomes(await LiveCharter.open(store, ports))).toEqual(wanted)
  // The one with the bad signature, and the one that is not there yet.
  expect(alone()).toBe(2)
})

test('8 a long lane comes to the same at a start, all at once and from what was looked at before, as entry by entry', async () => {
  await using store = new SimulatedDatabase().connect()
  const cas = new MemoryCas()
  const ports = { self, clock: { now: () => demo.at }, log: () => undefined }
  await installGenesis({ store, self, at: demo.at }, demo.genesis)
  const slow = await LiveCharter.open(store, { ...ports, cas })
  for (const pair of pairs) {
    await heardBy(store, pair)
    await slow?.follow(store)
  }
  expect(outcomes(slow)).toEqual(wanted)
  expect(cas.mark('cas lane')).toEqual({ number: 32, digest: pairs[31]?.[1].id })
  expect(outcomes(await LiveCharter.open(store, ports))).toEqual(wanted)
  expect(outcomes(await LiveCharter.open(store, { ...ports, cas }))).toEqual(wanted)
  // A mark that the lane here does not lead to is worth nothing.
  const strange = new MemoryCas()
  await strange.swapMark('cas lane', undefined, { number: 40, digest: `act--${'0'.repeat(64)}` })
  expect(outcomes(await LiveCharter.open(store, { ...ports, cas: strange }))).toEqual(wanted)
})

test('8 the mark goes on behind an entry with a bad signature, once it is durable that it is bad, and each start names it', async () => {
  await using store = new SimulatedDatabase().connect()
  await installGenesis({ store, self, at: demo.at }, demo.genesis)
  const ports = { self, clock: { now: () => demo.at }, log: () => undefined }
  const cas = new MemoryCas()
  const full = {
    mark: (name: string) => cas.mark(name),
    swapMark: (...asked: Parameters<MemoryCas['swapMark']>) =>
      asked[0].includes('marred') ? Promise.reject(new Fault('disk-full')) : cas.swapMark(...asked),
  }
  for (const pair of pairs) await heardBy(store, pair)
  await expect(LiveCharter.open(store, { ...ports, cas: full })).rejects.toMatchObject({ code: 'disk-full' })
  expect(cas.mark('cas lane')).toBeUndefined()
  expect(outcomes(await LiveCharter.open(store, { ...ports, cas }))).toEqual(wanted)
  expect(cas.mark('cas lane')).toEqual({ number: 40, digest: pairs.at(-1)?.[1].id })
  const alone = countedAlone(store)
  expect(outcomes(await LiveCharter.open(store, { ...ports, cas }))).toEqual(wanted)
  // The one that is not there yet, and no other.
  expect(alone()).toBe(1)
})

test('8 an entry that is dated more than 25 hours ahead waits for our clock, says so once, and counts when it has come', async () => {
  const maker = new LaneMaker(demo, new SeededRandom('early'))
  const hour = 3_600_000
  const proposal = await maker.proposal(demo.charter, 'alt', quotas(11))
  const signatures = await maker.signatures(proposal, states)
  maker.at = addMs(demo.at, 25 * hour + 1)
  const { entry } = await maker.entry(demo.charter, proposal, signatures)
  await using store = new SimulatedDatabase().connect()
  await installGenesis({ store, self, at: demo.at }, demo.genesis)
  let now = demo.at
  const logged: string[] = []
  const log = ({ event }: { readonly event: string }) => void logged.push(event)
  const live = await LiveCharter.open(store, { self, clock: { now: () => now }, log })
  await heardBy(store, [opened(proposal), opened(entry)])
  expect(await live?.follow(store)).toBe(false)
  expect(await live?.follow(store)).toBe(false)
  const early = { act: opened(entry).id, number: 1, at: maker.at, from: addMs(demo.at, 1) }
  expect([live?.charter.place.number, live?.early]).toEqual([0, early])
  expect(logged.filter((event) => event === 'entry-ahead')).toHaveLength(1)
  now = early.from
  expect(await live?.follow(store)).toBe(true)
  expect([live?.charter.quotas.actsPerHour, live?.early]).toEqual([11, undefined])
})
