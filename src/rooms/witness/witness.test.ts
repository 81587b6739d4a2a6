import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { Fault } from '#kernel/fault.ts'
import { concat, encodeUtf8, toBase64, toBase64Url } from '#kernel/bytes.ts'
import { ed25519 } from '#protocol/suite/ed25519.ts'
import { formatCheckpoint, openCheckpoint } from '#protocol/journal/checkpoint.ts'
import { cosignersOf } from '#protocol/journal/cosignature.ts'
import { consistencyRanges, leafHash, rootOfHashes } from '#protocol/journal/merkle.ts'
import { formatNote, parseNote } from '#protocol/journal/note.ts'
import type { Store } from '#platform/db/store.ts'
import { SimulatedDatabase } from '#platform/db/simulated-store.ts'
import { FakeTime } from '#platform/clock/fake-time.ts'
import { MemoryCas } from '#platform/journal/cas.ts'
import { journalKeyOf, originHash, witnessKeysOf } from '#platform/journal/peer.ts'
import { expectTablesMatch, testDatabase } from '../../../test/suites/postgres.ts'
import { alt, bor, keysOf } from '../../../test/suites/journal-world.ts'
import { parseAddCheckpoint } from './decide.ts'
import type { WitnessPorts } from './ports.ts'
import { witnessRoutes } from './routes.ts'
import { forks, leaves, logs, staged, tiles } from './tables.ts'

const origin = 'test.tamga/alt/1'
const signer = ed25519.signer(new Uint8Array(32).fill(3))
const stranger = ed25519.signer(new Uint8Array(32).fill(4))
const key = journalKeyOf(origin, toBase64Url(signer.publicKey))
const cosigner = { name: bor, keys: witnessKeysOf('test.tamga/bor/witness', keysOf(bor).keys.witness) }

const leavesOf = (size: number, salt = 0): readonly Uint8Array[] =>
  Array.from({ length: size }, (_, at) => leafHash(Uint8Array.of(at >> 8, at & 255, at > 2 ? salt : 0)))
const rootOf = (size: number, salt = 0): Uint8Array => rootOfHashes(concat(...leavesOf(size, salt)))
const proofOf = (old: number, size: number, salt = 0): readonly string[] =>
  old === 0
    ? []
    : consistencyRanges(old, size).map(({ start, end }) =>
        toBase64(rootOfHashes(concat(...leavesOf(size, salt).slice(start, end)))),
      )

interface Told {
  readonly salt?: number
  readonly by?: typeof signer
  readonly of?: string
  readonly root?: Uint8Array
  readonly proof?: readonly string[]
}

const noteOf = (size: number, { salt = 0, by = signer, of = origin, root = rootOf(size, salt) }: Told = {}): string => {
  const text = formatCheckpoint({ origin: of, size, root })
  return formatNote({ text, signatures: [{ name: of, id: key.id, signature: by.sign(encodeUtf8(text)) }] })
}

const bodyOf = (old: number, size: number, told: Told = {}): string =>
  `old ${old}\n${(told.proof ?? proofOf(old, size, told.salt)).map((line) => `${line}\n`).join('')}\n${noteOf(size, told)}`

function open(store: Store = new SimulatedDatabase().connect(), cas: WitnessPorts['cas'] = new MemoryCas()) {
  const time = new FakeTime()
  const ports: WitnessPorts = {
    store,
    cas,
    keyring: keysOf(bor),
    clock: time,
    timers: time,
    log: () => undefined,
    failpoint: () => undefined,
    keys: () => cosigner.keys,
    timeoutMs: 500,
    published: async () => '',
    peers: () => [
      {
        party: alt,
        origin,
        epoch: 1,
        journalKey: key,
        witnessKeys: [],
        baseUrl: '',
        fetch: () => Promise.reject(new Error()),
      },
    ],
  }
  const app = witnessRoutes(ports)
  const add = async (body: string | Uint8Array<ArrayBuffer>) => app.request('/add-checkpoint', { method: 'POST', body })
  return { app, add, store }
}

const statusOf = async ({ add }: ReturnType<typeof open>, body: string): Promise<number> => (await add(body)).status

test('tlog-witness: a consistent checkpoint is cosigned with both keys, stored, and served with them', async () => {
  const witness = open()
  const answer = await witness.add(bodyOf(0, 3))
  expect(answer.status).toBe(200)
  const lines = await answer.text()
  const note = parseNote(`${noteOf(3)}${lines}`)
  expect(note === undefined ? [] : cosignersOf(note, [cosigner])).toEqual([{ name: bor, seconds: 1_795_284_000 }])
  const served = await (await witness.app.request(`/${originHash(origin)}/checkpoint`)).text()
  expect(served).toBe(`${noteOf(3)}${lines}`)
  expect(openCheckpoint(served, key)?.head.size).toBe(3)
  expect(await statusOf(witness, bodyOf(3, 7))).toBe(200)
  expect(await statusOf(witness, bodyOf(7, 7))).toBe(200)
})

