import type { Instant } from '#kernel/instant.ts'
import type { Act } from '#protocol/act/statement.ts'
import type { CharterEntry } from '#protocol/acts/charter-entry.ts'
import type { Charter } from '../charter.ts'

export type Countersignatures = CharterEntry['signatures']

/** An act that takes its place in the lane, and what it is judged by: nothing else is. */
export interface Ordered {
  /** The charter before it. */
  readonly charter: Charter
  readonly act: Act
  readonly signatures: Countersignatures
  /** The instant of its entry. */
  readonly at: Instant
}
