import { expect, test } from 'vitest'
import type { Fetch } from '#kernel/ports.ts'
import type { Party } from '#protocol/identity/party.ts'
import { FakeTime } from '#platform/clock/fake-time.ts'
import { SeededRandom } from '#platform/clock/seeded-random.ts'
import { systemTimers } from '#platform/clock/system-time.ts'
import { SimulatedBlobs } from '#platform/db/simulated-blobs.ts'
import type { PostgresStore } from '#platform/db/postgres-store.ts'
import { insert } from '#platform/db/table.ts'
import { accounts, newToken } from '#platform/http/account.ts'
import { MemoryCas } from '#platform/journal/cas.ts'
import { disclosures, items } from '#platform/record/tables.ts'
import { storeSearch } from '#platform/search/store-search.ts'
import { installGenesis } from '#charter/record/install.ts'
import { foundCoalition } from '#charter/testing/demo-coalition.ts'
import { Status } from '#rooms/exchange/collections/taxii-resources.ts'
import { uploads } from '#rooms/exchange/tables.ts'
import { demoAccounts } from '../../src/node/demo-accounts.ts'
import { startNode } from '../../src/node/node.ts'
import type { NodePorts } from '../../src/node/ports.ts'
import { rehearse } from '../../src/node/rehearsal.ts'
import { schemas, sourcesOf } from '../../src/node/rooms.ts'
import { testDatabase } from '../suites/postgres.ts'
import { named, root, taxii } from './taxii-client.ts'
import { profileWish } from './taxii-posting.ts'

const self = 'alt' as Party
const alone: Fetch = () => Promise.reject(new TypeError('connection refused'))

/** Two processes of one node, over one PostgreSQL and one data directory; the others are away. */
async function twoProcesses(stores: readonly [PostgresStore, PostgresStore]) {
  const { genesis, at, keyrings } = await foundCoalition('demo', 1)
  const random = new SeededRandom('two processes')
  const time = new FakeTime(at)
  const [blobs, cas] = [new SimulatedBlobs(), new MemoryCas()]
  await installGenesis({ store: stores[0], self, at }, genesis)
  const tokens = new Map<string, string>()
  for (const account of demoAccounts) {
    const { token, secretSha256 } = newToken(random)
    tokens.set(account.name, token)
    const row = { ...account, clearance: 'secret', secret_sha256: secretSha256, disabled: false }
    await stores[0].transaction((tx) => tx.apply([insert(accounts, row)]))
  }
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
    failpoint: () => undefined,
    fetchTo: () => alone,
    sentences: (_: string, key: string) => key,
    cursorKey: random.bytes(32),
  }))
  const nodes = await Promise.all(ports.map(startNode))
  const send = async (number: number, account: string, request: Request) => {
    request.headers.set('authorization', `Bearer ${tokens.get(account)}`)
    const answer = await nodes[number]!.fetch(request)
    const text = await answer.text()
    return { status: answer.status, json: JSON.parse(text || '{}') as unknown }
  }
  const ask = (number: number, account: string, path: string, body?: object) => {
    const headers = { 'content-type': path.startsWith('/taxii2/') ? taxii : 'application/json' }
    const given = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body), headers }
    return send(number, account, new Request(`http://alt${path}`, given))
  }
  const drop = (number: number, path: string) =>
    send(number, 'taxii', new Request(`http://alt${path}`, { method: 'DELETE' }))
  /** What a process goes through before it listens; answers what it says of it. */
  const rehearsed = async (number: number, more: Partial<NodePorts> = {}, stop?: AbortSignal) => {
    const told: object[] = []
    await rehearse(nodes[number]!, { ...ports[number]!, log: (event) => told.push(event), ...more }, stop)
    return told
  }
  return {
    ask,
    drop,
    rehearsed,
    [Symbol.asyncDispose]: async () => void (await Promise.all(nodes.map((node) => node[Symbol.asyncDispose]()))),
  }
}

