import { equalBytes } from '#kernel/bytes.ts'
import { openCheckpoint } from '#protocol/journal/checkpoint.ts'
import type { SignedCheckpoint } from '#protocol/journal/checkpoint.ts'
import type { ForkProof, ForkSides } from '#protocol/journal/fork.ts'
import type { Reads } from '#platform/db/store.ts'
import type { Row } from '#platform/db/table.ts'
import { call } from '#platform/journal/call.ts'
import type { SeenHead } from '#platform/journal/enter.ts'
import { originHash } from '#platform/journal/peer.ts'
import type { JournalPeer } from '#platform/journal/peer.ts'
import { proveConsistency, rootAt } from '#platform/journal/tree.ts'
import { recordFork } from './forks.ts'
import { mirrorTree } from './mirror-tree.ts'
import { readNotes } from './note-list.ts'
import type { WitnessPorts } from './ports.ts'
import { logs } from './tables.ts'

/** A head that someone holds, signed by its log. */
export interface Shown {
  readonly note: string
  readonly signed: SignedCheckpoint
}

/**
 * Compares a head with the mirror of its journal, as far as that reaches. Where it contradicts it, the two notes and what the
 * larger tree's past was: the sides of a fork proof.
 */
export async function contradicted(
  reads: Reads,
  row: Row<typeof logs>,
  { note, signed }: Shown,
): Promise<ForkSides | undefined> {
  const { size, root } = signed.head
  const held = row.mirrored === row.size ? row.note : row.mirror_note
  if (row.note !== '' && size === row.size)
    return equalBytes(root, row.root) ? undefined : { one: row.note, other: note }
  if (held === '' || size === 0 || size > row.mirrored) return undefined
  const tree = mirrorTree(reads, row.hash)
  const past = await rootAt(tree, size)
  if (equalBytes(past, root)) return undefined
  if (size === row.mirrored) return { one: held, other: note }
  return { one: held, other: note, past: { root: past, proof: await proveConsistency(tree, size, row.mirrored) } }
}

/** Takes note of a head of a peer's journal from wherever it came. Answers the fork proof where it contradicts what is known. */
export async function observe(ports: WitnessPorts, log: JournalPeer, note: string): Promise<ForkProof | undefined> {
  const signed = openCheckpoint(note, log.journalKey)
  const row = await ports.store.find(logs, { hash: originHash(log.origin) })
  return signed === undefined || row === undefined ? undefined : compare(ports, log, row, { note, signed })
}

/** The same for a head whose signature was verified, and what is known of its journal. */
export async function compare(
  ports: WitnessPorts,
  log: JournalPeer,
  row: Row<typeof logs>,
  shown: Shown,
): Promise<ForkProof | undefined> {
  const sides = await contradicted(ports.store, row, shown)
  return sides === undefined ? undefined : recordFork(ports, sides, log.journalKey)
}

const longestList = 1024 * 1024

/** Asks a peer what it last cosigned of every other journal, in one exchange, and compares. Answers the forks found. */
export async function gossip(ports: WitnessPorts, peer: JournalPeer): Promise<readonly ForkProof[]> {
  const answer = await call(peer.fetch, `${peer.baseUrl}/witness/checkpoints`, {}, { ...ports, maxBytes: longestList })
  const notes = answer?.status === 200 ? readNotes(answer.body) : []
  const rows = notes.length === 0 ? [] : await ports.store.select(logs, {})
  const known = ports.peers().filter(({ origin }) => origin !== peer.origin)
  const found: ForkProof[] = []
  for (const note of notes) {
    const log = known.find(({ origin }) => note.startsWith(`${origin}\n`))
    const row = rows.find(({ origin }) => origin === log?.origin)
    const signed = log === undefined || row === undefined ? undefined : openCheckpoint(note, log.journalKey)
    if (log === undefined || row === undefined || signed === undefined) continue
    const fork = await compare(ports, log, row, { note, signed })
    if (fork !== undefined) found.push(fork)
  }
  return found
}

/** The notes of the heads this witness has cosigned, one per journal: what it tells another that asks. */
export async function cosignedNotes(reads: Reads): Promise<readonly string[]> {
  return (await reads.select(logs, { where: { note: { not: '' } }, columns: ['note'] })).map(({ note }) => note)
}

/** The heads this witness has cosigned: what its node enters in its own journal on the cadence. */
export async function seenHeads(reads: Reads): Promise<readonly SeenHead[]> {
  return reads.select(logs, { where: { note: { not: '' } }, columns: ['origin', 'size', 'root'] })
}