test('tlog-witness: the statuses of the standard, in its order', async () => {
  const witness = open()
  expect(await statusOf(witness, bodyOf(0, 3, { of: 'test.tamga/eve/1' }))).toBe(404)
  expect(await statusOf(witness, bodyOf(0, 3, { by: stranger }))).toBe(403)
  expect(await statusOf(witness, bodyOf(4, 3, { proof: [] }))).toBe(400)
  expect(await statusOf(witness, bodyOf(0, 3, { proof: [toBase64(rootOf(1))] }))).toBe(422)
  expect(await statusOf(witness, bodyOf(0, 0, { root: rootOf(1) }))).toBe(422)
  expect(await statusOf(witness, bodyOf(0, 0))).toBe(200)
  expect(await statusOf(witness, bodyOf(0, 3))).toBe(200)
  const stale = await witness.add(bodyOf(0, 5))
  expect([stale.status, stale.headers.get('content-type'), await stale.text()]).toEqual([
    409,
    'text/x.tlog.size',
    '3\n',
  ])
  expect(await statusOf(witness, bodyOf(2, 5))).toBe(409)
  expect(await statusOf(witness, bodyOf(3, 5, { proof: proofOf(3, 6) }))).toBe(422)
  expect(await statusOf(witness, bodyOf(3, 5, { proof: proofOf(3, 5).slice(1) }))).toBe(422)
  expect(await statusOf(witness, bodyOf(3, 3, { root: rootOf(2) }))).toBe(409)
  expect(await statusOf(witness, bodyOf(3, 5))).toBe(200)
  expect((await witness.store.find(logs, { hash: originHash(origin) }))?.size).toBe(5)
})

test('tlog-witness: of two requests from one size one is cosigned, whatever the order', async () => {
  const witness = open()
  await witness.add(bodyOf(0, 3))
  const statuses = await Promise.all(
    [bodyOf(3, 6), bodyOf(3, 6, { salt: 1 }), bodyOf(3, 5)].map((body) => statusOf(witness, body)),
  )
  expect(statuses.sort((one, other) => one - other)).toEqual([200, 409, 409])
})

test('tlog-witness: a witness restored from a backup cosigns nothing that does not extend what it cosigned since', async () => {
  const database = new SimulatedDatabase()
  const cas = new MemoryCas()
  const before = open(database.connect(), cas)
  expect(await statusOf(before, bodyOf(0, 3))).toBe(200)
  const backup = database.snapshot()
  expect(await statusOf(before, bodyOf(3, 7))).toBe(200)
  await before.store[Symbol.asyncDispose]()
  database.restoreFrom(backup)
  const witness = open(database.connect(), cas)
  const told = async (body: string): Promise<readonly unknown[]> => {
    const answer = await witness.add(body)
    return [answer.status, await answer.text()]
  }
  expect(await told(bodyOf(3, 5))).toEqual([409, '7\n'])
  expect(await told(bodyOf(3, 8, { salt: 1 }))).toEqual([409, '7\n'])
  expect(await statusOf(witness, bodyOf(7, 7, { salt: 1, proof: [] }))).toBe(409)
  expect(await statusOf(witness, bodyOf(7, 9, { salt: 1 }))).toBe(422)
  expect((await witness.store.find(logs, { hash: originHash(origin) }))?.size).toBe(3)
  expect(await statusOf(witness, bodyOf(7, 8))).toBe(200)
  expect(await statusOf(witness, bodyOf(8, 8))).toBe(200)
  expect((await witness.store.find(logs, { hash: originHash(origin) }))?.size).toBe(8)
})

test('tlog-witness: a cosignature that could not be marked outside the database is not given out', async () => {
  const cas = new MemoryCas()
  const taken = { mark: () => undefined, swapMark: () => Promise.resolve(false) }
  const full = {
    mark: () => undefined,
    swapMark: () => Promise.reject(new Fault('disk-full')),
  }
  for (const [failing, status] of [
    [taken, 409],
    [full, 500],
  ] as const) {
    const witness = open(undefined, failing)
    expect(await statusOf(witness, bodyOf(0, 3))).toBe(status)
    expect((await witness.store.find(logs, { hash: originHash(origin) }))?.size ?? 0).toBe(0)
  }
  const witness = open(undefined, cas)
  expect(await statusOf(witness, bodyOf(0, 3))).toBe(200)
  const other = open(undefined, cas)
  expect(await statusOf(other, bodyOf(0, 3))).toBe(409)
  expect(await statusOf(other, bodyOf(3, 3))).toBe(200)
})

