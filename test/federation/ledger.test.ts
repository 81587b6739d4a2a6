import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { encodeUtf8 } from '#kernel/bytes.ts'
import type { ActId } from '#protocol/act/statement.ts'
import type { Party } from '#protocol/identity/party.ts'
import { formatCheckpoint } from '#protocol/journal/checkpoint.ts'
import { buildInterval, encodeEntry } from '#protocol/journal/interval.ts'
import { leafHash } from '#protocol/journal/merkle.ts'
import { formatNote } from '#protocol/journal/note.ts'
import { encodePlace, formatTlogProof } from '#protocol/journal/proof.ts'
import { insert, put, remove, update } from '#platform/db/table.ts'
import { entries, proofNotes, proofs } from '#platform/journal/tables.ts'
import { items } from '#platform/record/tables.ts'
import { journalNames } from '#charter/journals.ts'
import { runs } from '../../src/node/verifying/tables.ts'
import { flipOneByte } from '../../src/node/demo/damage.ts'
import { bundle, malware } from './bundle.ts'
import { addAccount, arrived, scene, type Scene } from './scene.ts'

let at: Scene
const shared: string[] = []
const reed = bundle(malware({ name: 'Reed', mark: '6' }))

const Line = z.looseObject({
  act: z.string(),
  at: z.string(),
  title: z.string().optional(),
  kind: z.string(),
  author: z.string(),
  place: z.looseObject({ entry: z.number(), witnesses: z.array(z.string()) }).optional(),
})
type Line = z.infer<typeof Line>
const Lines = z.object({ items: z.array(Line), next: z.string().optional() })
const Proven = z.looseObject({ proof: z.looseObject({ cosigned: z.array(z.looseObject({ party: z.string() })) }) })
const Verdict = z.looseObject({ ok: z.boolean(), checked: z.record(z.string(), z.number()) })

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
async function walk(query: string, account = 'analyst', list = 'ledger'): Promise<readonly Line[]> {
  const found: Line[] = []
  for (let after = ''; ;) {
    const next = after === '' ? '' : `&after=${encodeURIComponent(after)}`
    const answer = await at.bor.ask(account, 'GET', `/api/v1/${list}?limit=2&${query}${next}`)
    expect(answer.status).toBe(200)
    const { items, next: further = '' } = Lines.parse(answer.json)
    found.push(...items)
    after = further
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

test('console: reports are sifted by what stands in their titles, in any case, and listed from either end', async () => {
  const reports = (query: string, account?: string) => walk(`kind=exchange.share/1&${query}`, account, 'acts')
  const titles = async (query: string, account?: string) => (await reports(query, account)).map(({ title }) => title)
  const all = ['Kite 1', 'Kite 2', 'Kite 3', 'Kite 4', 'Kite 5']
  expect(await titles('title=KITE&sort=arrival')).toEqual(all)
  expect(await titles('title=iTe')).toEqual(all.toReversed())
  expect(await titles('sort=at')).toEqual(all)
  expect(await titles('sort=-at&box=received&state=live')).toEqual(all.toReversed())
  expect(await titles(`title=${encodeURIComponent('ｅ ３')}`)).toEqual(['Kite 3'])
  for (const title of ['%25', '_', 'Kite 6', '.*']) expect(await titles(`title=${title}`)).toEqual([])
  await addAccount(at.bor, { name: 'below', role: 'analyst', clearance: 'open' })
  expect(await titles('title=kite&sort=arrival', 'below')).toEqual(all.slice(0, 4))
  expect(await titles('title=5', 'below')).toEqual([])
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
    expect(answer.json).toMatchObject({
      signatures: [
        { party: 'alt', role: 'seal', suite: 'ed25519', holds: true },
        { party: 'alt', role: 'seal', suite: 'ml-dsa-44', holds: true },
      ],
      proof: { holds: true },
    })
    const { proof } = Proven.parse(answer.json)
    expect(proof.cosigned.map(({ party }) => party)).toContain('bor')
  }
})

test('console: a range and a proof that was brought are verified, and a false proof is refused by its rule', async () => {
  const range = await at.bor.ask('oversight', 'POST', '/api/v1/verify', { from: '2000-01-01T00:00:00.000Z' })
  const { ok, checked } = Verdict.parse(range.json)
  expect([ok, (checked['acts'] ?? 0) >= 6, (checked['proofs'] ?? 0) >= 5]).toEqual([true, true, true])
  const none = await at.bor.ask('oversight', 'POST', '/api/v1/verify', { until: '2000-01-01T00:00:00.000Z' })
  expect(none.json).toMatchObject({ ok: true, checked: { acts: 0 } })
  const file = await at.bor.ask('oversight', 'GET', `/api/v1/ledger/${shared[0]}/proof`)
  const proof = new TextDecoder().decode(file.bytes)
  // The log's own signature is the first; those of the witnesses follow.
  const unwitnessed = `${proof.split('\n—').slice(0, 2).join('\n—')}\n`
  const verdict = async (body: object) => (await at.cas.ask('admin', 'POST', '/api/v1/verify/proof', body)).json
  expect(await verdict({ act: shared[0], proof })).toMatchObject({ ok: true, author: 'alt', needed: 2 })
  expect(await verdict({ act: shared[1], proof })).toMatchObject({ ok: false, refusal: { code: 'not-in-journal' } })
  expect(await verdict({ act: shared[0], proof: unwitnessed })).toMatchObject({
    ok: false,
    refusal: { code: 'not-witnessed' },
  })
  expect(await verdict({ act: shared[0], proof: 'x' })).toMatchObject({ refusal: { code: 'proof-malformed' } })
})

const runsPath = '/api/v1/verify/runs'
const Run = z.looseObject({
  run: z.string(),
  state: z.string(),
  progress: z.object({ done: z.number(), whole: z.number(), bytes: z.number() }),
  verdict: Verdict.optional(),
})

test('console: a verification outlasts the request that began it and says how much of how much is done', async () => {
  const begun = await at.bor.ask('oversight', 'POST', runsPath, {})
  expect([begun.status, Run.parse(begun.json).state]).toEqual([202, 'running'])
  await at.federation.pass(1000)
  const { state, progress, verdict } = Run.parse(
    (await at.bor.ask('oversight', 'GET', `${runsPath}/${Run.parse(begun.json).run}`)).json,
  )
  const whole = Verdict.parse((await at.bor.ask('oversight', 'POST', '/api/v1/verify', { all: true })).json)
  expect([state, verdict?.ok]).toEqual(['done', true])
  expect(verdict?.checked['acts']).toBe(whole.checked['acts'])
  expect(progress.done).toBeGreaterThanOrEqual(progress.whole)
  expect(progress.bytes).toBeGreaterThan(reed.length)
  const range = await at.bor.ask('oversight', 'POST', runsPath, { until: '2000-01-01T00:00:00.000Z' })
  await at.federation.pass(1000)
  expect((await at.bor.ask('oversight', 'GET', runsPath)).json).toMatchObject({
    items: [{ run: Run.parse(range.json).run, progress: { whole: 0 } }, { state: 'done' }],
  })
})

test('console: a verification is stopped by who began it, whichever process verifies; without a word it is lost', async () => {
  const { run } = Run.parse((await at.bor.ask('admin', 'POST', runsPath, {})).json)
  expect((await at.bor.ask('oversight', 'DELETE', `${runsPath}/${run}`)).status).toBe(404)
  expect((await at.bor.ask('admin', 'DELETE', `${runsPath}/${run}`)).status).toBe(204)
  await at.federation.pass(1000)
  expect((await at.bor.ask('admin', 'GET', `${runsPath}/${run}`)).json).toMatchObject({ state: 'stopped' })
  await using store = at.bor.database.connect()
  const stopped = await store.find(runs, { run })
  if (stopped === undefined) throw new Error('no run')
  // As another process would that ended in the middle of one.
  const alive = { ...stopped, run: 'run-elsewhere', state: 'running', stopping: false, done: 3 } as const
  await store.transaction((tx) => tx.apply([insert(runs, alive)]))
  expect(await at.bor.ask('admin', 'POST', runsPath, {})).toMatchObject({
    status: 409,
    json: { code: 'verification-under-way' },
  })
  await at.bor.ask('admin', 'DELETE', `${runsPath}/run-elsewhere`)
  expect((await store.find(runs, { run: 'run-elsewhere' }))?.stopping).toBe(true)
  await at.federation.pass(61_000)
  expect((await at.bor.ask('admin', 'GET', `${runsPath}/run-elsewhere`)).json).toMatchObject({ state: 'lost' })
  expect((await at.bor.ask('admin', 'POST', runsPath, {})).status).toBe(202)
  await at.federation.pass(1000)
})

test('a range tells a reader without figures no more than the whole does', async () => {
  await addAccount(at.bor, { name: 'lowly', role: 'liaison', clearance: 'open' })
  const verify = (body: object) => at.bor.ask('lowly', 'POST', '/api/v1/verify', body)
  expect((await verify({ all: true })).json).toEqual({ ok: true, checked: {} })
  for (const body of [{ from: '2000-01-01T00:00:00.000Z' }, { until: '2000-01-01T00:00:00.000Z' }])
    expect(await verify({ ...body, all: true })).toMatchObject({ status: 403, json: { code: 'role-not-allowed' } })
  const begin = (body: object) => at.bor.ask('lowly', 'POST', runsPath, body)
  expect((await begin({ from: '2000-01-01T00:00:00.000Z' })).json).toMatchObject({ code: 'role-not-allowed' })
  const { run } = Run.pick({ run: true }).parse((await begin({})).json)
  await at.federation.pass(1000)
  expect((await at.bor.ask('lowly', 'GET', `${runsPath}/${run}`)).json).toEqual({
    run,
    state: 'done',
    startedAt: expect.any(String) as string,
    verdict: { ok: true, checked: {} },
  })
  // Whoever may see all that is here may ask when it came.
  const [from, to] = ['2000-01-01T00:00:00.000Z', '2001-01-01T00:00:00.000Z']
  expect((await at.bor.ask('liaison', 'POST', '/api/v1/verify', { from, until: to })).json).toMatchObject({ ok: true })
})

test('the ledger lists what is untrusted by that state', async () => {
  const [act] = shared.map((one) => one as ActId)
  if (act === undefined) throw new Error('no act')
  await using store = at.bor.database.connect()
  const mark = (state: 'live' | 'untrusted') => store.transaction((tx) => tx.apply([update(items, { act }, { state })]))
  await mark('untrusted')
  expect((await walk('state=untrusted')).map((line) => line.act)).toEqual([act])
  await mark('live')
  expect(await walk('state=untrusted')).toEqual([])
})

test('V a damaged tile is named by verify of one act and of a range, not a fault', async () => {
  const act = shared[0] ?? ''
  const verify = async (body: object) => (await at.alt.ask('oversight', 'POST', '/api/v1/verify', body)).json
  const range = { from: '2000-01-01T00:00:00.000Z' }
  await using store = at.alt.database.connect()
  const leaves = await store.select(entries, { where: { entry: { lt: 2 } } })
  await store.transaction((tx) => tx.apply([remove(entries, { entry: { in: [0, 1] } })]))
  const named = { ok: false, firstBad: { what: 'journal.proof', reason: 'damaged', detail: 'tree-incomplete' } }
  expect(await verify({ act })).toMatchObject({ ...named, firstBad: { ...named.firstBad, id: act } })
  expect(await verify(range)).toMatchObject(named)
  const view = await at.alt.ask('oversight', 'GET', `/api/v1/ledger/${act}`)
  expect([view.status, view.json]).toMatchObject([200, { act, proof: { holds: false, cosigned: [] } }])
  await store.transaction((tx) => tx.apply(leaves.map((row) => insert(entries, row))))
  expect(await verify({ act })).toMatchObject({ ok: true, checked: { proofs: 1 } })
})

test('V a proof of one party’s act under another’s checkpoint is damage, whatever came before', async () => {
  const other = (await at.cas.share({ to: ['bor'], level: 'open', category: 'drones', title: 'Reed' }, reed)).json.act
  await at.federation.pass(arrived)
  await using store = at.bor.database.connect()
  const [own, foreign] = [shared[4] ?? '', other].map((act) => act as ActId)
  if (own === undefined || foreign === undefined) throw new Error('no acts')
  const before = await store.select(proofs, { where: { act: { in: [own, foreign] } } })
  // Alt's journal holds what cas has said.
  const { root, placed } = buildInterval([own, foreign], { bytes: (count) => new Uint8Array(count) })
  const alt = at.federation.coalition.charter.parties.get('alt' as Party)
  if (alt === undefined) throw new Error('no party')
  const { origin, journalKey } = journalNames(alt)
  const text = formatCheckpoint({ origin, size: 1, root: leafHash(encodeEntry(root)) })
  const signature = await at.federation.keyring('alt').sign('journal', encodeUtf8(text))
  const note = formatNote({ text, signatures: [{ name: journalKey.name, id: journalKey.id, signature }] })
  const changes = placed.flatMap((place) => {
    const proof = formatTlogProof({ extra: encodePlace(place), index: 0, hashes: [], checkpoint: '' })
    return [update(proofs, { act: place.leaf as ActId }, { proof, note_id: 'of alt' })]
  })
  await store.transaction((tx) =>
    tx.apply([insert(proofNotes, { note_id: 'of alt', note, witnesses: [] }), ...changes]),
  )
  const verify = async (body: object) => (await at.bor.ask('oversight', 'POST', '/api/v1/verify', body)).json
  expect(await verify({ act: own })).toMatchObject({ ok: true, checked: { proofs: 1 } })
  const range = await verify({ from: '2000-01-01T00:00:00.000Z' })
  expect(range).toMatchObject({ ok: false, firstBad: { what: 'journal.proof', id: foreign, reason: 'proof' } })
  await store.transaction((tx) => tx.apply(before.map((row) => put(proofs, row))))
  expect(await verify({ act: foreign })).toMatchObject({ ok: true })
})

test('console: what was changed on disk is found in the act, in its range and nowhere else', async () => {
  await using store = at.bor.database.connect()
  const { act } = await flipOneByte(store)
  const whole = (await at.bor.ask('oversight', 'POST', '/api/v1/verify', { act })).json
  expect(whole).toMatchObject({ ok: false, firstBad: { id: act } })
  const range = (await at.bor.ask('admin', 'POST', '/api/v1/verify', { from: '2000-01-01T00:00:00.000Z' })).json
  expect(range).toMatchObject({ ok: false, firstBad: { id: act } })
  const other = shared.find((one) => one !== act)
  expect((await at.bor.ask('oversight', 'POST', '/api/v1/verify', { act: other })).json).toMatchObject({ ok: true })
})
