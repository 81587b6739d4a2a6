import type { Instant } from '#kernel/instant.ts'
import type { Clauses } from '#protocol/acts/agreement-clauses.ts'
import type { AgreementEvent } from '#protocol/acts/agreement-deed.ts'
import type { Party } from '#protocol/identity/party.ts'
import { lawOf } from '#protocol/agreement/law.ts'
import { isBound, termsOf } from '#protocol/agreement/term.ts'
import type { ForceTerm } from '#protocol/agreement/term.ts'
import { parties } from './agreement-story.ts'

/** `1 not-signed VCLT 14`: what is not in due form, by event, code and rule. */
export const codesOf = (clauses: Clauses, events: readonly AgreementEvent[]): readonly string[] =>
  lawOf(clauses, events).refused.map(({ event, refusal }) => `${event.id} ${refusal.code} ${refusal.rule}`)

export const inForce = (clauses: Clauses, events: readonly AgreementEvent[], party: string): readonly ForceTerm[] =>
  termsOf(clauses, lawOf(clauses, events).law, party as Party)

/** Which of the story's parties are bound at a moment. */
export const bindingAt = (clauses: Clauses, events: readonly AgreementEvent[], at: Instant): readonly string[] => {
  const { law } = lawOf(clauses, events)
  return parties.filter((party) => isBound(termsOf(clauses, law, party), at))
}
