import type { Instant } from '#kernel/instant.ts'
import type { Right } from '#protocol/acts/right.ts'
import type { Party } from '#protocol/identity/party.ts'
import type { Charter, Term } from './charter.ts'
import { holdsAt } from './standing.ts'

/** What a party is on a date. Without a standing it was not yet in the coalition then, or no more. */
export interface DatedStanding {
  readonly party: Party
  readonly standing?: string
  readonly from?: Instant
  readonly until?: Instant
  /** Its rights on that date; none while it is suspended. */
  readonly rights: readonly Right[]
  readonly isSuspended: boolean
}

/** The charter as it was on a date: with all that had been entered by then. Before genesis, genesis. */
export function charterOn(charter: Charter, date: Instant): Charter {
  let version = charter
  while (version.before !== undefined && version.place.at > date) version = version.before
  return version
}

/**
 * What each party was on a date, by the newest facts: no entry changes what was before it. For a date to come it is what is laid down
 * today. The rights of a standing are those that the coalition gave it then.
 */
export function standingsOn(charter: Charter, date: Instant): readonly DatedStanding[] {
  const { standings } = charterOn(charter, date)
  const recorded = [...charter.recorded.values()].map((row) => ({ ...row, suspended: [] as readonly Term[] }))
  return [...charter.parties.values(), ...recorded].map(({ party, standings: terms, suspended }) => {
    const isSuspended = suspended.some((term) => holdsAt(term, date))
    const held = terms.find((term) => holdsAt(term, date))
    const rights = isSuspended ? [] : [...(standings.get(held?.standing ?? '')?.rights ?? [])]
    return { party, ...held, rights, isSuspended }
  })
}
