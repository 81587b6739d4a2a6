import { Client } from 'pg'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { addMs } from '#kernel/instant.ts'
import type { Fetch } from '#kernel/ports.ts'
import type { ActId } from '#protocol/act/statement.ts'
import type { Party } from '#protocol/identity/party.ts'
import { FakeTime } from '#platform/clock/fake-time.ts'
import { SeededRandom } from '#platform/clock/seeded-random.ts'
import { systemTimers } from '#platform/clock/system-time.ts'
import { clientConfig } from '#platform/db/postgres-address.ts'
import type { PostgresStore } from '#platform/db/postgres-store.ts'
import { SimulatedBlobs } from '#platform/db/simulated-blobs.ts'
import type { Transaction } from '#platform/db/store.ts'
import { insert } from '#platform/db/table.ts'
import { accounts, newToken } from '#platform/http/account.ts'
import { MemoryCas } from '#platform/journal/cas.ts'
import { setAside } from '#platform/record/parts.ts'
import { projectorsOf, type Arrived } from '#platform/record/projector.ts'
import { storeSearch } from '#platform/search/store-search.ts'
import { installGenesis } from '#charter/record/install.ts'
import { foundCoalition } from '#charter/testing/demo-coalition.ts'
import { runPlans } from '#rooms/desks/comchecks/run.ts'
import { desksProjector } from '#rooms/desks/project.ts'
import { checks, entries, runs } from '#rooms/desks/tables.ts'
import { startNode } from '../../src/node/node.ts'
import { schemas, sourcesOf } from '../../src/node/rooms.ts'
import { changesOf, entry } from '../suites/desk-acts.ts'
import { testDatabase, type TestDatabase } from '../suites/postgres.ts'

const self = 'alt' as Party
const alone: Fetch = () => Promise.reject(new TypeError('connection refused'))
const minuteMs = 60_000

interface Stage {
  /** Awaited by the first process once an act of its is written and not yet committed. */
  readonly written?: () => Promise<void>
}

/** Until a process waits for a lock of another on a row of this room. */
async function untilOneWaits({ address }: TestDatabase): Promise<void> {
  const client = new Client(clientConfig(address))
  await client.connect()
  const waiting =
    "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%desks%'"
  while ((await client.query(waiting)).rowCount === 0);
  await client.end()
}

/** Two processes of one node over one PostgreSQL; the others are away. */
async function twoProcesses(stores: readonly [PostgresStore, PostgresStore], stage: Stage = {}) {
  const { genesis, at, keyrings } = await foundCoalition('demo', 1)
  const random = new SeededRandom('two processes and a plan')
  const time = new FakeTime(at)
  const [blobs, cas] = [new SimulatedBlobs(), new MemoryCas()]
  await installGenesis({ store: stores[0], self, at }, genesis)
  const { token, secretSha256 } = newToken(random)
  const duty = { name: 'duty', role: 'duty' as const, desk: 'duty-1', clearance: 'secret', categories: ['*'] }
  await stores[0].transaction((tx) =>
    tx.apply([insert(accounts, { ...duty, secret_sha256: secretSha256, disabled: false })]),
  )
  const ports = stores.map((store, number) => ({
    party: self,
    keyring: keyrings.get(self)!,
    drawKeys: () => Promise.resolve({}),
    store,
    blobs,
    cas,
    search: storeSearch(store, sourcesOf(blobs)),
    clock: time,
    timers: systemTimers,
    random: random.fork(`process ${number}`),
    log: () => undefined,
    failpoint: (point: string) => (number === 0 && point === 'record:written' ? stage.written?.() : undefined),
    fetchTo: () => alone,
    sentences: (_: string, key: string) => key,
    cursorKey: random.bytes(32),
  }))
  const nodes = await Promise.all(ports.map(startNode))
  const ask = async (number: number, path: string, body?: object) => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
    const given = body === undefined ? { headers } : { method: 'POST', body: JSON.stringify(body), headers }
    const answer = await nodes[number]!.fetch(new Request(`http://alt/api/v1/${path}`, given))
    const text = await answer.text()
    return { status: answer.status, json: JSON.parse(text || '{}') as unknown }
  }
  return {
    ask,
    time,
    houses: nodes.map(({ house }) => house),
    [Symbol.asyncDispose]: async () => void (await Promise.all(nodes.map((node) => node[Symbol.asyncDispose]()))),
  }
}

const desk = {
  desk: 'duty',
  title: { en: 'Duty' },
  functions: ['operations', 'border'],
  channels: [{ kind: 'phone', address: '+7 7172 55 01 02' }],
  hours: { zone: 'UTC', shifts: 'always' as const },
  deputies: [],
  languages: ['en'],
}
const Items = z.looseObject({ items: z.array(z.looseObject({})), next: z.string().optional() })

