import { encodeUtf8, equalBytes } from '#kernel/bytes.ts'
import { Fault } from '#kernel/fault.ts'
import { ended, type Failpoint, type Timers } from '#kernel/ports.ts'
import type { Keyring } from '#protocol/identity/keyring.ts'
import type { Party } from '#protocol/identity/party.ts'
import { ed25519 } from '#protocol/suite/ed25519.ts'
import { formatCheckpoint } from '#protocol/journal/checkpoint.ts'
import type { Checkpoint } from '#protocol/journal/checkpoint.ts'
import { leafHash } from '#protocol/journal/merkle.ts'
import { formatNote } from '#protocol/journal/note.ts'
import type { Note, NoteSignature } from '#protocol/journal/note.ts'
import { quorumOf } from '#protocol/journal/quorum.ts'
import type { Transaction } from '#platform/db/store.ts'
import { put, remove } from '#platform/db/table.ts'
import type { Cas, CasHead } from './cas.ts'
import { isSameHead } from './cas.ts'
import type { Entering } from './enter.ts'
import { keepTiles, readBack } from './own-tree.ts'
import type { Journal, JournalPeer } from './peer.ts'
import { halt } from './state.ts'
import type { Halt } from './state.ts'
import { checkpoints, entries } from './tables.ts'
import { proveConsistency, rootAt } from './tree.ts'
import type { TreeRows } from './tree.ts'
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
  /** What consistency is proved with. */
  readonly tree: TreeRows
}

/**
 * Whether the database holds what the compare-and-swap store says it did: at least as many entries, and the same root at that
 * size. Run before every swap, so no head is signed over damaged or rolled back rows.
 */
export async function compareWithCas(
  ports: Pick<JournalPorts, 'cas'>,
  journal: Journal,
  size: number,
  tree: TreeRows,
): Promise<Halt | undefined> {
  const held = ports.cas.read(journal.origin)
  if (held === undefined) return undefined
  if (held.size > size) return halt('behind-cas', size, { seenSize: held.size })
  const root = await rootAt(tree, held.size)
  return equalBytes(root, held.root) ? undefined : halt('forked', size, { seenSize: held.size })
}

/** A head that the compare-and-swap store holds, with the rows that it was made of. */
export interface Swapped {
  readonly head: CasHead
  readonly tree: TreeRows
  /** How many acts the newest entry holds. */
  readonly acts: number
}

/** Reads the newest entries back, hashes the last anew, stores the tiles it fills, and swaps the head. Idempotent: a head that was swapped before a crash is found so. */
export async function swapHead(ports: JournalPorts, journal: Journal, size: number): Promise<Swapped | Halt> {
  const { store, cas } = ports
  const { tree, last } = await readBack(store, journal.epoch, size)
  const damage = await compareWithCas(ports, journal, size, tree)
  if (damage !== undefined) return damage
  if (last === undefined || (last.content !== null && !equalBytes(leafHash(last.content), last.leaf)))
    return halt('damaged', size)
  await keepTiles(store, journal.epoch, size)
  const next: CasHead = { size, root: await rootAt(tree, size), leaf: last.leaf }
  const swapped = { head: next, tree, acts: last.acts }
  const held = cas.read(journal.origin)
  if (isSameHead(held, next)) return swapped
  return (await cas.swap(journal.origin, held, next)) ? swapped : halt('cas-taken', size)
}

