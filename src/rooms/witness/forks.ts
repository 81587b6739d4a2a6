import { encodeUtf8 } from '#kernel/bytes.ts'
import { forkProof } from '#protocol/journal/fork.ts'
import type { ForkProof, ForkSides } from '#protocol/journal/fork.ts'
import type { NoteKey } from '#protocol/journal/note.ts'
import { sha256Hex } from '#protocol/suite/sha-256.ts'
import type { Reads } from '#platform/db/store.ts'
import { keep } from '#platform/db/table.ts'
import { originHash } from '#platform/journal/peer.ts'
import type { WitnessPorts } from './ports.ts'
import { forks } from './tables.ts'

/** Keeps the proof that two heads make, once, and says so. `undefined` where they make none. */
export async function recordFork(
  ports: Pick<WitnessPorts, 'store' | 'clock' | 'log'>,
  sides: ForkSides,
  log: NoteKey,
): Promise<ForkProof | undefined> {
  const proof = forkProof(sides, log)
  if (proof === undefined) return undefined
  const fork = sha256Hex(encodeUtf8(JSON.stringify(proof)))
  const row = { fork, hash: originHash(log.name), proof: { ...proof }, found_at: ports.clock.now() }
  const [kept] = await ports.store.transaction((tx) => tx.apply([keep(forks, row)]))
  if (kept !== 0) ports.log({ level: 'error', event: 'journal-forked', origin: log.name, fork })
  return proof
}

/** The proofs kept against a journal, by the hash of its origin. */
export async function forksOf(reads: Reads, hash: string): Promise<readonly ForkProof[]> {
  return (await reads.select(forks, { where: { hash }, limit: 100 })).map(({ proof }) => proof)
}
