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
import { items } from '#platform/record/tables.ts'
import { storeSearch } from '#platform/search/store-search.ts'
import { installGenesis } from '#charter/record/install.ts'
import { foundCoalition } from '#charter/testing/demo-coalition.ts'
import { uploads } from '#rooms/exchange/tables.ts'
import { demoAccounts } from '../../src/node/demo-accounts.ts'
import { startNode } from '../../src/node/node.ts'
import { schemas, sourcesOf } from '../../src/node/rooms.ts'
import { testDatabase } from '../suites/postgres.ts'
import { named, root, taxii } from './taxii-client.ts'
import { profileWish, type Status } from './taxii-posting.ts'

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
    const row = { ...account, secret_sha256: secretSha256, disabled: false }
    await stores[0].transaction((tx) => tx.apply([insert(accounts, row)]))
  }
  const nodes = await Promise.all(
    stores.map((store, number) =>
      startNode({
        party: self,
        keyring: keyrings.get(self)!,
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
        sentences: (_, key) => key,
        cursorKey: random.bytes(32),
      }),
    ),
  )
  const ask = async (number: number, account: string, path: string, body?: object) => {
    const type = path.startsWith('/taxii2/') ? taxii : 'application/json'
    const given = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }
    const headers = { authorization: `Bearer ${tokens.get(account)}`, 'content-type': type }
    const answer = await nodes[number]!.fetch(new Request(`http://alt${path}`, { ...given, headers }))
    return { status: answer.status, json: (await answer.json()) as unknown }
  }
  return {
    ask,
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
    return json as Status
  })
  await Promise.all(posts)
  const { json } = await node.ask(1, 'taxii', `${path}?limit=1000&match[version]=all`)
  const ids = (json as { readonly objects: readonly { readonly id: string }[] }).objects.map(({ id }) => id)
  expect(ids.toSorted()).toEqual(objects.map(({ id }) => id).toSorted())
  const shares = await database.store.select(items, { limit: 100 })
  expect(shares.length).toBeLessThanOrEqual(12)
  expect(await database.store.count(uploads, {}, 10)).toBe(0)
})
