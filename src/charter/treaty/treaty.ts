import type { Instant } from '#kernel/instant.ts'
import type { ActId } from '#protocol/act/statement.ts'
import type { Clauses } from '#protocol/acts/agreement-clauses.ts'
import type { AgreementEvent } from '#protocol/acts/agreement-deed.ts'
import type { AgreementText, MachinePart } from '#protocol/acts/agreement-text.ts'
import type { Law } from '#protocol/agreement/state.ts'
import type { Party } from '#protocol/identity/party.ts'
import { coverOf, forceOf, type AgreementRow, type Charter } from '../charter.ts'

interface Entered {
  readonly entry: ActId
  readonly at: Instant
}

/** An agreement that was adopted in the lane: its text and clauses, what was done about it, and the law that this makes. */
export interface Treaty {
  readonly adopted: Entered
  readonly participants: readonly Party[]
  readonly clauses: Clauses
  /** None of one whose clauses and actions are facts of the founding. */
  readonly text?: AgreementText
  /** Entries that put errors of the text right, the oldest first; it reads as corrected from the beginning. */
  readonly corrected?: readonly Entered[]
  readonly events: readonly AgreementEvent[]
  readonly law: Law
}

/** The row that the gate asks: for whom and when it is in force is worked out from the treaty's law, terms to come included. */
export function rowOfTreaty(machine: MachinePart, treaty: Treaty, levels: Charter['levels']): AgreementRow {
  return { ...coverOf(machine, levels), ...forceOf(treaty) }
}

export function withTreaty(row: AgreementRow, treaty: Treaty): AgreementRow {
  return { ...row, ...forceOf(treaty) }
}