/** Signs a head that the compare-and-swap store holds. */
export async function signHead(ports: JournalPorts, journal: Journal, swapped: Swapped): Promise<SignedHead> {
  const { size, root } = swapped.head
  const head: Checkpoint = { origin: journal.origin, size, root, extensions: [] }
  const text = formatCheckpoint(head)
  const signature = await ports.keyring.sign('journal', encodeUtf8(text))
  // The key was changed since the tick began: the next one signs with it.
  if (!ed25519.verify(journal.key.key, encodeUtf8(text), signature)) throw new Fault('journal-key-changed')
  const note = { text, signatures: [{ name: journal.key.name, id: journal.key.id, signature }] }
  return { head, note, tree: swapped.tree }
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
  const prove = proverOf(signed)
  const needed = quorumOf(journal.witnesses.length).k
  const enough = Promise.withResolvers<void>()
  const ask = async (witness: JournalPeer): Promise<void> => {
    const answer = await askFor(ports, journal, signed, { witness, known, prove, signal: over.signal })
    if (over.signal.aborted) return
    answers.set(witness.party, answer)
    if (countCosigned(answers) >= needed) enough.resolve()
  }
  const all = Promise.all(journal.witnesses.map(ask))
  const grace = enough.promise.then(() => ports.timers.sleep(ports.graceMs, over.signal))
  await Promise.race([all, grace, ports.timers.sleep(ports.witnessTimeoutMs, over.signal)])
  over.abort(ended)
  all.catch(() => undefined)
  return summarise(journal, answers)
}

/** Mirrors fetch what is published later, or much later: the store outside the database keeps a day's leaf hashes for itself. */
const leavesKept = 17_280

/** What is known of the journal when a head is stored. */
export interface Before {
  /** Size of the newest published head, where it is known. */
  readonly published: number | undefined
  /** Acts in the newest entry. */
  readonly acts: number
}

/** Stores the head: published if k cosigned, pending otherwise. Publishing drops what it makes superfluous. Answers the note where it was published. */
export async function storeHead(
  ports: JournalPorts,
  journal: Journal,
  { head, note, witnesses, lines }: Pick<SignedHead, 'head' | 'note'> & Collected,
  before: Before,
): Promise<string | undefined> {
  const { epoch } = journal
  const isPublished = witnesses.length >= quorumOf(journal.witnesses.length).k
  const text = formatNote({ text: note.text, signatures: [...note.signatures, ...lines] })
  await ports.store.transaction(async (tx) => {
    const isNews = isPublished && (await coversNews(tx, epoch, head.size, before))
    const row = { epoch, size: head.size, root: head.root, note: text, witnesses: [...witnesses].sort() }
    await tx.apply([
      ...(isPublished ? [remove(checkpoints, { epoch, size: { lt: head.size }, kept: false })] : []),
      put(checkpoints, { ...row, published: isPublished, kept: isNews }),
    ])
  })
  if (isPublished) ports.cas.settle(journal.origin, Math.max(0, head.size - leavesKept))
  return isPublished ? text : undefined
}

/** Whether a head is the first published one over some act. */
async function coversNews(tx: Transaction, epoch: number, size: number, before: Before): Promise<boolean> {
  if (before.published === size - 1) return before.acts > 0
  const from = (await tx.greatest(checkpoints, 'size', { epoch, published: true })) ?? 0
  return (await tx.count(entries, { epoch, entry: { gte: from, lt: size }, acts: { gt: 0 } }, 1)) > 0
}

type Prove = (oldSize: number) => Promise<readonly Uint8Array[]>

/** Witnesses that saw the same size last are sent the same proof. */
function proverOf({ head, tree }: SignedHead): Prove {
  const made = new Map<number, ReturnType<Prove>>()
  return (oldSize) => {
    const proof = made.get(oldSize) ?? proveConsistency(tree, oldSize, head.size)
    made.set(oldSize, proof)
    return proof
  }
}

interface Asking {
  readonly witness: JournalPeer
  readonly known: Map<Party, number>
  readonly prove: Prove
  readonly signal: AbortSignal
}

async function askFor(
  ports: JournalPorts,
  journal: Journal,
  { head, note }: SignedHead,
  { witness, known, prove, signal }: Asking,
): Promise<Submitted> {
  const submission = {
    journal,
    head,
    note,
    text: formatNote(note),
    oldSize: known.get(witness.party) ?? 0,
    prove,
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
