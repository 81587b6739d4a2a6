import { expect, test } from 'vitest'
import { encodeUtf8, toBase64Url } from '#kernel/bytes.ts'
import { ed25519 } from '#protocol/suite/ed25519.ts'
import { sha256Hex } from '#protocol/suite/sha-256.ts'
import type { ActId } from '#protocol/act/statement.ts'
import { verifyProof } from '#protocol/journal/proof.ts'
import { FakeTime } from '#platform/clock/fake-time.ts'
import { SeededRandom } from '#platform/clock/seeded-random.ts'
import type { Store } from '#platform/db/store.ts'
import { expectTablesMatch, testDatabase } from '../../../test/suites/postgres.ts'
import { MemoryCas } from './cas.ts'
import { journalKeyOf } from './peer.ts'
import { proofOf } from './progress.ts'
import { Sequencer } from './sequencer.ts'
import { checkpoints, entries, heads, inclusions, tiles, waiting } from './tables.ts'
import { verifyJournal } from './verify.ts'
import { awaitInclusion } from './waiting.ts'

const sources = [{ schema: 'journal', directory: new URL('./sql/', import.meta.url) }]
const signer = ed25519.signer(new Uint8Array(32).fill(7))
const key = journalKeyOf('pg.tamga/alt/1', toBase64Url(signer.publicKey))
const actId = (at: number): ActId => `act--${sha256Hex(encodeUtf8(`act ${at}`))}` as ActId

function sequencerOf(store: Store, cas: MemoryCas): Sequencer {
  return new Sequencer({
    store,
    cas,
    random: new SeededRandom('pg'),
    timers: new FakeTime(),
    failpoint: () => undefined,
    keyring: { sign: async (_, message) => signer.sign(message) },
    log: () => undefined,
    heads: async () => [{ origin: 'pg.tamga/bor/1', size: 5, root: new Uint8Array(32).fill(1) }],
    journal: () => ({ origin: key.name, epoch: 1, key, witnesses: [] }),
    witnessTimeoutMs: 1000,
    graceMs: 100,
  })
}

test('the journal in PostgreSQL: tables as described, 258 entries with 3,000 acts verify, and one process sequences', async () => {
  await using database = await testDatabase(sources)
  const { store } = database
  await expectTablesMatch(store, [waiting, entries, tiles, inclusions, heads, checkpoints])
  const acts = Array.from({ length: 3000 }, (_, at) => actId(at))
  await store.transaction((tx) => tx.apply(acts.map(awaitInclusion)))
  const cas = new MemoryCas()
  await using sequencer = sequencerOf(store, cas)
  await using rival = sequencerOf(await database.connect(), cas)
  for (let size = 1; size <= 258; size += 1) expect(await sequencer.tick()).toMatchObject({ published: size })
  expect(await rival.tick()).toEqual({ kind: 'standby' })
  const checked = await verifyJournal(store, { epoch: 1, key, cosigners: [] })
  expect(checked).toEqual({ entries: 258, acts: 3000, tiles: 1, checkpoints: 2 })
  const proof = encodeUtf8((await proofOf(store, actId(77))) ?? '')
  expect(verifyProof(proof, actId(77), { log: key, cosigners: [], threshold: 0 })).toMatchObject({ entry: 0 })
  await sequencer[Symbol.asyncDispose]()
  expect(await rival.tick()).toMatchObject({ kind: 'running', size: 259 })
})
