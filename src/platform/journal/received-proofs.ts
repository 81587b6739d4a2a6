import { addMs, instantOf, type Instant } from '#kernel/instant.ts'
import { encodeUtf8 } from '#kernel/bytes.ts'
import { isRefusal, type Refusal } from '#kernel/refusal.ts'
import type { ActId } from '#protocol/act/statement.ts'
import type { Party } from '#protocol/identity/party.ts'
import {
  formatTlogProof,
  openTrusted,
  shortOf,
  verifyUnder,
  type Proven,
  type TlogProof,
  type Trust,
  type TrustedHead,
} from '#protocol/journal/proof.ts'
import { sha256Hex } from '#protocol/suite/sha-256.ts'
import type { Reads, Transaction } from '#platform/db/store.ts'
import { keep, put, remove, update, type Change } from '#platform/db/table.ts'
import { untrusted } from '#platform/record/tables.ts'
import { proofNotes, proofs, unproved } from './tables.ts'

/** Whose journal a proof is held against: charter facts. */
export interface AuthorTrust extends Trust {
  readonly epoch: number
}

/** An act that came in, and who is asked for its proof. */
export interface Awaited {
  readonly act: ActId
  readonly author: Party
  readonly peer: Party
  readonly at: Instant
  readonly cadenceMs: number
}

/** What an author needs beyond a cadence to have its checkpoint cosigned. */
const witnessingMs = 1000

/**
 * Has the proof of an act fetched after its author's next checkpoint; run in the transaction that enters the act. Nothing is to be done for
 * one whose proof came before it, in a file.
 */
export async function awaitProof(tx: Transaction, { act, author, peer, at, cadenceMs }: Awaited): Promise<void> {
  if ((await tx.find(proofs, { act, author }))?.witnessed === true) return
  const row = { act, author, peer, since: at, ask_at: addMs(at, cadenceMs + witnessingMs), asked: 0 }
  await tx.apply([keep(unproved, { ...row, state: 'awaited' })])
}

/** An act that is dropped after all needs no proof. */
export const forgetProof = (act: ActId): Change => remove(unproved, { act })

/** A proof that was verified. `witnessed`: enough have cosigned. */
export interface HeldProof {
  readonly act: ActId
  readonly author: Party
  readonly epoch: number
  readonly proven: Proven
  readonly proof: TlogProof
  readonly witnessed: boolean
  /** When enough had cosigned, by their own clocks. */
  readonly witnessedAt?: Instant
}

/** Verifies proofs against one author's journal; signatures of a checkpoint that several rest on are verified once. */
export function proofVerifier(author: Party, trust: AuthorTrust) {
  const heads = new Map<string, TrustedHead | Refusal>()
  return (act: ActId, proof: TlogProof): HeldProof | Refusal => {
    const trusted = heads.get(proof.checkpoint) ?? openTrusted(proof.checkpoint, trust)
    heads.set(proof.checkpoint, trusted)
    const proven = isRefusal(trusted) ? trusted : verifyUnder(proof, act, trusted)
    if (isRefusal(proven)) return proven
    const at = witnessedAt(proven, trust)
    const witnessed = shortOf(proven, trust) === undefined
    return {
      act,
      author,
      epoch: trust.epoch,
      proven,
      proof,
      witnessed,
      ...(at === undefined ? {} : { witnessedAt: at }),
    }
  }
}

/** The moment by which enough had cosigned the checkpoint of a proof; `undefined` where too few have. */
export function witnessedAt(proven: Pick<Proven, 'cosigned'>, trust: Pick<Trust, 'threshold'>): Instant | undefined {
  if (shortOf(proven, trust) !== undefined) return undefined
  const times = proven.cosigned.map(({ seconds }) => seconds).toSorted((one, other) => one - other)
  const last = times[trust.threshold - 1]
  return last === undefined ? undefined : instantOf(last * 1000)
}

/** Keeps a verified proof. With enough cosignatures under it nothing more is asked for. */
export function keepProof(held: HeldProof): readonly Change[] {
  const { act, author, epoch, proven, proof, witnessed, witnessedAt: at } = held
  const { entry, position, head } = proven
  const place = { entry, position, size: head.size }
  const noteId = sha256Hex(encodeUtf8(proof.checkpoint))
  const witnesses = proven.cosigned.map(({ name }) => name as Party).toSorted()
  const text = formatTlogProof({ ...proof, checkpoint: '' })
  return [
    keep(proofNotes, { note_id: noteId, note: proof.checkpoint, witnesses }),
    put(proofs, { ...place, act, author, epoch, note_id: noteId, proof: text, witnessed, witnessed_at: at ?? null }),
    witnessed ? remove(unproved, { act }) : update(unproved, { act }, { state: 'included' }),
  ]
}

/** An act of another, by its author too. */
export interface Authored {
  readonly act: ActId
  readonly author: Party
}

/** The proof held of another's act, as a tlog-proof; `undefined` where none is. */
export async function heldProof(reads: Reads, of: Authored): Promise<string | undefined> {
  const row = await reads.find(proofs, { act: of.act, author: of.author })
  const note = row === undefined ? undefined : await reads.find(proofNotes, { note_id: row.note_id })
  return row === undefined || note === undefined ? undefined : `${row.proof}${note.note}`
}

/**
 * How far another's act is proved to stand in its author's journal. `unproved`: no proof has come yet. `unrecorded`: none came in the time in
 * which it had to (protocol.md 6).
 */
export type ReceivedProgress =
  | { readonly state: 'unproved' | 'unrecorded' }
  | {
      readonly state: 'included' | 'witnessed'
      readonly epoch: number
      readonly entry: number
      readonly position: number
      readonly size: number
      readonly witnesses: readonly Party[]
    }

/** The same for one act of another; whether it is one, the caller knows. */
export async function receivedProgress(reads: Reads, { act, author }: Authored): Promise<ReceivedProgress> {
  const row = await reads.find(proofs, { act, author })
  const note = row === undefined ? undefined : await reads.find(proofNotes, { note_id: row.note_id })
  if (row === undefined || note === undefined) {
    const waiting = await reads.find(unproved, { act })
    return { state: waiting?.state === 'overdue' ? 'unrecorded' : 'unproved' }
  }
  const { epoch, entry, position, size, witnessed } = row
  return { state: witnessed ? 'witnessed' : 'included', epoch, entry, position, size, witnesses: note.witnesses }
}

/** Those of the acts that satisfy nothing: unrecorded, or untrusted. */
export async function countingForNothing(reads: Reads, acts: readonly ActId[]): Promise<ReadonlySet<ActId>> {
  if (acts.length === 0) return new Set()
  const distrusted = await reads.select(untrusted, { where: { act: { in: acts } }, columns: ['act'] })
  return (await unrecordedAmong(reads, acts)).union(new Set(distrusted.map(({ act }) => act)))
}

/** Those of the acts that are shown as unrecorded. */
export async function unrecordedAmong(reads: Reads, acts: readonly ActId[]): Promise<ReadonlySet<ActId>> {
  if (acts.length === 0) return new Set()
  const where = { act: { in: acts }, state: 'overdue' as const }
  return new Set((await reads.select(unproved, { where, columns: ['act'] })).map(({ act }) => act))
}
