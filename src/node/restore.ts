import type { Failpoint } from '#kernel/ports.ts'
import { isRefusal, refuse, type Refusal } from '#kernel/refusal.ts'
import type { Party } from '#protocol/identity/party.ts'
import type { Blobs } from '#platform/db/blobs.ts'
import type { Store, Transaction } from '#platform/db/store.ts'
import { insert, remove, update } from '#platform/db/table.ts'
import { rowsOf } from '#platform/record/digest.ts'
import { rebuildWithin } from '#platform/record/rebuild.ts'
import { acts, attachments } from '#platform/record/tables.ts'
import { readBackup, type BackupFacts, type BackupSink } from './backup/read.ts'
import { verifyBackup } from './backup/verify.ts'
import { projectors, tables } from './rooms.ts'

export interface RestorePorts {
  readonly party: Party
  readonly store: Store
  readonly blobs: Blobs
  readonly failpoint: Failpoint
}

export interface Restoring {
  /** The file from its beginning, as often as asked. */
  readonly file: () => AsyncIterable<Uint8Array>
  readonly passphrase: Uint8Array
  readonly isDryRun: boolean
}

export interface Restored extends BackupFacts {
  /** Sealed files that the backup lacks: others' are fetched again, with their acts. */
  readonly refetched: number
  readonly lacking: number
  /** Rows of the projections made anew, and their digest. */
  readonly projected?: { readonly rows: number; readonly digest: string }
}

const rule = 'interfaces: restore'

/**
 * Puts a stopped node back to what a backup holds, in place of whatever it has. The whole backup is read once before anything is touched.
 * Rows come back and every projection is made again in one transaction, which also waits for the files: a restore that is killed is
 * begun anew, and no node starts with half of one. What happened since the backup the node learns from others when it starts.
 */
export async function restoreBackup(ports: RestorePorts, restoring: Restoring): Promise<Restored | Refusal> {
  const { file, passphrase, isDryRun } = restoring
  const facts = await verifyBackup(file(), passphrase)
  if (isRefusal(facts)) return facts
  if (facts.party !== ports.party) {
    return refuse('backup-other-party', rule, { party: facts.party, self: ports.party })
  }
  await using lease = await ports.store.lease('journal')
  if (lease === undefined) return refuse('node-running', rule)
  if (isDryRun) return { ...facts, refetched: 0, lacking: 0 }
  const sizes = new Map<string, number>()
  const written = await ports.store
    .transaction(async (tx) => {
      await tx.apply(tables.map((table) => remove(table, {})))
      const read = await readBackup(file(), passphrase, into(ports, tx, sizes))
      if (isRefusal(read)) throw new Undone(read)
      for (const name of facts.erased) sizes.delete(name)
      const lacking = await awaitLacking(tx, sizes)
      const { after: projected } = await rebuildWithin({ ...ports, self: ports.party, projectors }, tx)
      await ports.failpoint('restore:written')
      return { ...lacking, projected }
    })
    .catch(refusalOf)
  if (isRefusal(written)) return written
  await ports.failpoint('restore:durable')
  for await (const name of ports.blobs.names()) if (!sizes.has(name)) await ports.blobs.remove(name)
  return { ...facts, ...written }
}

/** Thrown out of the transaction, so that nothing of it stays. */
class Undone extends Error {
  readonly refusal: Refusal

  constructor(refusal: Refusal) {
    super(refusal.code)
    this.refusal = refusal
  }
}

function refusalOf(error: unknown): Refusal {
  if (error instanceof Undone) return error.refusal
  throw error
}

/** Writes what is read; a file in place of one that is there. */
function into({ blobs }: RestorePorts, tx: Transaction, sizes: Map<string, number>): BackupSink {
  return {
    async rows(table, rows) {
      await tx.apply(rows.map((row) => insert(table, row)))
    },
    async sequence(name, reached) {
      if (reached > 0) await tx.advance(name, reached)
    },
    async blob(name, bytes, content) {
      await blobs.remove(name)
      await blobs.write(name, content)
      sizes.set(name, bytes)
    },
  }
}

/**
 * Files that were erased while the backup was written, or were on their way: of another's act they are fetched again before it
 * is shown, and if it was recalled meanwhile the recall comes with them.
 */
async function awaitLacking(
  tx: Transaction,
  sizes: ReadonlyMap<string, number>,
): Promise<{ readonly refetched: number; readonly lacking: number }> {
  const count = { refetched: 0, lacking: 0 }
  for await (const { act, position, blob, have } of rowsOf(tx, attachments)) {
    const size = sizes.get(blob) ?? 0
    if (size >= have) continue
    await tx.apply([update(attachments, { act, position }, { have: size })])
    const [again] = await tx.apply([update(acts, { act, own: false }, { standing: 'fetching' })])
    count[again === 1 ? 'refetched' : 'lacking'] += 1
  }
  return count
}
