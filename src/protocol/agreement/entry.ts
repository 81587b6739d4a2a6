import type { Instant } from '#kernel/instant.ts'
import type { Clauses, EntryCondition } from '#protocol/acts/agreement-clauses.ts'
import { dayAt, momentAfter } from './day.ts'
import { standsFrom } from './reserving.ts'
import { consentAt, withParty } from './state.ts'
import type { Consent, Law } from './state.ts'

/**
 * The law with its entry into force worked out, if the conditions are met (VCLT 24). They may be met by silence on a day to come: until that day
 * has come an event may still change it, and from then on it stands.
 */
export function withEntry(clauses: Clauses, law: Law, event: { readonly id: string; readonly at: Instant }): Law {
  if (law.met !== undefined && law.met.at <= event.at) return law
  const { met: _met, entry: _entry, ...open } = law
  const met = metBy(clauses, open, event)
  if (met === undefined) return open
  const { delay, notBefore } = clauses.entry
  const computed = momentAfter(met.at, delay, clauses.utcOffset)
  const entry = notBefore !== undefined && notBefore > computed ? notBefore : computed
  return { ...open, met, entry }
}

/** The first moment from the event on at which the conditions are met if nothing more is said, and the event that brings it about. */
function metBy(clauses: Clauses, law: Law, { id, at }: { readonly id: string; readonly at: Instant }): Law['met'] {
  const silent = [...law.parties.values()].flatMap(({ consents }) =>
    consents.flatMap((consent) => {
      const from = consent.reservations.length === 0 ? undefined : effectiveFrom(clauses, law, consent)
      return from === undefined || from <= at ? [] : [{ at: from, event: consent.event }]
    }),
  )
  const moments = [{ at, event: id }, ...silent.toSorted((one, other) => (one.at < other.at ? -1 : 1))]
  return moments.find((moment) =>
    clauses.entry.conditions.every((condition) => isConditionMet({ clauses, law, condition, at: moment.at })),
  )
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

/** From when a consent binds: its deposit (VCLT 16, 24(3)), or the acceptance of its reservations where the agreement asks for it (VCLT 20). */
function effectiveFrom(clauses: Clauses, law: Law, consent: Consent): Instant | undefined {
  if (consent.effective !== undefined) return consent.effective
  const from = consent.takenOver ?? consent.at
  const accepted = consent.reservations.map((id) => {
    const found = law.reservations.get(id)
    return found === undefined ? undefined : standsFrom(found, { clauses, law, from })
  })
  return accepted.reduce<Instant | undefined>(
    (latest, at) => (latest === undefined || at === undefined ? undefined : later(latest, at)),
    from,
  )
}

/** The law with the days that have come by then written down: from when instruments count whose reservations were accepted, by silence too. */
export function settled(clauses: Clauses, law: Law, at: Instant): Law {
  let after = law
  for (const party of law.parties.values()) {
    const consents = party.consents.map((consent) => {
      if (consent.reservations.length === 0 || consent.effective !== undefined) return consent
      const effective = effectiveFrom(clauses, law, consent)
      const isLater = effective !== undefined && effective <= at && effective > (consent.takenOver ?? consent.at)
      return isLater ? { ...consent, effective } : consent
    })
    if (consents.some((consent, place) => consent !== party.consents[place]))
      after = withParty(after, { ...party, consents })
  }
  return after
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