test('K8 on PostgreSQL two processes that run the same plans at once send each turn’s checks once', async () => {
  await using database = await testDatabase(schemas)
  const { store } = database
  await using node = await twoProcesses([store, await database.connect()])
  const { ask, time, houses } = node
  expect(Items.parse((await ask(0, 'comcheck-plans')).json).items).toEqual([])
  expect((await ask(0, 'desks', desk)).status).toBe(201)
  expect((await ask(1, 'desks', desk)).json).toMatchObject({ revision: 2 })
  const rows = ['border', 'duty', 'watch'].map((name) => ({
    author: 'bor' as Party,
    desk: name,
    level: 'open',
    category: 'drones',
    act: `act--${name}` as ActId,
    arrival: 1,
    revision: 1,
    at: time.now(),
    withdrawn: false,
    functions: ['operations'],
    entry: { ...desk, desk: name, channels: [], revision: 1 },
  }))
  await store.transaction((tx) => tx.apply(rows.map((row) => insert(entries, row))))
  // The directory in pages, by function and by party.
  const first = Items.parse((await ask(1, 'desks?limit=2')).json)
  expect(first.items).toMatchObject([
    { party: 'alt', revision: 2 },
    { party: 'bor', desk: 'border' },
  ])
  const rest = Items.parse((await ask(1, `desks?limit=2&after=${encodeURIComponent(first.next ?? '')}`)).json)
  expect(rest.items).toMatchObject([{ desk: 'duty' }, { desk: 'watch' }])
  expect(Items.parse((await ask(0, 'desks?function=border')).json).items).toMatchObject([{ party: 'alt' }])

  const at = (minutes: number) => addMs(time.now(), minutes * minuteMs).slice(11, 16)
  const times = [at(1), at(2), at(3)]
  expect(
    (await ask(0, 'comcheck-plans', { desks: 'all', pick: 2, zone: 'UTC', when: { kind: 'at', times } })).status,
  ).toBe(201)
  for (let turn = 1; turn <= 3; turn += 1) {
    time.step(minuteMs)
    await Promise.all([...houses, ...houses].map((house) => runPlans(house)))
    expect(await store.count(runs, {}, 100)).toBe(turn)
    expect(await store.count(checks, {}, 100)).toBe(turn)
  }
  const sent = await store.select(checks, { order: ['arrival'], limit: 10 })
  for (const check of sent)
    expect(check).toMatchObject({ party: 'bor', nature: 'random', level: 'open', category: 'drones' })
  for (const { desks } of sent) expect(desks).toHaveLength(2)
  expect(Items.parse((await ask(1, 'comcheck-plans')).json).items).toMatchObject([
    { last: { acts: [sent.at(-1)?.act] } },
  ])
  expect(Items.parse((await ask(1, 'comchecks?limit=2')).json).items).toHaveLength(2)
  time.step(20 * minuteMs)
  expect(Items.parse((await ask(1, 'comchecks?open=1')).json).items).toHaveLength(3)
  expect(Items.parse((await ask(1, 'comcheck-figures?party=bor')).json).items[0]).toMatchObject({ rate: 0 })
})

test('two first publications of one desk at once: one is told desk-changed', async () => {
  await using database = await testDatabase(schemas)
  const { store } = database
  // The first is written and not yet committed until the second has decided and waits for it.
  const [written, blocked] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  await using node = await twoProcesses([store, await database.connect()], {
    written: () => {
      written.resolve()
      return blocked.promise
    },
  })
  const first = node.ask(0, 'desks', { ...desk, to: ['bor'] })
  await written.promise
  const second = node.ask(1, 'desks', { ...desk, to: ['cas'] })
  await untilOneWaits(database)
  blocked.resolve()
  expect(await first).toMatchObject({ status: 201, json: { revision: 1, recipients: ['bor'] } })
  expect(await second).toMatchObject({ status: 409, json: { code: 'desk-changed' } })
  // Told so, it asks again, and nobody is left out.
  expect((await node.ask(1, 'desks', { ...desk, to: ['cas'] })).json).toMatchObject({
    revision: 2,
    recipients: ['bor', 'cas'],
  })
})

test('lost-keys: on PostgreSQL what is published while another gives way waits for it, and the other way round', async () => {
  await using database = await testDatabase(schemas)
  const { store } = database
  const other = await database.connect()
  const projectors = projectorsOf([desksProjector])
  const publish = (one: Arrived) => (tx: Transaction) => tx.apply(changesOf(one))
  const distrust =
    ({ act: { id: act, said }, arrival }: Arrived) =>
    (tx: Transaction) =>
      setAside(tx, projectors, { act, author: said.author, kind: said.kind, arrival })
  const holding = async () => (await store.select(entries, { limit: 10 })).map(({ revision }) => revision)
  /** The second begins when the first has written, and the first ends when the second waits. */
  const overlapping = async (first: Work, second: Work) => {
    const written = Promise.withResolvers<void>()
    const blocked = Promise.withResolvers<void>()
    const begun = store.transaction(async (tx) => {
      await first(tx)
      written.resolve()
      await blocked.promise
    })
    await written.promise
    const followed = other.transaction(second)
    await untilOneWaits(database)
    blocked.resolve()
    await Promise.all([begun, followed])
  }
  const [own, thief, next, again, last] = [entry(1, 1), entry(2, 9), entry(3, 2), entry(4, 8), entry(5, 3)]
  for (const one of [own, thief]) await store.transaction(publish(one))
  await overlapping(distrust(thief), publish(next))
  expect(await holding()).toEqual([2])
  await store.transaction(publish(again))
  expect(await holding()).toEqual([8])
  await overlapping(publish(last), distrust(again))
  expect(await holding()).toEqual([3])
})

type Work = (tx: Transaction) => Promise<unknown>
