import { encodeUtf8, equalBytes } from '#kernel/bytes.ts'
import type { Failpoint, Timers } from '#kernel/ports.ts'
import type { Keyring } from '#protocol/identity/keyring.ts'
import type { Party } from '#protocol/identity/party.ts'
import { formatCheckpoint } from '#protocol/journal/checkpoint.ts'
import type { Checkpoint } from '#protocol/journal/checkpoint.ts'
import { leafHash } from '#protocol/journal/merkle.ts'
import { formatNote } from '#protocol/journal/note.ts'
import type { Note, NoteSignature } from '#protocol/journal/note.ts'
import { quorumOf } from '#protocol/journal/quorum.ts'
import { put, remove } from '#platform/db/table.ts'
import type { Cas, CasHead } from './cas.ts'
import { isSameHead } from './cas.ts'
import type { Entering } from './enter.ts'
import { keepTiles, ownTree } from './own-tree.ts'
import type { Journal, JournalPeer } from './peer.ts'
import { halt } from './state.ts'
import type { Halt } from './state.ts'
import { checkpoints, entries } from './tables.ts'
import { proveConsistency, rootAt } from './tree.ts'
import { submit } from './witness-client.ts'
import type { Seen, Submitted } from './witness-client.ts'

/** What sequencing needs. */
export interface JournalPorts extends Entering {
  readonly cas: Cas
  readonly keyring: Pick<Keyring, 'sign'>
  readonly timers: Timers
  readonly failpoint: Failpoint
  /** How long a witness may take. A slower one is left out of this checkpoint and asked again for the next. */
  readonly witnessTimeoutMs: number
  /** How long the others are waited for once k have cosigned. */
  readonly graceMs: number
}

export interface SignedHead {
  readonly head: Checkpoint
  readonly note: Note
}

/**
 * Whether the database holds what the compare-and-swap store says it did: at least as many entries, and the same root at that
 * size. Run before every swap, so no head is signed over damaged or rolled back rows.
 */
export async function compareWithCas(
  ports: Pick<JournalPorts, 'store' | 'cas'>,
  journal: Journal,
  size: number,
): Promise<Halt | undefined> {
  const held = ports.cas.read(journal.origin)
  if (held === undefined) return undefined
  if (held.size > size) return halt('behind-cas', size, { seenSize: held.size })
  const root = await rootAt(ownTree(ports.store, journal.epoch), held.size)
  return equalBytes(root, held.root) ? undefined : halt('forked', size, { seenSize: held.size })
}

/** Reads the newest entry back, hashes it anew, stores the tiles it fills, and swaps the head. Idempotent: a head that was swapped before a crash is found so. */
export async function swapHead(ports: JournalPorts, journal: Journal, size: number): Promise<CasHead | Halt> {
  const { store, cas } = ports
  const damage = await compareWithCas(ports, journal, size)
  if (damage !== undefined) return damage
  const last = await store.find(entries, { epoch: journal.epoch, entry: size - 1 })
  if (last === undefined || (last.content !== null && !equalBytes(leafHash(last.content), last.leaf)))
    return halt('damaged', size)
  await keepTiles(store, journal.epoch, size)
  const next: CasHead = { size, root: await rootAt(ownTree(store, journal.epoch), size), leaf: last.leaf }
  const held = cas.read(journal.origin)
  if (isSameHead(held, next)) return next
  return cas.swap(journal.origin, held, next) ? next : halt('cas-taken', size)
}

/** Signs a head that the compare-and-swap store holds. */
export async function signHead(ports: JournalPorts, journal: Journal, { size, root }: CasHead): Promise<SignedHead> {
  const head: Checkpoint = { origin: journal.origin, size, root, extensions: [] }
  const text = formatCheckpoint(head)
  const signature = await ports.keyring.sign('journal', encodeUtf8(text))
  return { head, note: { text, signatures: [{ name: journal.key.name, id: journal.key.id, signature }] } }
}

export interface Collected {
  readonly witnesses: readonly Party[]
  readonly lines: readonly NoteSignature[]
  /** The first witness that showed a head this one does not extend. */
  readonly ahead?: { readonly by: Party; readonly seen: Seen }
}

