import { equalBytes, fromBase64Url, toBase64Url } from '#kernel/bytes.ts'
import type { Refusal } from '#kernel/refusal.ts'
import { refuse } from '#kernel/refusal.ts'
import type { Code } from '#protocol/codes.ts'
import { openCheckpoint } from './checkpoint.ts'
import { cosignersOf } from './cosignature.ts'
import type { Cosigner } from './cosignature.ts'
import { isConsistent } from './merkle.ts'
import type { NoteKey } from './note.ts'

/**
 * Two checkpoints signed by one journal of which neither is the other's prefix: a proof of guilt that a stranger verifies
 * offline with the journal's key. `first` is the smaller. Of one size, the roots differ. Of two, `prefix` is the root (base64url)
 * that the larger tree had at the smaller size, as `hashes` show (consistency proof from it to `second`), and not what `first` signed.
 */
export interface ForkProof {
  readonly type: 'tamga-fork-proof/1'
  readonly origin: string
  readonly first: string
  readonly second: string
  readonly prefix?: string
  readonly hashes?: readonly string[]
}

/** The larger tree's own past: its root at the smaller size and the consistency proof from there. */
export interface Past {
  readonly root: Uint8Array
  readonly proof: readonly Uint8Array[]
}

export interface ForkSides {
  readonly one: string
  readonly other: string
  /** Needed where the sizes differ. */
  readonly past?: Past
}

/** Who is guilty: the journal always, and the witnesses whose cosignatures stand under both. */
export interface Guilt {
  readonly origin: string
  readonly sizes: readonly [number, number]
  readonly cosigners: readonly string[]
}

/** The proof, or `undefined` where the two notes are no fork of that log (or the past does not show it). */
export function forkProof({ one, other, past }: ForkSides, log: NoteKey): ForkProof | undefined {
  const [a, b] = [openCheckpoint(one, log), openCheckpoint(other, log)]
  if (a === undefined || b === undefined) return undefined
  const [first, second] = a.head.size <= b.head.size ? [one, other] : [other, one]
  const bare = { type: 'tamga-fork-proof/1', origin: log.name, first, second } as const
  const proof: ForkProof =
    a.head.size === b.head.size || past === undefined
      ? bare
      : { ...bare, prefix: toBase64Url(past.root), hashes: past.proof.map(toBase64Url) }
  return 'origin' in verifyForkProof(proof, log) ? proof : undefined
}

/** `value` is a parsed JSON document from anywhere. Cosigners are optional: they add who else is guilty. */
export function verifyForkProof(
  value: unknown,
  log: NoteKey,
  cosigners: readonly Cosigner[] = [],
): Guilt | Refusal<Code> {
  const unproven = refuse('fork-unproven', 'protocol 6', { origin: log.name })
  if (!isForkProof(value)) return unproven
  const [first, second] = [openCheckpoint(value.first, log), openCheckpoint(value.second, log)]
  if (first === undefined || second === undefined || first.head.size > second.head.size) return unproven
  const [before, after] = [first.head, second.head]
  const contradicted = before.size === after.size ? after.root : pastRoot(value, before.size, after)
  if (contradicted === undefined || equalBytes(contradicted, before.root)) return unproven
  const both = new Set(cosignersOf(second.note, cosigners).map(({ name }) => name))
  const guilty = cosignersOf(first.note, cosigners).flatMap(({ name }) => (both.has(name) ? [name] : []))
  return { origin: log.name, sizes: [before.size, after.size], cosigners: guilty }
}

function pastRoot(
  { prefix, hashes }: ForkProof,
  oldSize: number,
  after: { readonly size: number; readonly root: Uint8Array },
): Uint8Array | undefined {
  const oldRoot = fromBase64Url(prefix ?? '')
  const proof = (hashes ?? []).map(fromBase64Url).filter((hash) => hash !== undefined)
  if (oldRoot === undefined || proof.length !== hashes?.length) return undefined
  return isConsistent({ oldSize, oldRoot, size: after.size, root: after.root, proof }) ? oldRoot : undefined
}

function isForkProof(value: unknown): value is ForkProof {
  if (typeof value !== 'object' || value === null) return false
  const { type, origin, first, second, prefix, hashes }: Partial<Record<keyof ForkProof, unknown>> = value
  const areTexts = [origin, first, second, prefix ?? ''].every((text) => typeof text === 'string')
  const areHashes = hashes === undefined || (Array.isArray(hashes) && hashes.length <= 64 && hashes.every(isText))
  return type === 'tamga-fork-proof/1' && areTexts && areHashes
}

const isText = (value: unknown): value is string => typeof value === 'string'
