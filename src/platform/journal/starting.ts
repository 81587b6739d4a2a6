import { equalBytes } from '#kernel/bytes.ts'
import type { Party } from '#protocol/identity/party.ts'
import { quorumOf } from '#protocol/journal/quorum.ts'
import { ownTree, sizeOf } from './own-tree.ts'
import type { Journal } from './peer.ts'
import { compareWithCas } from './sealing.ts'
import type { JournalPorts } from './sealing.ts'
import { halt } from './state.ts'
import type { Halt } from './state.ts'
import { rootAt } from './tree.ts'
import { askWitness } from './witness-client.ts'
import type { Seen } from './witness-client.ts'

/** What the world said before the first checkpoint. */
export type Readiness =
  | { readonly kind: 'ready'; readonly known: ReadonlyMap<Party, number> }
  | { readonly kind: 'starting'; readonly answered: number; readonly needed: number }
  | Halt

/**
 * Compares the database with the compare-and-swap store and with what the witnesses last saw. Ready when k witnesses have answered
 * and nobody holds a head of ours that the database does not lead to.
 */
export async function askTheWorld(ports: JournalPorts, journal: Journal): Promise<Readiness> {
  const size = await sizeOf(ports.store, journal.epoch)
  const rolledBack = await compareWithCas(ports, journal, size, ownTree(ports.store, journal.epoch))
  const calling = { timers: ports.timers, timeoutMs: ports.witnessTimeoutMs }
  const asked = journal.witnesses.map(async (witness) => ({
    party: witness.party,
    seen: await askWitness(witness, journal, calling),
  }))
  const answers = (await Promise.all(asked)).flatMap(({ party, seen }) => (seen === undefined ? [] : [{ party, seen }]))
  for (const { party, seen } of answers) {
    const trouble = await compareWithSeen(ports, journal, size, seen)
    if (trouble !== undefined) return { ...trouble, seenBy: party }
  }
  if (rolledBack !== undefined) return rolledBack
  const needed = quorumOf(journal.witnesses.length).k
  if (answers.length < needed) return { kind: 'starting', answered: answers.length, needed }
  return { kind: 'ready', known: new Map(answers.map(({ party, seen }) => [party, seen.head.size])) }
}

/** Halts where a head that we signed is larger than the database, or not a prefix of it. */
export async function compareWithSeen(
  ports: Pick<JournalPorts, 'store'>,
  journal: Journal,
  size: number,
  { head }: Seen,
): Promise<Halt | undefined> {
  if (head.size > size) return halt('behind-witness', size, { seenSize: head.size })
  const root = await rootAt(ownTree(ports.store, journal.epoch), head.size)
  return equalBytes(root, head.root) ? undefined : halt('forked', size, { seenSize: head.size })
}
