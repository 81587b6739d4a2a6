import type { Instant } from '#kernel/instant.ts'
import type { StixJson } from './collected.ts'

/** What every object of an event has. */
export interface Surrounded {
  readonly created: Instant
  readonly modified: Instant
  /** Id of who made the event. */
  readonly author: string | undefined
  /** Ids of its markings. */
  readonly marks: readonly string[]
}

/** The members that all objects with versions have. */
export function head(one: Surrounded, id: string): StixJson {
  const { author, created, modified } = one
  const by = author === undefined ? {} : { created_by_ref: author }
  return { type: id.slice(0, id.indexOf('--')), spec_version: '2.1', id, ...by, created, modified, ...marking(one) }
}

export const marking = ({ marks }: Surrounded): { readonly object_marking_refs?: readonly string[] } =>
  marks.length === 0 ? {} : { object_marking_refs: marks }
