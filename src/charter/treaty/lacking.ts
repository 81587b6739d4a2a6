import type { Instant } from '#kernel/instant.ts'
import { endOf } from '#protocol/agreement/term.ts'
import { consentAt } from '#protocol/agreement/state.ts'
import type { Party } from '#protocol/identity/party.ts'
import type { AgreementRow } from '../charter.ts'
import { holdsAt } from '../standing.ts'

/** What keeps an agreement from being in force between two, and who could cure it. */
export interface Lacking {
  /**
   * `consent`: signed, not ratified. `others`: its own consent is there, and too few others are. `waiting`: in force from `from`. `parted`: by an objection.
   * `terms`: the founding says so, and nobody's deed can be named.
   */
  readonly lacking: 'signature' | 'consent' | 'others' | 'waiting' | 'suspended' | 'left' | 'ended' | 'parted' | 'terms'
  readonly cure: Party
  /** The day that is waited for, or on which it ended. */
  readonly from: Instant | ''
}

interface Between {
  readonly author: Party
  readonly recipient: Party
  readonly at: Instant
}

/** Of two parties between which the agreement is not in force: what is missing, of the recipient where both lack something. */
export function lackingBetween(agreement: AgreementRow, { author, recipient, at }: Between): Lacking {
  const isIn = (party: Party): boolean => agreement.inForce.get(party)?.some((term) => holdsAt(term, at)) === true
  if (!isIn(recipient)) return lackingOf(agreement, recipient, at)
  if (!isIn(author)) return lackingOf(agreement, author, at)
  return { lacking: 'parted', cure: recipient, from: '' }
}

function lackingOf({ treaty, inForce }: AgreementRow, cure: Party, at: Instant): Lacking {
  const terms = inForce.get(cure) ?? []
  const next = terms.find(({ from }) => from > at)
  if (next !== undefined) return { lacking: 'waiting', cure, from: next.from }
  if (treaty === undefined) return { lacking: 'terms', cure, from: '' }
  const ends = endOf(treaty.clauses, treaty.law)
  if (ends !== undefined && ends <= at) return { lacking: 'ended', cure, from: ends }
  const party = treaty.law.parties.get(cure)
  const consent = party === undefined ? undefined : consentAt(party, at)
  const hadForce = terms.some(({ until }) => until !== undefined && until <= at)
  if (consent !== undefined) return { lacking: hadForce ? 'suspended' : 'others', cure, from: '' }
  if (hadForce) return { lacking: 'left', cure, from: terms.at(-1)?.until ?? '' }
  return { lacking: party?.signature === undefined ? 'signature' : 'consent', cure, from: '' }
}
