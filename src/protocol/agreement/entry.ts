import type { Instant } from '#kernel/instant.ts'
import type { Clauses, EntryCondition } from '#protocol/acts/agreement-clauses.ts'
import { dayAt, momentAfter } from './day.ts'
import { consentAt } from './state.ts'
import type { Consent, Law } from './state.ts'

/** The law with its entry into force worked out, if this event is the one that meets the conditions (VCLT 24). */
export function withEntry(clauses: Clauses, law: Law, event: { readonly id: string; readonly at: Instant }): Law {
  if (law.met !== undefined) return law
  const isMet = clauses.entry.conditions.every((condition) => isConditionMet({ clauses, law, condition, at: event.at }))
  if (!isMet) return law
  const { delay, notBefore } = clauses.entry
  const computed = momentAfter(event.at, delay, clauses.utcOffset)
  const entry = notBefore !== undefined && notBefore > computed ? notBefore : computed
  return { ...law, met: { at: event.at, event: event.id }, entry }
}

interface ConditionAt {
  readonly clauses: Clauses
  readonly law: Law
  readonly condition: EntryCondition
  readonly at: Instant
}

const isConditionMet = (question: ConditionAt): boolean => {
  const { count, of } = question.condition
  return countedFor(question).length >= (count === 'all' ? new Set(of).size : count)
}

/** The consents that count towards a condition, one for each party. */
export function countedFor({ clauses, law, condition, at }: ConditionAt): readonly Consent[] {
  const { kinds, of } = condition
  return [...law.parties.values()].flatMap((party) => {
    const consent = consentAt(party, at)
    if (consent === undefined || (of !== undefined && !of.includes(party.party))) return []
    if (kinds !== undefined && !kinds.includes(consent.kind)) return []
    const effective = effectiveFrom(clauses, law, consent)
    return effective !== undefined && effective <= at ? [consent] : []
  })
}

/**
 * From when a consent binds: its deposit (VCLT 16, 24(3)), or where an organ must accept its reservations (VCLT 20(3)), the last acceptance.
 */
function effectiveFrom({ reservations: { acceptance } }: Clauses, law: Law, consent: Consent): Instant | undefined {
  const from = consent.takenOver ?? consent.at
  if (typeof acceptance !== 'object') return from
  const accepted = consent.reservations.map((id) => law.reservations.get(id)?.accepted.get(acceptance.organ))
  return accepted.reduce<Instant | undefined>(
    (latest, at) => (latest === undefined || at === undefined ? undefined : later(latest, at)),
    from,
  )
}

/** From when the agreement is in force by this consent; `undefined` as long as nobody can say. */
export function forceFrom(clauses: Clauses, law: Law, consent: Consent): Instant | undefined {
  const effective = effectiveFrom(clauses, law, consent)
  if (effective === undefined || law.met === undefined || law.entry === undefined) return undefined
  const { utcOffset } = clauses
  const isOriginal = dayAt(effective, utcOffset) <= dayAt(law.met.at, utcOffset)
  // Whoever takes another's place waits no second time.
  const waits = !isOriginal && consent.takenOver === undefined && consent.kind !== 'succession'
  const own = waits ? momentAfter(effective, clauses.later, utcOffset) : effective
  return later(law.entry, own)
}

const later = (one: Instant, other: Instant): Instant => (one > other ? one : other)
