import { afterAll, beforeAll, expect, test } from 'vitest'
import { flipOneByte } from '../../src/node/demo/damage.ts'
import { bundle, malware } from './bundle.ts'
import type { Answer } from './federation.ts'
import { addAccount, arrived, scene, type Scene } from './scene.ts'

let at: Scene
const shared: string[] = []

interface Line {
  readonly act: string
  readonly at: string
  readonly title?: string
  readonly kind: string
  readonly author: string
  readonly place?: { readonly entry: number; readonly witnesses: readonly string[] }
}

const linesOf = ({ json }: Answer): readonly Line[] => json.items as unknown as readonly Line[]
const asked = <Said>(answer: Answer): Said => answer.json as unknown as Said

beforeAll(async () => {
  at = await scene()
  for (const mark of ['1', '2', '3', '4', '5']) {
    const wish = { to: ['bor'], level: mark === '5' ? 'restricted' : 'open', category: 'drones', title: `Kite ${mark}` }
    shared.push((await at.alt.share(wish, bundle(malware({ name: 'Kite', mark })))).json.act)
  }
  await at.federation.pass(arrived)
  await at.bor.ask('duty', 'POST', `/api/v1/shares/${shared[0]}/acknowledge`, {})
  await at.federation.pass(arrived)
})
afterAll(() => at[Symbol.asyncDispose]())

/** The whole list, a few lines at a time. */
async function walk(query: string, account = 'analyst'): Promise<readonly Line[]> {
  const found: Line[] = []
  for (let after = ''; ;) {
    const next = after === '' ? '' : `&after=${encodeURIComponent(after)}`
    const answer = await at.bor.ask(account, 'GET', `/api/v1/ledger?limit=2&${query}${next}`)
    expect(answer.status).toBe(200)
    found.push(...linesOf(answer))
    after = asked<{ readonly next?: string }>(answer).next ?? ''
    if (after === '') return found
  }
}

test('console: the ledger gives every act once in each order, with its place and who witnessed it', async () => {
  const newest = await walk('sort=-arrival')
  expect(newest.length).toBeGreaterThanOrEqual(6)
  expect(new Set(newest.map(({ act }) => act)).size).toBe(newest.length)
  const oldest = await walk('sort=arrival')
  expect(oldest.map(({ act }) => act).toSorted()).toEqual(newest.map(({ act }) => act).toSorted())
  for (const order of ['at', '-at']) {
    const moments = (await walk(`sort=${order}`)).map((line) => line.at)
    expect(moments).toHaveLength(newest.length)
    expect(order === 'at' ? moments : moments.toReversed()).toEqual(moments.toSorted())
  }
  const kite = newest.find(({ act }) => act === shared[0])
  expect(kite).toMatchObject({ author: 'alt', kind: 'exchange.share/1', title: 'Kite 1' })
  expect(kite?.place?.witnesses.length).toBeGreaterThanOrEqual(2)
})

test('console: the ledger is filtered by state, kind, category and time', async () => {
  expect(await walk('author=bor')).toMatchObject([{ kind: 'exchange.acknowledge/1' }])
  expect(await walk('kind=exchange.share/1&author=alt')).toHaveLength(5)
  expect(await walk('category=border')).toEqual([])
  expect(await walk('kind=exchange.share/1&sort=at&until=2000-01-01T00:00:00.000Z')).toEqual([])
  expect((await at.bor.ask('analyst', 'GET', '/api/v1/ledger?kind=%00')).status).toBe(400)
})

test('console: the ledger shows nobody more than his clearance lets him know, and an auditor no titles', async () => {
  await addAccount(at.bor, { name: 'low', role: 'oversight', clearance: 'open' })
  const lines = await walk('kind=exchange.share/1', 'low')
  expect(lines).toHaveLength(4)
  expect(lines.filter(({ title }) => title !== undefined)).toEqual([])
  expect((await at.bor.ask('low', 'GET', `/api/v1/ledger/${shared[4]}`)).status).toBe(404)
  expect((await at.bor.ask('low', 'GET', `/api/v1/ledger/${shared[4]}/proof`)).status).toBe(404)
  expect((await at.bor.ask('admin', 'GET', '/api/v1/ledger')).status).toBe(403)
})

test('console: one act is shown with each signature, its way to a signed head and the cosignatures over it', async () => {
  for (const house of [at.bor, at.alt]) {
    const answer = await house.ask('oversight', 'GET', `/api/v1/ledger/${shared[0]}`)
    expect(asked(answer)).toMatchObject({
      signatures: [
        { party: 'alt', role: 'seal', suite: 'ed25519', holds: true },
        { party: 'alt', role: 'seal', suite: 'ml-dsa-44', holds: true },
      ],
      proof: { holds: true },
    })
    const { proof } = asked<{ readonly proof: { readonly cosigned: readonly { readonly party: string }[] } }>(answer)
    expect(proof.cosigned.map(({ party }) => party)).toContain('bor')
  }
})

test('console: a range and a proof that was brought are verified, and a false proof is refused by its rule', async () => {
  const range = await at.bor.ask('oversight', 'POST', '/api/v1/verify', { from: '2000-01-01T00:00:00.000Z' })
  const { ok, checked } = asked<{ readonly ok: boolean; readonly checked: Readonly<Record<string, number>> }>(range)
  expect([ok, (checked['acts'] ?? 0) >= 6, (checked['proofs'] ?? 0) >= 5]).toEqual([true, true, true])
  const none = await at.bor.ask('oversight', 'POST', '/api/v1/verify', { until: '2000-01-01T00:00:00.000Z' })
  expect(asked(none)).toMatchObject({ ok: true, checked: { acts: 0 } })
  const file = await at.bor.ask('oversight', 'GET', `/api/v1/ledger/${shared[0]}/proof`)
  const proof = new TextDecoder().decode(file.bytes)
  // The log's own signature is the first; those of the witnesses follow.
  const unwitnessed = `${proof.split('\n—').slice(0, 2).join('\n—')}\n`
  const verdict = async (body: object) => asked(await at.cas.ask('admin', 'POST', '/api/v1/verify/proof', body))
  expect(await verdict({ act: shared[0], proof })).toMatchObject({ ok: true, author: 'alt', needed: 2 })
  expect(await verdict({ act: shared[1], proof })).toMatchObject({ ok: false, refusal: { code: 'not-in-journal' } })
  expect(await verdict({ act: shared[0], proof: unwitnessed })).toMatchObject({
    ok: false,
    refusal: { code: 'not-witnessed' },
  })
  expect(await verdict({ act: shared[0], proof: 'x' })).toMatchObject({ refusal: { code: 'proof-malformed' } })
})

test('console: what was changed on disk is found in the act, in its range and nowhere else', async () => {
  await using store = at.bor.database.connect()
  const { act } = await flipOneByte(store)
  const whole = asked(await at.bor.ask('oversight', 'POST', '/api/v1/verify', { act }))
  expect(whole).toMatchObject({ ok: false, firstBad: { id: act } })
  const range = asked(await at.bor.ask('admin', 'POST', '/api/v1/verify', { from: '2000-01-01T00:00:00.000Z' }))
  expect(range).toMatchObject({ ok: false, firstBad: { id: act } })
  const other = shared.find((one) => one !== act)
  expect(asked(await at.bor.ask('oversight', 'POST', '/api/v1/verify', { act: other }))).toMatchObject({ ok: true })
})
