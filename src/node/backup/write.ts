import { encodeUtf8, toHex } from '#kernel/bytes.ts'
import { Fault } from '#kernel/fault.ts'
import type { Clock, Random } from '#kernel/ports.ts'
import type { Party } from '#protocol/identity/party.ts'
import { writeArchive, type NewMember } from '#protocol/parcel/ustar.ts'
import { startSha256 } from '#protocol/suite/sha-256.ts'
import type { Blobs } from '#platform/db/blobs.ts'
import type { Snapshot, Store } from '#platform/db/store.ts'
import { sequences } from '../rooms.ts'
import { version } from '../version.ts'
import { columnsOf, kept, Tally } from './contents.ts'
import { rowMembers } from './rows.ts'
import { backupKind, sealed } from '../sealed-file.ts'

export interface BackupPorts {
  readonly party: Party
  readonly store: Store
  readonly blobs: Pick<Blobs, 'names' | 'size' | 'read'>
  readonly clock: Clock
  readonly random: Random
}

export interface BackupKey {
  readonly passphrase: Uint8Array
  /** Of scrypt; the product's own without it. */
  readonly log2n?: number
}

const pieceBytes = 4 * 1024 * 1024

/**
 * A whole backup as it is written: every row of one moment, then every sealed file that was there at it. The node works on meanwhile.
 * Keys of the party lie elsewhere and are not in it, nor is the compare-and-swap store: a restored node must learn from the world
 * how far it had been.
 */
export async function* writeBackup(ports: BackupPorts, key: BackupKey): AsyncGenerator<Uint8Array, void, undefined> {
  await using snapshot = await ports.store.snapshot()
  const about = { party: ports.party, created: ports.clock.now() }
  yield* sealed(about, { ...key, kind: backupKind, random: ports.random }, writeArchive(membersOf(ports, snapshot)))
}

async function* membersOf(ports: BackupPorts, snapshot: Snapshot): AsyncGenerator<NewMember, void, undefined> {
  const names = await Array.fromAsync(ports.blobs.names())
  const tally = new Tally()
  const described = kept.map((table) => ({ name: table.name, columns: columnsOf(table) }))
  yield json('backup.json', { party: ports.party, version, tables: described })
  for (const table of kept) {
    let at = 1
    for await (const { rows, content } of rowMembers(snapshot, table)) {
      tally.rows(table.name, rows, content)
      yield member(`rows/${table.name}/${String(at).padStart(6, '0')}`, content)
      at += 1
    }
  }
  const reached = await Promise.all(sequences.map(async (name) => [name, await snapshot.reached(name)] as const))
  yield json('sequences.json', Object.fromEntries(reached))
  for (const name of names) {
    const bytes = await ports.blobs.size(name)
    if (bytes !== undefined) yield { name: `blobs/${name}`, bytes, content: blob(ports.blobs, { name, bytes }, tally) }
  }
  yield json('manifest.json', tally.manifest())
}

const member = (name: string, content: Uint8Array): NewMember => ({ name, bytes: content.length, content: [content] })
const json = (name: string, value: unknown): NewMember => member(name, encodeUtf8(JSON.stringify(value)))

/** A blob as long as it was; one that is erased while it is read ends in zeros and is named in the manifest. */
async function* blob(
  blobs: BackupPorts['blobs'],
  { name, bytes }: { readonly name: string; readonly bytes: number },
  tally: Tally,
): AsyncGenerator<Uint8Array, void, undefined> {
  const hash = startSha256()
  let isErased = false
  for (let at = 0; at < bytes; at += pieceBytes) {
    const end = Math.min(bytes, at + pieceBytes)
    const piece: Uint8Array | undefined = isErased ? undefined : await blobs.read(name, at, end).catch(ifMissing)
    isErased = piece?.length !== end - at
    const part = isErased || piece === undefined ? new Uint8Array(end - at) : piece
    hash.update(part)
    yield part
  }
  if (isErased) tally.erased.push(name)
  tally.blob(name, bytes, toHex(hash.digest()))
}

function ifMissing(error: unknown): undefined {
  if (error instanceof Fault && error.code === 'blob-missing') return undefined
  throw error
}
