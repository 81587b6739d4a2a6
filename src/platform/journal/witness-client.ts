import { decodeUtf8, toBase64 } from '#kernel/bytes.ts'
import type { Timers } from '#kernel/ports.ts'
import { openCheckpoint, parseCount } from '#protocol/journal/checkpoint.ts'
import type { Checkpoint } from '#protocol/journal/checkpoint.ts'
import { cosignersOf } from '#protocol/journal/cosignature.ts'
import { emptyRoot } from '#protocol/journal/merkle.ts'
import { parseSignatures, signaturesOf } from '#protocol/journal/note.ts'
import type { Note, NoteSignature } from '#protocol/journal/note.ts'
import { call } from './call.ts'
import type { Answer } from './call.ts'
import { originHash } from './peer.ts'
import type { Journal, JournalPeer } from './peer.ts'

/** A head of ours that a witness holds: evidence only with our own signature, which `note` carries. */
export interface Seen {
  readonly head: Pick<Checkpoint, 'size' | 'root'>
  /** The signed note; empty for a witness that has never cosigned us. */
  readonly note: string
}

/** What came of a request for cosignatures. `ahead`: the witness holds a head of ours, signed by us, that this one does not extend. */
export type Submitted =
  | { readonly kind: 'cosigned'; readonly lines: readonly NoteSignature[] }
  | { readonly kind: 'ahead'; readonly seen: Seen }
  | { readonly kind: 'failed'; readonly why: 'silent' | 'refused' | 'garbled' | 'conflict' }

export interface Submission {
  readonly journal: Journal
  readonly head: Checkpoint
  readonly note: Note
  /** The signed note's text. */
  readonly text: string
  /** Size the witness is thought to hold. */
  readonly oldSize: number
  /** Consistency proof from a size up to the head's. */
  readonly prove: (oldSize: number) => Promise<readonly Uint8Array[]>
}

export interface Calling {
  readonly timers: Timers
  readonly timeoutMs: number
  readonly signal?: AbortSignal
}

const maxAnswerBytes = 64 * 1024

/** What a witness last cosigned of this journal; `undefined` when it does not say, or says what we never signed. */
export async function askWitness(witness: JournalPeer, journal: Journal, calling: Calling): Promise<Seen | undefined> {
  const url = `${witness.baseUrl}/witness/${originHash(journal.origin)}/checkpoint`
  const answer = await call(witness.fetch, url, {}, { ...calling, maxBytes: maxAnswerBytes })
  if (answer?.status === 404) return { head: { size: 0, root: emptyRoot() }, note: '' }
  const note = answer?.status === 200 ? decodeUtf8(answer.body) : undefined
  const signed = note === undefined ? undefined : openCheckpoint(note, journal.key)
  return signed === undefined || note === undefined ? undefined : { head: signed.head, note }
}

/** tlog-witness add-checkpoint: asks for cosignatures, once more where the witness names another old size. */
export async function submit(witness: JournalPeer, submission: Submission, calling: Calling): Promise<Submitted> {
  const first = await post(witness, submission, submission.oldSize, calling)
  if (first?.status !== 409) return judge(first, witness, submission)
  const named = parseCount((decodeUtf8(first.body) ?? '').replace(/\n$/u, ''))
  if (named !== undefined && named <= submission.head.size && named !== submission.oldSize) {
    const second = await post(witness, submission, named, calling)
    if (second?.status !== 409) return judge(second, witness, submission)
  }
  return lookAhead(witness, submission, calling)
}

function judge(answer: Answer | undefined, witness: JournalPeer, submission: Submission): Submitted {
  if (answer === undefined) return { kind: 'failed', why: 'silent' }
  if (answer.status !== 200) return { kind: 'failed', why: 'refused' }
  const lines = parseSignatures(decodeUtf8(answer.body) ?? '')
  if (lines === undefined) return { kind: 'failed', why: 'garbled' }
  const note = { text: submission.note.text, signatures: lines }
  for (const keys of [witness.witnessKeys, ...(witness.earlierWitnessKeys ?? [])]) {
    const own = keys.flatMap((key) => signaturesOf(note, key).slice(0, 1))
    const [cosigned] = cosignersOf({ ...note, signatures: own }, [{ name: witness.party, keys }])
    if (cosigned !== undefined) return { kind: 'cosigned', lines: own }
  }
  return { kind: 'failed', why: 'garbled' }
}

/** A witness may claim any size; only what we signed ourselves shows that there is more than we hold. */
async function lookAhead(witness: JournalPeer, { journal, head }: Submission, calling: Calling): Promise<Submitted> {
  const seen = await askWitness(witness, journal, calling)
  const isAhead = seen !== undefined && seen.head.size >= head.size && toBase64(seen.head.root) !== toBase64(head.root)
  return isAhead ? { kind: 'ahead', seen } : { kind: 'failed', why: 'conflict' }
}

async function post(
  witness: JournalPeer,
  submission: Submission,
  oldSize: number,
  calling: Calling,
): Promise<Answer | undefined> {
  const proof = await submission.prove(oldSize)
  const body = `${[`old ${oldSize}`, ...proof.map(toBase64)].join('\n')}\n\n${submission.text}`
  const url = `${witness.baseUrl}/witness/add-checkpoint`
  return call(witness.fetch, url, { method: 'POST', body }, { ...calling, maxBytes: maxAnswerBytes })
}