test('TAXII 5.5: on PostgreSQL, whichever process takes it, each version is shared once, in whatever order many post it', async () => {
  await using database = await testDatabase(schemas)
  await using node = await twoProcesses([database.store, await database.connect()])
  const made = await node.ask(0, 'admin', '/api/v1/profiles', profileWish)
  const { collection } = made.json as { readonly collection: string }
  for (const account of ['admin', 'liaison'])
    expect((await node.ask(1, account, '/api/v1/profiles/feed/activate', { revision: 1 })).status).toBe(200)
  const objects = Array.from({ length: 60 }, (_, at) => named(`Name ${at}`, `a${at}`))
  const path = `${root}/${collection}/objects/`
  const posts = Array.from({ length: 12 }, async (_, at) => {
    // Each begins elsewhere and goes the other way than the one before.
    const turned = [...objects.slice(at * 5), ...objects.slice(0, at * 5)]
    const some = at % 2 === 0 ? turned : turned.toReversed()
    const { status, json } = await node.ask(at % 2, 'taxii', path, { objects: some.slice(0, 40) })
    expect([status, json]).toMatchObject([202, { status: 'complete', failure_count: 0, success_count: 40 }])
    return Status.parse(json)
  })
  await Promise.all(posts)
  const { json } = await node.ask(1, 'taxii', `${path}?limit=1000&match[version]=all`)
  const ids = (json as { readonly objects: readonly { readonly id: string }[] }).objects.map(({ id }) => id)
  expect(ids.toSorted()).toEqual(objects.map(({ id }) => id).toSorted())
  const shares = await database.store.select(items, { limit: 100 })
  expect(shares.length).toBeLessThanOrEqual(12)
  expect(await database.store.count(uploads, {}, 10)).toBe(0)
})

test('TAXII 4.3 and 5.7: on PostgreSQL what waits is approved in one process, told and deleted in the other', async () => {
  await using database = await testDatabase(schemas)
  await using node = await twoProcesses([database.store, await database.connect()])
  const made = await node.ask(0, 'admin', '/api/v1/profiles', { ...profileWish, level: 'confidential' })
  const { collection } = made.json as { readonly collection: string }
  for (const account of ['admin', 'liaison'])
    await node.ask(0, account, '/api/v1/profiles/feed/activate', { revision: 1 })
  const path = `${root}/${collection}/objects/`
  const objects = ['1', '2', '3'].map((mark) => named(`Name ${mark}`, mark))
  const posts = await Promise.all([0, 1].map((number) => node.ask(number, 'taxii', path, { objects })))
  const ids = posts.map(({ json }) => Status.parse(json).id)
  for (const { json } of posts) expect(json).toMatchObject({ status: 'pending', pending_count: 3 })
  const drafts = (await node.ask(1, 'liaison2', '/api/v1/drafts')).json as {
    readonly items: readonly { draft: string }[]
  }
  expect(drafts.items).toHaveLength(1)
  expect((await node.ask(1, 'liaison2', `/api/v1/drafts/${drafts.items[0]?.draft}/approve`, {})).status).toBe(201)
  for (const id of ids) {
    const { json } = await node.ask(0, 'taxii', `/taxii2/api/status/${id}/`)
    expect(json).toMatchObject({ status: 'complete', success_count: 3, pending_count: 0 })
  }
  const [first, second] = objects
  const drops = await Promise.all([first, second].map((object, number) => node.drop(number, `${path}${object?.id}/`)))
  expect(drops.map(({ status }) => status)).toEqual([200, 200])
  const left = (await node.ask(0, 'taxii', path)).json as { readonly objects: readonly { readonly id: string }[] }
  expect(left.objects.map(({ id }) => id)).toEqual([objects[2]?.id])
  expect((await node.ask(1, 'taxii', path, { objects })).json).toMatchObject({ success_count: 1, pending_count: 2 })
})

test('TAXII: a process opens all that pages need before it listens, and nobody is told that anything left', async () => {
  await using database = await testDatabase(schemas)
  const { store } = database
  await using node = await twoProcesses([store, await database.connect()])
  expect(await node.rehearsed(0)).toEqual([{ level: 'info', event: 'rehearsed', pages: 4 }])
  const made = await node.ask(0, 'admin', '/api/v1/profiles', profileWish)
  const { collection } = made.json as { readonly collection: string }
  for (const account of ['admin', 'liaison'])
    await node.ask(0, account, '/api/v1/profiles/feed/activate', { revision: 1 })
  const path = `${root}/${collection}/objects/`
  const objects = ['1', '2', '3'].map((mark) => named(`Name ${mark}`, mark))
  expect((await node.ask(0, 'taxii', path, { objects })).json).toMatchObject({ success_count: 3 })
  const connections = async () =>
    (await store.query('SELECT pid FROM pg_stat_activity WHERE datname = current_database() ORDER BY pid', [])).length
  const never = { timers: { sleep: () => Promise.resolve() } }
  expect(await node.rehearsed(1, {}, AbortSignal.abort())).toEqual([])
  expect(await node.rehearsed(1, never)).toEqual([])
  expect(await node.rehearsed(1)).toMatchObject([{ event: 'rehearsed', pages: expect.any(Number) }])
  const open = await connections()
  expect(open).toBeGreaterThanOrEqual(2 * 8)
  expect(await store.select(disclosures, {})).toEqual([])
  const { json } = await node.ask(1, 'taxii', path)
  expect((json as { readonly objects: object[] }).objects).toHaveLength(3)
  expect(await connections()).toBe(open)
  expect(await store.select(disclosures, {})).toMatchObject([{ times: 1 }])
})
