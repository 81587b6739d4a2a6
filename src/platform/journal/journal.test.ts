import { Hono } from 'hono'
import { expect, test } from 'vitest'
import { Fault } from '#kernel/fault.ts'
import type { Failpoint } from '#kernel/ports.ts'
import { encodeUtf8, toBase64Url } from '#kernel/bytes.ts'
import { ed25519 } from '#protocol/suite/ed25519.ts'
import { sha256Hex } from '#protocol/suite/sha-256.ts'
import type { ActId } from '#protocol/act/statement.ts'
import { verifyProof } from '#protocol/journal/proof.ts'
import { decodeBundle } from '#protocol/journal/tile.ts'
import { leafHash, rootOfHashes } from '#protocol/journal/merkle.ts'
import { openCheckpoint } from '#protocol/journal/checkpoint.ts'
import { FakeTime } from '#platform/clock/fake-time.ts'
import { SeededRandom } from '#platform/clock/seeded-random.ts'
import { SimulatedDatabase } from '#platform/db/simulated-store.ts'
import type { Row, Table } from '#platform/db/table.ts'
import { put } from '#platform/db/table.ts'
import { MemoryCas } from './cas.ts'
import type { SeenHead } from './enter.ts'
import type { Journal } from './peer.ts'
import { journalKeyOf } from './peer.ts'
import { inclusionOf, notEntered, progressOf, proofOf } from './progress.ts'
import { journalRoutes } from './routes.ts'
import { Sequencer } from './sequencer.ts'
import { checkpoints, entries, heads, inclusions, tiles, waiting } from './tables.ts'
import { verifyJournal } from './verify.ts'
import { awaitInclusion } from './waiting.ts'

const signer = ed25519.signer(new Uint8Array(32).fill(7))
const key = journalKeyOf('one.tamga/alt/1', toBase64Url(signer.publicKey))
const actId = (at: number): ActId => `act--${sha256Hex(encodeUtf8(`act ${at}`))}` as ActId
const facts = { epoch: 1, key, cosigners: [] }

/** A node of a coalition of one: no witnesses, so k = 0. */
function house(failpoint: Failpoint = () => undefined) {
  const database = new SimulatedDatabase()
  const cas = new MemoryCas()
  const time = new FakeTime()
  const random = new SeededRandom('journal')
  let journal: Journal = { origin: 'one.tamga/alt/1', epoch: 1, key, witnesses: [] }
  const change = (next: Journal) => (journal = next)
  const seen: SeenHead[] = []
  const start = (fail = failpoint) => {
    const store = database.connect()
    const ports = {
      store,
      cas,
      random,
      timers: time,
      failpoint: fail,
      keyring: { sign: async (_: string, message: Uint8Array) => signer.sign(message) },
      log: () => undefined,
      heads: async () => seen,
      journal: () => journal,
      witnessTimeoutMs: 1000,
      graceMs: 100,
    }
    return { store, sequencer: new Sequencer(ports) }
  }
  return { database, cas, time, seen, start, change, ...start() }
}

type House = ReturnType<typeof house>

const record = ({ store }: Pick<House, 'store'>, ...numbers: readonly number[]): Promise<unknown> =>
  store.transaction((tx) => tx.apply(numbers.map((at) => awaitInclusion(actId(at)))))

/** Six checkpoints: acts in the second, the third and the last, heads in all. */
async function filled(): Promise<House> {
  const one = house()
  one.seen.push({ origin: 'one.tamga/bor/1', size: 5, root: new Uint8Array(32).fill(1) })
  for (const acts of [[], [1, 2], [3], [], [], [4]]) {
    await record(one, ...acts)
    await one.sequencer.tick()
  }
  return one
}

test('J3 each checkpoint adds exactly one entry, with acts or without', async () => {
  const one = house()
  await record(one, 1, 2, 3)
  expect(await inclusionOf(one.store, actId(1))).toEqual({ state: 'recorded' })
  for (let size = 1; size <= 5; size += 1)
    expect(await one.sequencer.tick()).toMatchObject({ kind: 'running', size, published: size })
  const rows = await one.store.select(entries, {})
  expect(rows.map(({ acts }) => acts)).toEqual([3, 0, 0, 0, 0])
  expect(new Set(rows.map(({ content }) => content?.toHex())).size).toBe(5)
  expect(await one.store.count(waiting, {}, 9)).toBe(0)
  expect(one.cas.read('one.tamga/alt/1')?.size).toBe(5)
})

