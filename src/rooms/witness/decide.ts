import { equalBytes, fromBase64 } from '#kernel/bytes.ts'
import { openCheckpoint, parseCheckpoint, parseCount } from '#protocol/journal/checkpoint.ts'
import type { SignedCheckpoint } from '#protocol/journal/checkpoint.ts'
import { consistencyRanges, emptyRoot, hashBytes, isConsistent } from '#protocol/journal/merkle.ts'
import { parseNote } from '#protocol/journal/note.ts'
import type { NoteKey } from '#protocol/journal/note.ts'

/** The body of an add-checkpoint request (tlog-witness), well-formed and nothing more. */
export interface AddCheckpoint {
  readonly origin: string
  readonly oldSize: number
  readonly proof: readonly Uint8Array[]
  /** The signed note, as received. */
  readonly note: string
}

/** A request whose checkpoint the log has signed. */
export interface Submitted extends AddCheckpoint {
  readonly signed: SignedCheckpoint
}

/** The last head cosigned for a log; size 0 and the empty root before the first. */
export interface Latest {
  readonly size: number
  readonly root: Uint8Array
}

export type Verdict =
  /** `leaf`: hash of the one leaf that is new, where exactly one is. */
  | { readonly kind: 'cosign'; readonly leaf?: Uint8Array }
  /** 409 with the size that the next request must start from. */
  | { readonly kind: 'stale'; readonly status: 409; readonly size: number }
  /** 409: another root of the same size, signed by the log: a fork. */
  | { readonly kind: 'forked'; readonly status: 409 }
  | { readonly kind: 'refused'; readonly status: 400 | 422 }

const maxProofLines = 63

/** `undefined` for a body that is no add-checkpoint request: 400. */
export function parseAddCheckpoint(body: string): AddCheckpoint | undefined {
  const end = body.indexOf('\n\n')
  const [old = '', ...lines] = end < 0 ? [] : body.slice(0, end).split('\n')
  const oldSize = parseCount(/^old (\d+)$/u.exec(old)?.[1] ?? '')
  const proof = lines.flatMap((line) => {
    const hash = fromBase64(line)
    return hash?.length === hashBytes ? [hash] : []
  })
  const note = body.slice(end + 2)
  const origin = parseCheckpoint(parseNote(note)?.text ?? '')?.origin
  if (oldSize === undefined || origin === undefined || proof.length !== lines.length) return undefined
  return proof.length > maxProofLines ? undefined : { origin, oldSize, proof, note }
}

/** `undefined` where no signature of the log's key stands under the checkpoint, or a false one does: 403. */
export function checkSignature(request: AddCheckpoint, log: NoteKey): Submitted | undefined {
  const signed = openCheckpoint(request.note, log)
  return signed === undefined ? undefined : { ...request, signed }
}

/** The rules of tlog-witness in their order, against what was cosigned last. */
export function decide({ oldSize, proof, signed }: Submitted, latest: Latest): Verdict {
  const { size, root } = signed.head
  if (oldSize > size) return { kind: 'refused', status: 400 }
  if (oldSize !== latest.size) return { kind: 'stale', status: 409, size: latest.size }
  if (size === 0) return equalBytes(root, emptyRoot()) && proof.length === 0 ? { kind: 'cosign' } : unprocessable
  if (oldSize === 0)
    return proof.length > 0 ? unprocessable : size === 1 ? { kind: 'cosign', leaf: root } : { kind: 'cosign' }
  if (oldSize === size && !equalBytes(root, latest.root)) return { kind: 'forked', status: 409 }
  if (!isConsistent({ oldSize, oldRoot: latest.root, size, root, proof })) return unprocessable
  const leaf = newLeaf(oldSize, size, proof)
  return { kind: 'cosign', ...(leaf === undefined ? {} : { leaf }) }
}

const unprocessable = { kind: 'refused', status: 422 } as const

/** Of a tree that grew by one, the proof contains the new leaf's hash: nothing else in it is new. */
function newLeaf(oldSize: number, size: number, proof: readonly Uint8Array[]): Uint8Array | undefined {
  if (size !== oldSize + 1) return undefined
  return proof[consistencyRanges(oldSize, size).findIndex(({ start }) => start === oldSize)]
}