test('P5 another root of the same size, signed by the log, is kept as a proof and served', async () => {
  const witness = open()
  await witness.add(bodyOf(0, 6))
  const [before, after] = [
    bodyOf(6, 6, { salt: 1, proof: [] }),
    await witness.app.request(`/${originHash(origin)}/forks`),
  ]
  expect(await after.json()).toEqual({ items: [] })
  expect(await statusOf(witness, before)).toBe(409)
  const found = (await (await witness.app.request(`/${originHash(origin)}/forks`)).json()) as {
    readonly items: unknown[]
  }
  expect(found.items).toMatchObject([{ type: 'tamga-fork-proof/1', origin }])
})

test('tlog-witness: the leaf hashes of a log that grows by ones are mirrored without a fetch', async () => {
  const witness = open()
  for (let size = 1; size <= 260; size += 1) expect(await statusOf(witness, bodyOf(size - 1, size))).toBe(200)
  const hash = originHash(origin)
  expect(await (await witness.app.request(`/${hash}/mirror`)).text()).toBe('260\n')
  const tile = async (path: string) =>
    new Uint8Array(await (await witness.app.request(`/${hash}/tile/${path}`)).arrayBuffer())
  expect(await tile('0/000')).toEqual(concat(...leavesOf(256)))
  expect(await tile('0/001.p/4')).toEqual(concat(...leavesOf(260).slice(256)))
  expect(await tile('1/000.p/1')).toEqual(rootOf(256))
  for (const path of ['0/001.p/5', '0/001', 'entries/000', '1/000'])
    expect((await witness.app.request(`/${hash}/tile/${path}`)).status).toBe(404)
})

test('tlog-witness: unknown logs and logs never cosigned have no checkpoint', async () => {
  const { app } = open()
  for (const path of ['checkpoint', 'mirror', 'tile/0/000.p/1'])
    expect((await app.request(`/${originHash(origin)}/${path}`)).status).toBe(404)
})

test.each([
  ['nothing', ''],
  ['no old size', bodyOf(0, 3).replace('old 0\n', '')],
  ['a leading zero', bodyOf(0, 3).replace('old 0', 'old 00')],
  ['a negative size', bodyOf(0, 3).replace('old 0', 'old -1')],
  ['a proof line of another length', bodyOf(0, 3).replace('old 0\n', 'old 0\nAAAA\n')],
  ['64 proof lines', bodyOf(0, 3, { proof: Array.from({ length: 64 }, () => toBase64(rootOf(1))) })],
  ['a note without signature', bodyOf(0, 3).replace(/— .*\n/u, '')],
  ['a checkpoint that is none', bodyOf(0, 3).replace('\n3\n', '\nthree\n')],
])('tlog-witness: a body with %s is 400', async (_, body) => {
  expect(await statusOf(open(), body)).toBe(400)
})

test('tlog-witness: a body that is too long or no text is refused', async () => {
  const { add } = open()
  expect((await add('old 0\n'.repeat(50_000))).status).toBe(413)
  expect((await add(Uint8Array.of(255, 254))).status).toBe(400)
})

test('tlog-witness: no bytes whatever make the parser throw', () => {
  const pieces = fc.constantFrom('old 0', 'old 1', '\n', '\n\n', origin, '3', toBase64(rootOf(3)), '— a AAAAAAA=', ' ')
  fc.assert(
    fc.property(fc.array(fc.oneof(pieces, fc.string())), (parts) => {
      const parsed = parseAddCheckpoint(parts.join(''))
      expect(parsed === undefined || parsed.proof.length <= 63).toBe(true)
    }),
  )
})

test('tlog-witness: in PostgreSQL tables are as described and of requests that race from one size one is cosigned', async () => {
  await using database = await testDatabase([{ schema: 'witness', directory: new URL('./sql/', import.meta.url) }])
  await expectTablesMatch(database.store, [logs, leaves, tiles, staged, forks])
  const processes = [open(database.store), open(await database.connect())]
  for (const [old, size] of [
    [0, 1],
    [1, 2],
    [2, 9],
  ] as const) {
    const racing = processes.flatMap((witness) => [1, 2].map(() => statusOf(witness, bodyOf(old, size))))
    expect((await Promise.all(racing)).sort((one, other) => one - other)).toEqual([200, 409, 409, 409])
  }
  expect(await statusOf(open(database.store), bodyOf(9, 9, { root: rootOf(8), proof: [] }))).toBe(409)
  expect(await database.store.count(forks, {}, 9)).toBe(1)
  expect(await database.store.find(logs, { hash: originHash(origin) })).toMatchObject({ size: 9, mirrored: 2 })
})