test('J3 an act of a kept checkpoint has a proof that a stranger verifies, for ever the same', async () => {
  const one = await filled()
  const trust = { log: key, cosigners: [], threshold: 0 }
  for (const [act, entry, size] of [
    [actId(1), 1, 2],
    [actId(3), 2, 3],
    [actId(4), 5, 6],
  ] as const) {
    const proof = (await proofOf(one.store, act)) ?? ''
    expect(verifyProof(encodeUtf8(proof), act, trust)).toMatchObject({ entry, head: { size } })
    expect(await inclusionOf(one.store, act)).toMatchObject({ state: 'witnessed', entry, size, witnesses: [] })
    await one.sequencer.tick()
    expect(await proofOf(one.store, act)).toBe(proof)
  }
  expect(await proofOf(one.store, actId(9))).toBeUndefined()
  expect([...(await progressOf(one.store, [actId(1), actId(9)])).keys()]).toEqual([actId(1)])
  expect(await notEntered(one.store, [actId(1), actId(9)])).toEqual([actId(9)])
})

test('J3 of checkpoints only the newest and those that first covered an act stay', async () => {
  const one = await filled()
  await one.sequencer.tick()
  expect((await one.store.select(checkpoints, {})).map(({ size }) => size)).toEqual([2, 3, 6, 7])
})

test('J4 a process that dies at any step is followed by one that finishes it, and nothing is entered twice', async () => {
  for (const point of ['checkpoint:entry', 'checkpoint:cas', 'checkpoint:witnessed', 'checkpoint:published']) {
    const one = await filled()
    await one.store[Symbol.asyncDispose]()
    const dying = one.start((name) => {
      if (name === point) throw new Error('killed')
    })
    await record(dying, 10)
    await expect(dying.sequencer.tick()).rejects.toThrow('killed')
    await dying.store[Symbol.asyncDispose]()
    const next = one.start()
    const sizes = [
      (await next.sequencer.tick()) as { size?: number },
      (await next.sequencer.tick()) as { size?: number },
    ]
    const first = point === 'checkpoint:published' ? 8 : 7
    expect(sizes.map(({ size }) => size)).toEqual([first, first + 1])
    expect(await next.store.count(inclusions, { leaf: actId(10) }, 9)).toBe(1)
    expect(await verifyJournal(next.store, facts)).toMatchObject({ entries: first + 1, acts: 5 })
    expect(await inclusionOf(next.store, actId(10))).toMatchObject({ state: 'witnessed', entry: 6 })
  }
})

test('J4 one process of the node sequences, the other stands by and takes over', async () => {
  const one = await filled()
  const other = one.start()
  expect(await other.sequencer.tick()).toEqual({ kind: 'standby' })
  await one.sequencer[Symbol.asyncDispose]()
  expect(await other.sequencer.tick()).toMatchObject({ kind: 'running', size: 7 })
  expect(await one.sequencer.tick()).toEqual({ kind: 'standby' })
})

test('P9 a database older than the compare-and-swap store makes no checkpoint and says so', async () => {
  const one = await filled()
  const backup = one.database.snapshot()
  await one.sequencer.tick()
  one.database.restoreFrom(backup)
  await one.store[Symbol.asyncDispose]()
  const { sequencer, store } = one.start()
  expect(await sequencer.tick()).toEqual({ kind: 'halted', reason: 'behind-cas', size: 6, seenSize: 7 })
  expect(await store.greatest(entries, 'entry', {})).toBe(5)
  expect(sequencer.state.kind).toBe('halted')
})

test('P9 a database that holds another past halts before anything is signed', async () => {
  const one = await filled()
  const [row] = await one.store.select(entries, { limit: 1 })
  if (row === undefined) throw new Error('no entry')
  await one.store.transaction((tx) => tx.apply([put(entries, { ...row, leaf: new Uint8Array(32) })]))
  expect(await one.sequencer.tick()).toMatchObject({ kind: 'halted', reason: 'forked' })
})

