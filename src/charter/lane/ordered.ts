import type { Instant } from '#kernel/instant.ts'
import type { Act, ActId } from '#protocol/act/statement.ts'
import type { SignatureCheck } from '#protocol/act/verify.ts'
import type { CharterEntry } from '#protocol/acts/charter-entry.ts'
import type { Charter } from '../charter.ts'

export type Countersignatures = CharterEntry['signatures']

/** A place in the lane: the charter before it, its entry, and the instant that it has. */
export interface Where {
  readonly charter: Charter
  /** The entry's id. Asked before there is one, any: nothing but the names of terms depends on it. */
  readonly entry: ActId
  readonly at: Instant
}

/** An act that takes its place in the lane, and what it is judged by: nothing else is. */
export interface Ordered extends Where {
  readonly act: Act
  readonly signatures: Countersignatures
  /** Who says whether a signature is valid; the suites without it. */
  readonly check?: SignatureCheck
}
