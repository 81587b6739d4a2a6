import type { ActId, Desk } from '#protocol/act/statement.ts'
import type { CheckNature } from '#protocol/acts/comcheck.ts'
import type { DeskEntry } from '#protocol/acts/desk-entry.ts'
import type { HotlineLog, HotlineOutcome } from '#protocol/acts/hotline.ts'
import type { Party } from '#protocol/identity/party.ts'
import { bool, bytes, instant, int, json, nullable, table, text, texts } from '#platform/db/table.ts'
import type { Schedule } from './comchecks/schedule.ts'
import type { ShiftKind } from './shift/wish.ts'

const published = {
  author: text<Party>(),
  desk: text(),
  level: text(),
  category: text(),
  act: text<ActId>(),
  arrival: int(),
  revision: int(),
  at: instant(),
  withdrawn: bool(),
  functions: texts(),
  /** What was published; of a withdrawal nothing. */
  entry: nullable(json<DeskEntry & Readonly<Record<string, unknown>>>()),
}

/** Everything that was said of desks and counts: what holds again where a later word counts for nothing. */
export const publications = table('desks.publication', 'projection', published, ['act'])

/**
 * What holds of each desk under each label: the publication with the greatest revision, or its withdrawal. One label knows nothing of another's,
 * so that nobody learns by it of what he may not see.
 */
export const entries = table('desks.entry', 'projection', published, ['author', 'desk', 'level', 'category'])

/** Own desks by label, held while one is published: a row that is there before the first publication. */
export const ownDesks = table('desks.own', 'books', { desk: text(), level: text(), category: text() }, [
  'desk',
  'level',
  'category',
])

/** Checks that we sent, or that were sent to us: which desks of which party, and until when they are to reply. */
export const checks = table(
  'desks.comcheck',
  'projection',
  {
    act: text<ActId>(),
    arrival: int(),
    author: text<Party>(),
    /** The one that is checked. */
    party: text<Party>(),
    level: text(),
    category: text(),
    desks: texts(),
    nature: text<CheckNature>(),
    at: instant(),
    due: instant(),
  },
  ['act'],
)

/**
 * Names whose word it is, of what and under which label. By it as many rows of each are read as count, whoever else speaks of the same without end.
 */
export const spokenBy = (...names: readonly string[]): string => names.join(' ')

/** That a person at a desk has heard a check. */
export const replies = table(
  'desks.reply',
  'projection',
  {
    act: text<ActId>(),
    arrival: int(),
    /** `spokenBy(about, author, level, category, desk)` */
    word: text(),
    about: text<ActId>(),
    author: text<Party>(),
    desk: text(),
    level: text(),
    category: text(),
    note: nullable(text()),
    at: instant(),
    arrived_at: instant(),
  },
  ['act'],
)

/** What this house found out about a check that failed. */
export const closings = table(
  'desks.closing',
  'books',
  { act: text<ActId>(), desk: text(), note: text(), by_desk: text(), at: instant() },
  ['act', 'desk'],
)

/** The operator's plans: which desks are checked when, in whose name and how far he who made it may see. */
export const plans = table(
  'desks.plan',
  'books',
  {
    plan: text(),
    /** `party/desk`; empty for all that he may see. */
    desks: texts(),
    /** So many of them at random each time; 0 for all. */
    pick: int(),
    schedule: json<Schedule>(),
    seed: bytes(),
    reply_within_ms: int(),
    since: instant(),
    /** Who made it: it goes as far as he may today, and no further than when he made it. */
    account: text(),
    by_desk: text<Desk>(),
    levels: texts(),
    /** `*` for all. */
    categories: texts(),
  },
  ['plan'],
)

/** Slots of plans that have had their turn: whichever process writes the row sends the checks. */
export const runs = table(
  'desks.run',
  'books',
  { plan: text(), slot: instant(), at: instant(), acts: texts<ActId>(), refused: texts() },
  ['plan', 'slot'],
)

/** The log of the watch, this house's own; `level` and `categories`: as far as its writer may see. */
export const shifts = table(
  'desks.shift',
  'books',
  {
    entry: text(),
    place: int(),
    kind: text<ShiftKind>(),
    note: text(),
    by_desk: text(),
    at: instant(),
    level: text(),
    /** `*` for all. */
    categories: texts(),
  },
  ['entry'],
)

/** Calls made outside, as their authors recorded them. */
export const calls = table(
  'desks.call',
  'projection',
  {
    act: text<ActId>(),
    arrival: int(),
    author: text<Party>(),
    level: text(),
    category: text(),
    called_at: instant(),
    replaces: nullable(text<ActId>()),
    call: json<HotlineLog & Readonly<Record<string, unknown>>>(),
  },
  ['act'],
)

/** What parties that took part say of the record of a call. */
export const countersignatures = table(
  'desks.countersignature',
  'projection',
  {
    act: text<ActId>(),
    arrival: int(),
    /** `spokenBy(about, author, level, category, outcome)` */
    word: text(),
    about: text<ActId>(),
    author: text<Party>(),
    level: text(),
    category: text(),
    outcome: text<HotlineOutcome>(),
    correction: nullable(text()),
    at: instant(),
  },
  ['act'],
)
