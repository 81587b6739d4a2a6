import type { ActId } from '#protocol/act/statement.ts'
import type { Party } from '#protocol/identity/party.ts'
import { bool, bytes, instant, int, json, nullable, table, text } from '#platform/db/table.ts'

/** Our streams to peers: the last parcel numbered in each. `digest` is that parcel's header digest, empty before the first. */
export const streams = table(
  'transport.stream',
  'truth',
  { peer: text<Party>(), stream: text(), number: int(), digest: text() },
  ['peer', 'stream'],
)

/** Acts recorded and not yet numbered for a peer. `withheld_code` is set when the gate, asked again before sending, says no. */
export const outbox = table(
  'transport.outbox',
  'truth',
  {
    place: int(),
    peer: text<Party>(),
    stream: text(),
    act: text<ActId>(),
    urgent: bool(),
    withheld_code: nullable(text()),
    withheld_rule: nullable(text()),
  },
  ['place'],
)

/** Parcels numbered for a peer. `sealed` is empty once the act was recalled: the parcel is then served as `recalled`. */
export const parcels = table(
  'transport.parcel',
  'truth',
  {
    peer: text<Party>(),
    stream: text(),
    number: int(),
    act: text<ActId>(),
    header: bytes(),
    signature: bytes(),
    sealed: nullable(bytes()),
  },
  ['peer', 'stream', 'number'],
)

/**
 * Where we stand in a peer's stream to us: the last number taken in, its header's digest, and the peer's newest head by the peer's
 * clock. `head_seen`: when it came, by ours. `short_since`: since when the peer's heads name parcels that it does not serve.
 */
export const sources = table(
  'transport.source',
  'truth',
  {
    peer: text<Party>(),
    stream: text(),
    cursor: int(),
    digest: text(),
    head_number: int(),
    head_at: nullable(instant()),
    head_seen: nullable(instant()),
    short_since: nullable(instant()),
  },
  ['peer', 'stream'],
)

export type Outcome =
  | 'admitted'
  | 'fetching'
  | 'duplicate'
  | 'recalled'
  | 'refused'
  | 'dropped'
  | 'held'
  | 'quarantined'

/** Parcels of ours that hold urgent acts: served ahead of whatever was numbered before them. Without a row a parcel comes in its turn. */
export const ahead = table('transport.ahead', 'books', { peer: text<Party>(), stream: text(), number: int() }, [
  'peer',
  'stream',
  'number',
])

/** What became of each parcel that came in. The sealed part is kept only while it is held or quarantined. */
export const received = table(
  'transport.received',
  'truth',
  {
    peer: text<Party>(),
    stream: text(),
    number: int(),
    act: text<ActId>(),
    header: bytes(),
    signature: bytes(),
    sealed: nullable(bytes()),
    outcome: text<Outcome>(),
    code: nullable(text()),
    rule: nullable(text()),
    at: instant(),
  },
  ['peer', 'stream', 'number'],
)

/** `unrecorded`: no proof that the act stands in its author's journal came in the time in which it had to (protocol.md 6). */
export type Reported = 'delivered' | 'admitted' | 'refused' | 'erased' | 'dropped' | 'quarantined' | 'unrecorded'

/** Outcomes that we owe an author, or `delivered` another addressee, and have not yet signed into a receipt; not before `due_at`. */
export const due = table(
  'transport.due',
  'truth',
  {
    place: int(),
    peer: text<Party>(),
    act: text<ActId>(),
    outcome: text<Reported>(),
    code: nullable(text()),
    rule: nullable(text()),
    at: instant(),
    exported: int(),
    due_at: instant(),
  },
  ['place'],
)

/** What the addressees' receipts say of an act: one row per party and outcome, made by `project` alone. */
export const deliveries = table(
  'transport.delivery',
  'projection',
  {
    act: text<ActId>(),
    party: text<Party>(),
    outcome: text<Reported>(),
    at: instant(),
    code: nullable(text()),
    rule: nullable(text()),
    exported: int(),
    receipt: text<ActId>(),
  },
  ['act', 'party', 'outcome'],
)

/**
 * Peers to which nothing is numbered in the old streams before they have said how far they got: this node's database is, or may
 * be, older than what it sent them. `opened`: the stream that was begun meanwhile for one that could not be reached.
 */
export const unasked = table(
  'transport.unasked',
  'books',
  { peer: text<Party>(), since: instant(), opened: nullable(text()) },
  ['peer'],
)

/**
 * Parcels of ours that a restored database lacks and their addressee could not give back, `number` to `upto`. `act` where the
 * addressee still has the header: the act's content was erased, or refused there.
 */
export const lost = table(
  'transport.lost',
  'books',
  { peer: text<Party>(), stream: text(), number: int(), upto: int(), act: nullable(text<ActId>()) },
  ['peer', 'stream', 'number'],
)

/** The keys of its files with which a peer gave back an act of ours whose files are still on their way. `[{salt, key}]`, base64url. */
export const returned = table(
  'transport.returned',
  'books',
  { act: text<ActId>(), peer: text<Party>(), keys: json<readonly { readonly salt: string; readonly key: string }[]>() },
  ['act', 'peer'],
)

/** Acts that another addressee says it was sent too and that we lack: `peer` is asked for them if the author does not send them first. */
export const wanted = table(
  'transport.wanted',
  'books',
  { act: text<ActId>(), peer: text<Party>(), ask_at: instant(), asked: int() },
  ['act', 'peer'],
)

/** Acts that `peer`, another addressee, handed on and that their author has not sent us: the row goes when it does. */
export const handed = table(
  'transport.handed',
  'truth',
  { act: text<ActId>(), author: text<Party>(), peer: text<Party>(), at: instant() },
  ['act'],
)
