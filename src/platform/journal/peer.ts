import type { Fetch } from '#kernel/ports.ts'
import { encodeUtf8, fromBase64Url } from '#kernel/bytes.ts'
import { Fault } from '#kernel/fault.ts'
import { sha256Hex } from '#protocol/suite/sha-256.ts'
import type { HybridKey } from '#protocol/identity/keys.ts'
import type { Party } from '#protocol/identity/party.ts'
import type { Cosigner } from '#protocol/journal/cosignature.ts'
import type { IntervalLeaf } from '#protocol/journal/interval.ts'
import { noteKey } from '#protocol/journal/note.ts'
import type { NoteKey } from '#protocol/journal/note.ts'

/** Another party as its journal and its witness are reached and checked: charter facts. */
export interface JournalPeer {
  readonly party: Party
  /** Name of its journal's present epoch, which is also the name of the key. */
  readonly origin: string
  readonly epoch: number
  readonly journalKey: NoteKey
  /** All of them must have cosigned for the party to count as a witness. */
  readonly witnessKeys: readonly NoteKey[]
  /** Those it had before: what it cosigned with them stands. */
  readonly earlierWitnessKeys?: readonly (readonly NoteKey[])[]
  /** Where its node listens, without a slash at the end. */
  readonly baseUrl: string
  readonly fetch: Fetch
}

/** This node's own journal in its present epoch, and who witnesses it: charter facts. */
export interface Journal {
  readonly origin: string
  readonly epoch: number
  readonly key: NoteKey
  readonly witnesses: readonly JournalPeer[]
  /** Leaf of the checkpoint that closed the epoch before; entered in entry 0. */
  readonly closing?: Extract<IntervalLeaf, `closing--${string}`>
}

/** The log key of a journal from its raw Ed25519 keys, base64url as the charter holds them: the present one, then those it replaced. */
export function journalKeyOf(origin: string, ed25519: string, replaced: readonly string[] = []): NoteKey {
  const key = keyOrFault(origin, 1, ed25519)
  return replaced.length === 0 ? key : { ...key, earlier: replaced.map((one) => keyOrFault(origin, 1, one)) }
}

/** The cosigner keys of a witness under its name, from the charter's `witness` keys. */
export function witnessKeysOf(name: string, keys: HybridKey): readonly NoteKey[] {
  return [keyOrFault(name, 4, keys.ed25519), keyOrFault(name, 6, keys['ml-dsa-44'])]
}

/** The witnesses as a quorum counts them: by party. */
export function cosignersAmong(peers: readonly JournalPeer[]): readonly Cosigner[] {
  return peers.map(cosignerOf)
}

/** A witness as a quorum counts it. */
export function cosignerOf({ party, witnessKeys, earlierWitnessKeys = [] }: Witness): Cosigner {
  return { name: party, keys: witnessKeys, ...(earlierWitnessKeys.length === 0 ? {} : { earlier: earlierWitnessKeys }) }
}

type Witness = Pick<JournalPeer, 'party' | 'witnessKeys' | 'earlierWitnessKeys'>

/** The name under which a witness serves what it knows of a log: hex SHA-256 of the origin. */
export const originHash = (origin: string): string => sha256Hex(encodeUtf8(origin))

function keyOrFault(name: string, type: 1 | 4 | 6, encoded: string): NoteKey {
  const key = noteKey(name, type, fromBase64Url(encoded) ?? new Uint8Array(0))
  if (key === undefined) throw new Fault('note-key', { params: { name, type } })
  return key
}