/**
 * Asks all witnesses at once and ends when all have answered, when the grace after the k-th cosignature is over, or at the time
 * limit, whichever comes first. `known` holds the size each is thought to have, and is kept.
 */
export async function collectCosignatures(
  ports: JournalPorts,
  journal: Journal,
  signed: SignedHead,
  known: Map<Party, number>,
): Promise<Collected> {
  const over = new AbortController()
  const answers = new Map<Party, Submitted>()
  const needed = quorumOf(journal.witnesses.length).k
  const enough = Promise.withResolvers<void>()
  const ask = async (witness: JournalPeer): Promise<void> => {
    const answer = await askFor(ports, journal, signed, { witness, known, signal: over.signal })
    if (over.signal.aborted) return
    answers.set(witness.party, answer)
    if (countCosigned(answers) >= needed) enough.resolve()
  }
  const all = Promise.all(journal.witnesses.map(ask))
  const grace = enough.promise.then(() => ports.timers.sleep(ports.graceMs, over.signal))
  await Promise.race([all, grace, ports.timers.sleep(ports.witnessTimeoutMs, over.signal)])
  over.abort()
  all.catch(() => undefined)
  return summarise(journal, answers)
}

/** Mirrors fetch what is published later, or much later: the store outside the database keeps a day's leaf hashes for itself. */
const leavesKept = 17_280

/** Stores the head: published if k cosigned, pending otherwise. Publishing drops what it makes superfluous. */
export async function storeHead(
  ports: JournalPorts,
  journal: Journal,
  { head, note }: SignedHead,
  { witnesses, lines }: Collected,
): Promise<boolean> {
  const { epoch } = journal
  const isPublished = witnesses.length >= quorumOf(journal.witnesses.length).k
  await ports.store.transaction(async (tx) => {
    const before = (await tx.greatest(checkpoints, 'size', { epoch, published: true })) ?? 0
    const isNews = await tx.count(entries, { epoch, entry: { gte: before, lt: head.size }, acts: { gt: 0 } }, 1)
    const text = formatNote({ text: note.text, signatures: [...note.signatures, ...lines] })
    const row = { epoch, size: head.size, root: head.root, note: text, witnesses: [...witnesses].sort() }
    await tx.apply([
      ...(isPublished ? [remove(checkpoints, { epoch, size: { lt: head.size }, kept: false })] : []),
      put(checkpoints, { ...row, published: isPublished, kept: isPublished && isNews > 0 }),
    ])
  })
  if (isPublished) ports.cas.settle(journal.origin, Math.max(0, head.size - leavesKept))
  return isPublished
}

interface Asking {
  readonly witness: JournalPeer
  readonly known: Map<Party, number>
  readonly signal: AbortSignal
}

async function askFor(
  ports: JournalPorts,
  journal: Journal,
  { head, note }: SignedHead,
  { witness, known, signal }: Asking,
): Promise<Submitted> {
  const tree = ownTree(ports.store, journal.epoch)
  const submission = {
    journal,
    head,
    note,
    text: formatNote(note),
    oldSize: known.get(witness.party) ?? 0,
    prove: (oldSize: number) => proveConsistency(tree, oldSize, head.size),
  }
  const calling = { timers: ports.timers, timeoutMs: ports.witnessTimeoutMs, signal }
  const answer = await submit(witness, submission, calling)
  if (answer.kind === 'cosigned') known.set(witness.party, head.size)
  return answer
}

function summarise(journal: Journal, answers: ReadonlyMap<Party, Submitted>): Collected {
  const given = journal.witnesses.flatMap(({ party }) => {
    const answer = answers.get(party)
    return answer === undefined ? [] : [{ party, answer }]
  })
  const cosigned = given.flatMap(({ party, answer }) => (answer.kind === 'cosigned' ? [{ party, ...answer }] : []))
  const [ahead] = given.flatMap(({ party, answer }) =>
    answer.kind === 'ahead' ? [{ by: party, seen: answer.seen }] : [],
  )
  return {
    witnesses: cosigned.map(({ party }) => party),
    lines: cosigned.flatMap(({ lines }) => lines),
    ...(ahead === undefined ? {} : { ahead }),
  }
}

const countCosigned = (answers: ReadonlyMap<Party, Submitted>): number =>
  [...answers.values()].filter(({ kind }) => kind === 'cosigned').length
