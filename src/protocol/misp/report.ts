import type { PersonRule } from '#protocol/stix/persons.ts'

/** Why something is not on the other side as it was. Sentences: `cli.misp.code.<code>` of the catalogues. */
export const mispCodes = [
  'as-note',
  'attachment',
  'deleted',
  'distribution',
  'event-empty',
  'member-unknown',
  'person',
  'proposal',
  'tag-changed',
  'tag-reserved',
  'uuid-repeated',
] as const
export type MispCode = (typeof mispCodes)[number]

/** kept: all of it is there, in another form; changed: part of it is there; lost: nothing is. */
export type Fate = 'kept' | 'changed' | 'lost'

/** One line of the report of a translation between MISP and STIX. What it does not name came over as it was. */
export interface MispRow {
  /** `attribute`, `tag`, `event`, ..., or the name of a member. */
  readonly what: string
  /** Path in what was read: `Event.Attribute[3].Tag[0]`. */
  readonly where: string
  readonly code: MispCode
  readonly fate: Fate
  /** Where a record of a person was left out (safeguards.md). */
  readonly rule?: PersonRule | 'SG-01: attribute about a person'
}