test('J5 the cadence goes on by itself and stops when told', async () => {
  const one = house()
  const stop = new AbortController()
  const running = one.sequencer.run(1000, stop.signal)
  await one.time.advance(4500)
  stop.abort()
  await running
  expect(one.sequencer.state).toMatchObject({ size: 5 })
})

test('J5 a journal whose cadences fail one after the other is not well, until one comes to its end', async () => {
  let isAway = false
  const one = house(() => {
    if (isAway) throw new Fault('db-unreachable')
  })
  const stop = new AbortController()
  const running = one.sequencer.run(1000, stop.signal)
  const wellAfter = async (ms: number, away: boolean): Promise<boolean> => {
    isAway = away
    await one.time.advance(ms)
    return one.sequencer.isWell
  }
  expect(await wellAfter(2500, false)).toBe(true)
  expect(await wellAfter(2000, true)).toBe(true)
  expect(await wellAfter(1000, true)).toBe(false)
  expect(await wellAfter(1000, false)).toBe(true)
  stop.abort()
  await running
})

test('J6 a verified journal counts what it checked', async () => {
  expect(await verifyJournal((await filled()).store, facts)).toEqual({ entries: 6, acts: 4, tiles: 0, checkpoints: 3 })
})

const isWeighed = (table: Table, column: string): boolean =>
  !(table.name === 'journal.checkpoint' && ['published', 'kept'].includes(column))

/** Every cell of every row of a table, with one bit or one letter of it changed. */
function* damages<T extends Table>(table: T, rows: readonly Row<T>[]) {
  for (const row of rows)
    for (const [column, cell] of Object.entries(row).filter(
      ([name]) => isWeighed(table, name) && !table.key.includes(name),
    ))
      for (const bent of bend(cell)) yield { ...row, [column]: bent } as Row<T>
}

function bend(cell: unknown): readonly unknown[] {
  if (typeof cell === 'number') return [cell + 1]
  if (typeof cell === 'string')
    return [0, cell.length >> 1, cell.length - 2].map((at) => `${cell.slice(0, at)}#${cell.slice(at + 1)}`)
  if (Array.isArray(cell)) return [[...(cell as unknown[]), 'bor']]
  if (cell instanceof Uint8Array)
    return [0, cell.length >> 1, cell.length - 1].map((at) => cell.with(at, (cell[at] ?? 0) ^ 1))
  return []
}

test('P6 one bit changed in any stored row of a journal is found, and the first bad entry named', async () => {
  const one = await filled()
  let tried = 0
  for (const table of [entries, inclusions, heads, checkpoints]) {
    const whole = one.database.snapshot()
    for (const row of damages(table, await one.store.select(table, {}))) {
      await one.store.transaction((tx) => tx.apply([put(table, row)]))
      const { firstBad } = await verifyJournal(one.store, facts)
      expect([table.name, row, firstBad?.entry]).toEqual([table.name, row, expect.any(Number)])
      if (table === entries) expect(firstBad?.entry).toBe((row as Row<typeof entries>).entry)
      one.database.restoreFrom(whole)
      tried += 1
    }
  }
  expect(tried).toBeGreaterThan(100)
})

test('P6 a row deleted from a journal is found', async () => {
  const one = await filled()
  for (const table of [entries, inclusions, heads]) {
    const whole = one.database.snapshot()
    for (const row of await one.store.select(table, {})) {
      const where = Object.fromEntries(table.key.map((name) => [name, (row as Record<string, unknown>)[name]]))
      await one.store.transaction((tx) => tx.apply([{ do: 'delete', table, where } as never]))
      expect(await verifyJournal(one.store, facts)).toHaveProperty('firstBad')
      one.database.restoreFrom(whole)
    }
  }
})

