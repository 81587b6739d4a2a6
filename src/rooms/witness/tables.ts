import type { ForkProof } from '#protocol/journal/fork.ts'
import { bytes, instant, int, json, table, text } from '#platform/db/table.ts'

/**
 * What this witness knows of another party's journal, by `hash`, the hex SHA-256 of its origin. `size`, `root` and `note` are the last
 * head it cosigned (`note` empty before the first), with its own cosignatures. `mirrored` leaves are held; `mirror_note` is a
 * signed head of that size where the cosigned one is smaller.
 */
export const logs = table(
  'witness.log',
  'books',
  { hash: text(), origin: text(), size: int(), root: bytes(), note: text(), mirrored: int(), mirror_note: text() },
  ['hash'],
)

/** Mirrored leaf hashes at the right edge, below a full tile. */
export const leaves = table('witness.leaf', 'books', { hash: text(), entry: int(), leaf: bytes() }, ['hash', 'entry'])

/** Mirrored full tiles: 256 hashes, and the root over them. */
export const tiles = table(
  'witness.tile',
  'books',
  { hash: text(), level: int(), tile: int(), hashes: bytes(), root: bytes() },
  ['hash', 'level', 'tile'],
)

/** Full tiles of leaf hashes that were fetched and not yet shown to lead to a signed root. */
export const staged = table('witness.staged', 'books', { hash: text(), tile: int(), hashes: bytes() }, ['hash', 'tile'])

/** Proofs that a journal was forked. `fork`: hex SHA-256 of the proof's JSON. */
export const forks = table(
  'witness.fork',
  'books',
  {
    fork: text(),
    hash: text(),
    proof: json<ForkProof & { readonly [member: string]: unknown }>(),
    found_at: instant(),
  },
  ['fork'],
)
