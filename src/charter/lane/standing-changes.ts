import type { Instant } from '#kernel/instant.ts'
import { refuse, type Refusal } from '#kernel/refusal.ts'
import type { ChangeOf } from '#protocol/acts/charter-change.ts'
import type { StandingTerm } from '#protocol/acts/charter-facts.ts'
import type { Code } from '#protocol/codes.ts'
import type { Party } from '#protocol/identity/party.ts'
import type { Charter, CharterParty } from '../charter.ts'
import type { Facts } from './changes.ts'

const rule = 'protocol 8: entries'

/** What a party was before stays as it was: a term that runs ends, later ones go, and nothing is changed before `at`. */
export function withStanding(
  charter: Charter,
  { party, standing, from }: ChangeOf<'party.standing'>,
  at: Instant,
): Facts | Refusal<Code> {
  const row = charter.parties.get(party)
  if (row === undefined) return refuse('subject-unknown', rule, { subject: party })
  if (!charter.standings.has(standing)) return refuse('standing-unknown', rule, { standing })
  const begins = from === undefined || from < at ? at : from
  return withParty(charter, party, {
    ...row,
    standings: [...endedAt(row.standings, begins), { standing, from: begins }],
  })
}

export function withParty(charter: Charter, party: Party, row: CharterParty): Facts {
  return { parties: new Map(charter.parties).set(party, row) }
}

export function endedAt(terms: readonly StandingTerm[], at: Instant): readonly StandingTerm[] {
  return terms
    .filter(({ from }) => from < at)
    .map((term) => (term.until === undefined || term.until > at ? { ...term, until: at } : term))
}
