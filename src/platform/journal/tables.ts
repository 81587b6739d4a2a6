import type { ActId } from '#protocol/act/statement.ts'
import type { IntervalLeaf } from '#protocol/journal/interval.ts'
import type { Party } from '#protocol/identity/party.ts'
import { bool, bytes, instant, int, nullable, table, text, texts } from '#platform/db/table.ts'

/** Acts of this node that no entry holds yet. A row is written in the transaction that records the act. */
export const waiting = table('journal.waiting', 'books', { act: text<ActId>() }, ['act'])

/** The entries of this node's journal, one per checkpoint, numbered from 0 in each epoch. */
export const entries = table(
  'journal.entry',
  'truth',
  {
    epoch: int(),
    entry: int(),
    /** `0x01` and the interval's root; null where only the leaf hash came back from a mirror. */
    content: nullable(bytes()),
    /** RFC 6962 leaf hash of `content`. */
    leaf: bytes(),
    /** How many acts the interval holds, and how many leaves in all. */
    acts: int(),
    leaves: int(),
  },
  ['epoch', 'entry'],
)

/** Full tiles (tlog-tiles): 256 hashes, and the root over them, which is a hash of the tile one level up. */
export const tiles = table(
  'journal.tile',
  'truth',
  { epoch: int(), level: int(), tile: int(), hashes: bytes(), root: bytes() },
  ['epoch', 'level', 'tile'],
)

/** Where each leaf stands: an act, or the digest of heads or of a closing checkpoint. `siblings`: 512 bytes. */
export const inclusions = table(
  'journal.inclusion',
  'truth',
  { leaf: text<IntervalLeaf>(), epoch: int(), entry: int(), position: int(), siblings: bytes() },
  ['leaf', 'epoch', 'entry'],
)

/** The text whose digest is an entry's heads leaf. */
export const heads = table('journal.heads', 'truth', { epoch: int(), entry: int(), text: text() }, ['epoch', 'entry'])

/**
 * Signed heads: the newest, the newest published, and every published one that was the first to cover some act. Others go as
 * soon as a larger one is published: what they showed, it shows.
 */
export const checkpoints = table(
  'journal.checkpoint',
  'truth',
  {
    epoch: int(),
    size: int(),
    root: bytes(),
    /** The signed note, cosignatures included. */
    note: text(),
    /** Whose cosignatures stand in the note, sorted. */
    witnesses: texts<Party>(),
    published: bool(),
    /** Whether it stays when a larger one is published. */
    kept: bool(),
  },
  ['epoch', 'size'],
)

/**
 * Acts of others whose inclusion in their author's journal is not proved to the end: one row from the moment an act is entered until a
 * proof under enough cosignatures is held. `peer`: who is asked, the author or the addressee that handed the act on.
 */
export const unproved = table(
  'journal.unproved',
  'books',
  {
    act: text<ActId>(),
    author: text<Party>(),
    peer: text<Party>(),
    since: instant(),
    /** Not before this moment, and how often it was asked for. */
    ask_at: instant(),
    asked: int(),
    /** `included`: proved, and too few have cosigned yet. `overdue`: shown as unrecorded and reported (protocol.md 6). */
    state: text<'awaited' | 'included' | 'overdue'>(),
  },
  ['act'],
)

/** Checkpoints of others under which acts that came here are proved, by the hex SHA-256 of the note. `witnesses`: who has cosigned, sorted. */
export const proofNotes = table(
  'journal.proof_note',
  'truth',
  { note_id: text(), note: text(), witnesses: texts<Party>() },
  ['note_id'],
)

/** Verified proofs that acts of others stand in their author's journal: anybody can enter the id of another's act in its own. `proof`: the tlog-proof without its checkpoint. */
export const proofs = table(
  'journal.proof',
  'truth',
  {
    act: text<ActId>(),
    author: text<Party>(),
    epoch: int(),
    entry: int(),
    position: int(),
    size: int(),
    note_id: text(),
    proof: text(),
    /** Whether enough had cosigned the checkpoint; else it shows inclusion alone, and a better one is asked for. */
    witnessed: bool(),
    /** When so many had that one of them at least is honest, by their own clocks; of proofs that were kept before this was, nothing. */
    witnessed_at: nullable(instant()),
  },
  ['act', 'author'],
)
