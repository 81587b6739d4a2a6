import type { ActId, Kind } from '#protocol/act/statement.ts'
import type { RootSignatures } from '#protocol/acts/charter-countersignature.ts'
import type { Party } from '#protocol/identity/party.ts'
import { instant, int, json, table, text } from '#platform/db/table.ts'

/** Entries of the lane that came in, whether or not they have their place: what they come to, `LiveCharter` works out. */
export const entries = table(
  'charter.entry',
  'projection',
  {
    act: text<ActId>(),
    arrival: int(),
    author: text<Party>(),
    number: int(),
    previous: text<ActId>(),
    orders: text<ActId>(),
  },
  ['act'],
)

/** Acts that an entry may order. `expires`: sorts after every instant where there is none. */
export const orderables = table(
  'charter.orderable',
  'projection',
  {
    act: text<ActId>(),
    arrival: int(),
    author: text<Party>(),
    kind: text<Kind>(),
    /** What it is about, as `lastAbout` of the charter names it; empty where this version cannot say. */
    subject: text(),
    at: instant(),
    expires: text(),
  },
  ['act'],
)

/** Countersignatures as they came; whether they are good, and count, is said when they are counted. */
export const countersignatures = table(
  'charter.countersignature',
  'projection',
  {
    act: text<ActId>(),
    arrival: int(),
    proposal: text<ActId>(),
    party: text<Party>(),
    at: instant(),
    signatures: json<RootSignatures>(),
  },
  ['act'],
)

/** What the parties of closed agreements say among themselves, as far as we are among them. `agreement`: the act that proposed the text. */
export const closedActs = table(
  'charter.closed',
  'projection',
  { act: text<ActId>(), arrival: int(), author: text<Party>(), agreement: text<ActId>(), says: text() },
  ['act'],
)

/**
 * How often, and when last, all acts of an author were held against what was said of its seal by the entry `named`: a start looks at them no
 * further once that is done.
 */
export const settled = table(
  'charter.settled',
  'books',
  { author: text<Party>(), named: text<ActId>(), scans: int(), at: instant() },
  ['author', 'named'],
)
