import { equalBytes } from '#kernel/bytes.ts'
import { openCheckpoint, parseCheckpoint } from '#protocol/journal/checkpoint.ts'
import type { Checkpoint } from '#protocol/journal/checkpoint.ts'
import { parseNote } from '#protocol/journal/note.ts'
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

/** A head that someone holds; whether its log signed it, the caller knows. */
interface Shown {
  readonly note: string
  readonly head: Pick<Checkpoint, 'size' | 'root'>
}

/**
 * Compares a head with the mirror of its journal, as far as that reaches. Where it contradicts it, the two notes and what the
 * larger tree's past was: the sides of a fork proof.
 */
export async function contradicted(
  reads: Reads,
  row: Row<typeof logs>,
  { note, head: { size, root } }: Shown,
): Promise<ForkSides | undefined> {
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
  const row = await ports.store.find(logs, { hash: originHash(log.origin) })
  return row === undefined ? undefined : compare(ports, log, row, note)
}

/** The same with what is known of the journal. What contradicts nothing need not be signed: only a proof must be. */
export async function compare(
  ports: WitnessPorts,
  log: JournalPeer,
  row: Row<typeof logs>,
  note: string,
): Promise<ForkProof | undefined> {
  const head = parseCheckpoint(parseNote(note)?.text ?? '')
  if (head?.origin !== log.origin) return undefined
  const sides = await contradicted(ports.store, row, { note, head })
  const isSigned = sides !== undefined && openCheckpoint(note, log.journalKey) !== undefined
  return isSigned ? recordFork(ports, sides, log.journalKey) : undefined
}

const longestList = 1024 * 1024

/** Asks a peer, in one exchange, what it published and what it last cosigned of every other journal, and compares. Answers the forks found. */
export async function gossip(ports: WitnessPorts, peer: JournalPeer): Promise<readonly ForkProof[]> {
  const answer = await call(peer.fetch, `${peer.baseUrl}/witness/checkpoints`, {}, { ...ports, maxBytes: longestList })
  const notes = answer?.status === 200 ? readNotes(answer.body) : []
  const rows = notes.length === 0 ? [] : await ports.store.select(logs, {})
  const forks: ForkProof[] = []
  for (const note of notes) {
    const log = ports.peers().find(({ origin }) => note.startsWith(`${origin}\n`))
    const row = rows.find(({ origin }) => origin === log?.origin)
    const fork = log === undefined || row === undefined ? undefined : await compare(ports, log, row, note)
    if (fork !== undefined) forks.push(fork)
  }
  return forks
}

/** The notes of the head this node has published and of those it has cosigned, one per journal: what it tells another that asks. */
export async function heldNotes({ store, published }: WitnessPorts): Promise<readonly string[]> {
  const cosigned = await store.select(logs, { where: { note: { not: '' } }, columns: ['note'] })
  return [await published(), ...cosigned.map(({ note }) => note)].filter((note) => note !== '')
}

/** The heads this witness has cosigned: what its node enters in its own journal on the cadence. */
export async function seenHeads(reads: Reads): Promise<readonly SeenHead[]> {
  return reads.select(logs, { where: { note: { not: '' } }, columns: ['origin', 'size', 'root'] })
}
