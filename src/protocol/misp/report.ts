/** Why something is not on the other side as it was. Sentences: `cli.misp.code.<code>` of the catalogues. */
export const mispCodes = [
  'as-note',
  'as-object',
  'as-text',
  'attachment',
  'author',
  'deleted',
  'distribution',
  'event-empty',
  'galaxy-as-tag',
  'marking',
  'member-unknown',
  'member-unplaced',
  'object-refused',
  'object-unplaced',
  'older-version',
  'pattern-whole',
  'person',
  'proposal',
  'reference-unresolved',
  'relation-changed',
  'sighting-kind',
  'split',
  'tag-changed',
  'tag-repeated',
  'tag-reserved',
  'time-shortened',
  'uuid-repeated',
] as const
export type MispCode = (typeof mispCodes)[number]

/** kept: all of it is there, in another form; changed: part of it is there; lost: nothing is. */
export type Fate = 'kept' | 'changed' | 'lost'

/** One line of the report of a translation between MISP and STIX. What it does not name came over as it was. */
export interface MispRow {
  /** `attribute`, `tag`, `event`, ..., or the name of a member. */
  readonly what: string
  /** Path in an event (`Event.Attribute[3].Tag[0]`), or the id of an object of STIX and its member (`indicator--….name`). */
  readonly where: string
  readonly code: MispCode
  readonly fate: Fate
  /** Where a record of a person was left out (safeguards.md). */
  readonly rule?: string
}

/** The place of a member: `Event` and `Tag[0]` give `Event.Tag[0]`. */
export const inside = (where: string, member: string): string => (where === '' ? member : `${where}.${member}`)
