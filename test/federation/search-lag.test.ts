import { expect, test } from 'vitest'
import { epochMsOf, type Instant } from '#kernel/instant.ts'
import { entries } from '#platform/search/tables.ts'
import { awaitIndexing } from '#platform/search/waiting.ts'
import { malware, bundle } from './bundle.ts'
import type { House } from './federation.ts'
import { addAccount, scene } from './scene.ts'

const wish = { to: ['bor'], level: 'restricted', category: 'network-security', title: 'One of many' }
const many = Array.from({ length: 120 }, (_, at) => malware({ name: `Viper ${at}`, mark: `${at % 10}` })).map(
  (object, at) => ({ ...object, id: `malware--31b940d4-6f7f-459a-80ea-${String(at).padStart(12, '0')}` }),
)
/** The indexer looks by itself after so long at the latest. */
const boundMs = 2000

interface Lagging {
  readonly lag: number
  readonly lagSince?: Instant
}

async function lagMs(house: House, now: Instant): Promise<number> {
  const { json } = await house.ask('analyst', 'GET', '/api/v1/search?q=viper&limit=1')
  const { lag, lagSince } = json as unknown as Lagging
  expect([lag > 0, lagSince !== undefined]).toEqual([lag > 0, lag > 0])
  return lagSince === undefined ? 0 : epochMsOf(now) - epochMsOf(lagSince)
}

test('SR6 under writes without end what is found lags by seconds, at the author and at the addressee', async () => {
  await using at = await scene()
  let longest = 0
  for (let round = 0; round < 40; round += 1) {
    await at.alt.share(wish, bundle(...(round % 10 === 0 ? many : [many[round]!])))
    await at.federation.pass(100)
    for (const house of [at.alt, at.bor]) longest = Math.max(longest, await lagMs(house, at.federation.time.now()))
  }
  expect(longest).toBeLessThanOrEqual(boundMs)
  await at.federation.pass(8000)
  for (const house of [at.alt, at.bor]) {
    expect((await house.ask('analyst', 'GET', '/api/v1/search?q=viper')).json).toMatchObject({ lag: 0 })
    const { json } = await house.ask('analyst', 'GET', '/api/v1/search?author=alt&facets=1')
    expect(json).toMatchObject({ facets: { finds: 4 * 120 + 36, exact: true } })
  }
})

test('SR6 the lag is shown where it is looked for, to each of what he may see', async () => {
  await using at = await scene()
  await addAccount(at.bor, { name: 'low', role: 'analyst', clearance: 'open', categories: ['drones'] })
  await at.alt.share(wish, bundle(many[0]!))
  await at.federation.pass(8000)
  const [name = ''] = await Array.fromAsync(at.bor.blobs.names())
  await at.bor.blobs.remove(name)
  await using store = at.bor.database.connect()
  const [entry] = await store.select(entries, {})
  const again = awaitIndexing({ ...entry!, arrivedAt: at.federation.time.now() })
  await store.transaction((tx) => tx.apply(again))
  await at.federation.pass(3000)
  const seen = { lag: 1, lagSince: expect.stringMatching(/Z$/u) as unknown }
  const ask = async (account: string, path: string) => (await at.bor.ask(account, 'GET', `/api/v1/${path}`)).json
  for (const path of ['search?q=x', 'related?value=evil.example']) {
    expect(await ask('analyst', path)).toMatchObject(seen)
    expect(await ask('low', path)).toMatchObject({ lag: 0 })
    expect(await ask('low', path)).not.toHaveProperty('lagSince')
  }
  expect(await ask('admin', 'status')).toMatchObject({ search: seen })
  expect(await ask('low', 'status')).toMatchObject({ search: { lag: 0 } })
})
