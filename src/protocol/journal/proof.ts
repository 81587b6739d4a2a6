import { concat, decodeUtf8, encodeUtf8, fromBase64, toBase64 } from '#kernel/bytes.ts'
import type { Refusal } from '#kernel/refusal.ts'
import { isRefusal, refuse } from '#kernel/refusal.ts'
import type { Code } from '#protocol/codes.ts'
import { openCheckpoint, parseCount } from './checkpoint.ts'
import type { Checkpoint } from './checkpoint.ts'
import { cosignersOf } from './cosignature.ts'
import type { Cosigned, Cosigner } from './cosignature.ts'
import { encodeEntry, intervalLevels, intervalRoot } from './interval.ts'
import type { IntervalLeaf, Placed } from './interval.ts'
import { hashBytes, isIncluded, leafHash } from './merkle.ts'
import type { NoteKey } from './note.ts'

/**
 * That an entry stands in a log, verifiable offline: optional `extra` data, the entry's index, its inclusion proof and the
 * checkpoint with its signatures, verbatim. c2sp.org/tlog-proof.
 */
export interface TlogProof {
  readonly extra?: Uint8Array
  readonly index: number
  readonly hashes: readonly Uint8Array[]
  /** The signed note. */
  readonly checkpoint: string
}

/** What a verifier of a proof goes by. */
export interface Trust {
  readonly log: NoteKey
  readonly cosigners: readonly Cosigner[]
  /** Cosigners required. */
  readonly threshold: number
}

export interface Proven {
  readonly entry: number
  readonly position: number
  readonly head: Checkpoint
  readonly cosigned: readonly Cosigned[]
}

const firstLine = 'c2sp.org/tlog-proof@v1'
const maxHashes = 64

/** `undefined` unless the text is in the one spelling; the checkpoint in it is not verified here. */
export function parseTlogProof(text: string): TlogProof | undefined {
  const end = text.indexOf('\n\n')
  const lines = end < 0 ? [] : text.slice(0, end).split('\n')
  if (lines.shift() !== firstLine) return undefined
  const extra = lines[0]?.startsWith('extra ') === true ? fromBase64(lines.shift()?.slice(6) ?? '') : null
  const index = parseCount(/^index (\d+)$/u.exec(lines.shift() ?? '')?.[1] ?? '')
  const hashes = lines.flatMap((line) => {
    const hash = fromBase64(line)
    return hash?.length === hashBytes ? [hash] : []
  })
  if (extra === undefined || index === undefined || hashes.length !== lines.length || hashes.length > maxHashes)
    return undefined
  return { ...(extra === null ? {} : { extra }), index, hashes, checkpoint: text.slice(end + 2) }
}

export function formatTlogProof({ extra, index, hashes, checkpoint }: TlogProof): string {
  const lines = [
    firstLine,
    ...(extra === undefined ? [] : [`extra ${toBase64(extra)}`]),
    `index ${index}`,
    ...hashes.map(toBase64),
  ]
  return `${lines.join('\n')}\n\n${checkpoint}`
}

/** The `extra` of our proofs: the position as a big-endian uint16, then the 16 siblings from the leaf up. 514 bytes. */
export const encodePlace = ({ position, siblings }: Placed): Uint8Array =>
  concat(Uint8Array.of(position >> 8, position & 0xff), siblings)

/** `undefined` for bytes of another length. */
export function decodePlace<Leaf extends IntervalLeaf>(leaf: Leaf, extra: Uint8Array): Placed<Leaf> | undefined {
  if (extra.length !== 2 + intervalLevels * hashBytes) return undefined
  return { leaf, position: (extra[0] ?? 0) * 256 + (extra[1] ?? 0), siblings: extra.subarray(2) }
}

/** A checkpoint whose log signature was verified, and who of the trusted cosigners cosigned it. */
export interface TrustedHead {
  readonly head: Checkpoint
  readonly cosigned: readonly Cosigned[]
}

/** Verifies the signatures of a checkpoint once, for all the proofs that rest on it. How many cosigned is for the caller to judge. */
export function openTrusted(note: string, trust: Pick<Trust, 'log' | 'cosigners'>): TrustedHead | Refusal<Code> {
  const signed = openCheckpoint(note, trust.log)
  if (signed === undefined) return refuse('checkpoint-unsigned', 'tlog-checkpoint', { origin: trust.log.name })
  return { head: signed.head, cosigned: cosignersOf(signed.note, trust.cosigners) }
}

/**
 * Whether the proof leads from the leaf to the head. Nothing in it is taken on trust: the place leads to the entry, the entry to the
 * root. The checkpoint in the proof is not looked at: `trusted` is what became of it.
 */
export function verifyUnder(proof: TlogProof, leaf: IntervalLeaf, trusted: TrustedHead): Proven | Refusal<Code> {
  const place = proof.extra === undefined ? undefined : decodePlace(leaf, proof.extra)
  if (place === undefined) return refuse('proof-malformed', 'tlog-proof')
  const { head, cosigned } = trusted
  const entry = intervalRoot(place)
  const inclusion = { index: proof.index, size: head.size, proof: proof.hashes }
  if (entry === undefined || !isIncluded({ ...inclusion, leaf: leafHash(encodeEntry(entry)) }, head.root))
    return refuse('not-in-journal', 'protocol 6', { leaf, entry: proof.index })
  return { entry: proof.index, position: place.position, head, cosigned }
}

/** Whether the proof shows the leaf (an act, or heads) in the trusted log under a checkpoint that enough cosigners signed. */
export function verifyProof(bytes: Uint8Array, leaf: IntervalLeaf, trust: Trust): Proven | Refusal<Code> {
  const text = decodeUtf8(bytes)
  const proof = text === undefined ? undefined : parseTlogProof(text)
  if (proof?.extra === undefined) return refuse('proof-malformed', 'tlog-proof')
  const trusted = openTrusted(proof.checkpoint, trust)
  if (isRefusal(trusted)) return trusted
  const proven = verifyUnder(proof, leaf, trusted)
  return isRefusal(proven) ? proven : (shortOf(proven, trust) ?? proven)
}

/** The refusal of a proof that fewer cosigners stand behind than the trust asks. */
export function shortOf(
  { cosigned }: Pick<TrustedHead, 'cosigned'>,
  { threshold }: Pick<Trust, 'threshold'>,
): Refusal<Code> | undefined {
  if (cosigned.length >= threshold) return undefined
  return refuse('not-witnessed', 'protocol 6', { cosigned: cosigned.length, threshold })
}

/** Bytes of a proof's text, as they are stored and sent. */
export const proofBytes = (proof: TlogProof): Uint8Array => encodeUtf8(formatTlogProof(proof))
