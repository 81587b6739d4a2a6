import { Client } from 'pg'
import { hash } from 'node:crypto'
import { encodeUtf8, toBase64Url } from '#kernel/bytes.ts'
import type { ActId } from '#protocol/act/statement.ts'
import { formatCheckpoint } from '#protocol/journal/checkpoint.ts'
import { buildInterval, encodeEntry } from '#protocol/journal/interval.ts'
import { leafHash } from '#protocol/journal/merkle.ts'
import { formatNote } from '#protocol/journal/note.ts'
import { ed25519 } from '#protocol/suite/ed25519.ts'
import { sha256Hex } from '#protocol/suite/sha-256.ts'
import { systemRandom, systemTimers } from '#platform/clock/system-time.ts'
import { migrate } from '#platform/db/migrations.ts'
import { clientConfig } from '#platform/db/postgres-address.ts'
import { PostgresStore } from '#platform/db/postgres-store.ts'
import type { Store } from '#platform/db/store.ts'
import { insert } from '#platform/db/table.ts'
import { keepTiles, ownTree } from '#platform/journal/own-tree.ts'
import { journalKeyOf } from '#platform/journal/peer.ts'
import { checkpoints, entries, inclusions } from '#platform/journal/tables.ts'
import { rootAt } from '#platform/journal/tree.ts'
import { verifyJournal } from '#platform/journal/verify.ts'
import { schemas } from '#node/rooms.ts'

export interface JournalRun {
  readonly entries: number
  readonly entriesPerSecond: number
  readonly bareHashesPerSecond: number
}

const epoch = 1
const atOnce = 2048
const signer = ed25519.signer(new Uint8Array(32).fill(7))
const origin = 'bench.tamga/alt/1'
const key = journalKeyOf(origin, toBase64Url(signer.publicKey))

/**
 * A journal of `count` entries with an act in each, verified whole as `verify --all` does (leaves, tiles, root, signature, the place of
 * every act), against SHA-256 of the same entries and nothing else.
 */
export async function runJournal(socketFolder: string, count: number): Promise<JournalRun> {
  const address = { socketFolder, user: 'tamga', database: 'bench_journal' }
  const owner = new Client(clientConfig({ ...address, database: 'postgres' }))
  await owner.connect()
  await owner.query('CREATE DATABASE bench_journal TEMPLATE template0')
  await owner.end()
  await migrate(address, schemas)
  await using store = await PostgresStore.open({ address, timers: systemTimers })
  const contents = await fill(store, count)
  await seal(store, count)
  const began = performance.now()
  const checked = await verifyJournal(store, { epoch, key, cosigners: [] })
  const verifyMs = performance.now() - began
  if (checked.firstBad !== undefined || checked.entries !== count || checked.acts !== count) {
    throw new Error(`the journal does not verify: ${JSON.stringify(checked)}`)
  }
  return {
    entries: count,
    entriesPerSecond: (count * 1000) / verifyMs,
    bareHashesPerSecond: (count * 1000) / bareMs(contents),
  }
}

async function fill(store: Store, count: number): Promise<readonly Uint8Array[]> {
  const contents: Uint8Array[] = []
  for (let from = 0; from < count; from += atOnce) {
    const made = Array.from({ length: Math.min(atOnce, count - from) }, (_, more) => {
      const entry = from + more
      const act = `act--${sha256Hex(encodeUtf8(`act ${entry}`))}` as ActId
      const { root, placed } = buildInterval([act], systemRandom)
      const content = encodeEntry(root)
      contents.push(content)
      const row = { epoch, entry, content, leaf: leafHash(content), acts: 1, leaves: placed.length }
      return { row, places: placed.map((place) => ({ ...place, epoch, entry })) }
    })
    await store.transaction((tx) =>
      tx.apply([
        ...made.map(({ row }) => insert(entries, row)),
        ...made.flatMap(({ places }) => places.map((place) => insert(inclusions, place))),
      ]),
    )
  }
  return contents
}

async function seal(store: Store, size: number): Promise<void> {
  await keepTiles(store, epoch, size)
  const root = await rootAt(ownTree(store, epoch), size)
  const text = formatCheckpoint({ origin, size, root })
  const signature = signer.sign(encodeUtf8(text))
  const note = formatNote({ text, signatures: [{ name: key.name, id: key.id, signature }] })
  const row = { epoch, size, root, note, witnesses: [], published: true, kept: true }
  await store.transaction((tx) => tx.apply([insert(checkpoints, row)]))
}

function bareMs(contents: readonly Uint8Array[]): number {
  const began = performance.now()
  for (const content of contents) hash('sha256', content, 'buffer')
  return performance.now() - began
}