test('J7 tiles fill at 256 entries, are served and verified, and damage to one is found', async () => {
  const one = house()
  for (let at = 0; at < 259; at += 1) await one.sequencer.tick()
  expect(await verifyJournal(one.store, facts)).toMatchObject({ entries: 259, tiles: 1 })
  const app = journalRoutes({ reads: one.store, epochs: () => [{ epoch: 1, origin: key.name, key }] })
  const get = async (path: string) => app.request(path)
  const bytes = async (path: string) => new Uint8Array(await (await get(path)).arrayBuffer())
  const full = await bytes('/1/tile/0/000')
  expect(full.length).toBe(8192)
  expect(await bytes('/1/tile/1/000.p/1')).toEqual(rootOfHashes(full))
  expect((await bytes('/1/tile/0/000.p/7')).length).toBe(224)
  const bundle = decodeBundle(await bytes('/1/tile/entries/001.p/3'), 3) ?? []
  expect(bundle.map((entry) => leafHash(entry).toHex()).join('')).toBe((await bytes('/1/tile/0/001.p/3')).toHex())
  const note = await (await get('/1/checkpoint')).text()
  expect(openCheckpoint(note, key)?.head.size).toBe(259)
  expect((await get('/1/tile/0/000')).headers.get('cache-control')).toContain('immutable')
  for (const path of ['/1/tile/0/001', '/1/tile/0/001.p/4', '/2/checkpoint', '/1/tile/2/000.p/1', '/x/checkpoint'])
    expect((await get(path)).status).toBe(404)
  const mounted = new Hono().route('/journal', app)
  for (const path of ['/journal', '/journal/'])
    expect(await (await mounted.request(path)).json()).toMatchObject({
      items: [{ epoch: 1, origin: key.name, size: 259 }],
    })
  expect((await mounted.request('/journal/1/nothing')).status).toBe(404)
  const [tile] = await one.store.select(tiles, {})
  if (tile === undefined) throw new Error('no tile')
  await one.store.transaction((tx) => tx.apply([put(tiles, { ...tile, hashes: tile.hashes.with(9, 1) })]))
  expect(await verifyJournal(one.store, facts)).toMatchObject({ firstBad: { what: 'tile', id: '0/0', entry: 255 } })
  await one.store.transaction((tx) => tx.apply([{ do: 'delete', table: tiles, where: {} } as never]))
  expect(await verifyJournal(one.store, facts)).toMatchObject({ firstBad: { what: 'tile', reason: 'missing' } })
})

test('J8 the heads seen stand in the entry, as text and with a proof', async () => {
  const one = await filled()
  const app = journalRoutes({ reads: one.store, epochs: () => [{ epoch: 1, origin: key.name, key }] })
  const text = await (await app.request('/1/heads/3')).text()
  expect(text).toBe(`tamga heads/1\none.tamga/alt/1\n3\none.tamga/bor/1 5 ${new Uint8Array(32).fill(1).toBase64()}\n`)
  const proof = new Uint8Array(await (await app.request('/1/heads/3/proof')).arrayBuffer())
  const trust = { log: key, cosigners: [], threshold: 0 }
  expect(verifyProof(proof, `heads--${sha256Hex(encodeUtf8(text))}`, trust)).toMatchObject({ entry: 3 })
  expect((await app.request('/1/heads/6')).status).toBe(404)
})

test('protocol 6: entry 0 of a later epoch commits to the checkpoint that closed the one before', async () => {
  const one = await filled()
  const [last] = await one.store.select(checkpoints, { order: ['-size'], limit: 1 })
  const closing = `closing--${sha256Hex(encodeUtf8(last?.note ?? ''))}` as const
  const next = journalKeyOf('one.tamga/alt/2', toBase64Url(signer.publicKey))
  one.change({ origin: next.name, epoch: 2, key: next, witnesses: [], closing })
  expect(await one.sequencer.tick()).toMatchObject({ kind: 'running', size: 1, published: 1 })
  const proof = encodeUtf8((await proofOf(one.store, closing)) ?? '')
  expect(verifyProof(proof, closing, { log: next, cosigners: [], threshold: 0 })).toMatchObject({ entry: 0 })
  expect(await verifyJournal(one.store, { epoch: 2, key: next, cosigners: [] })).toMatchObject({
    entries: 1,
    checkpoints: 1,
  })
  expect(await verifyJournal(one.store, facts)).toMatchObject({ entries: 6 })
})
