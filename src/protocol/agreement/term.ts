import type { Instant } from '#kernel/instant.ts'
import type { Clauses } from '#protocol/acts/agreement-clauses.ts'
import type { Party } from '#protocol/identity/party.ts'
import { momentAfter } from './day.ts'
import { forceFrom } from './entry.ts'
import { spans } from './state.ts'
import type { Law, PartyLaw, Span } from './state.ts'

/** A span in which the agreement binds a party: in force, or applied provisionally. */
export interface ForceTerm extends Span {
  readonly isProvisional: boolean
}

/** When the agreement binds the party, oldest first; spans to come included, suspended ones left out. */
export function termsOf(clauses: Clauses, law: Law, party: Party): readonly ForceTerm[] {
  const found = law.parties.get(party)
  if (found === undefined) return []
  const bound = boundSpans(clauses, law, found)
  const end = endOf(clauses, law)
  const provisional = found.provisional.flatMap((span) => bound.reduce(without, [span]))
  const without_ = [...found.suspended, ...law.suspended, ...(end === undefined ? [] : [{ from: end }])]
  const clear = (all: readonly Span[]) => all.flatMap((span) => without_.reduce(without, [span]))
  return [
    ...clear(bound).map((span) => ({ ...span, isProvisional: false })),
    ...clear(provisional).map((span) => ({ ...span, isProvisional: true })),
  ].toSorted((one, other) => (one.from < other.from ? -1 : 1))
}

export const isBound = (terms: readonly ForceTerm[], at: Instant): boolean => terms.some((term) => spans(term, at))

/** When the agreement ends for all: by consent of all, by its time, or because too few are left. */
export function endOf(clauses: Clauses, law: Law): Instant | undefined {
  const { duration, leastParties, utcOffset } = clauses
  const expiry =
    duration === undefined || duration.renewedMonths !== undefined || law.entry === undefined
      ? undefined
      : momentAfter(law.entry, { months: duration.months }, utcOffset)
  const fewLeft = leastParties === undefined ? undefined : fewerThan(leastParties, clauses, law)
  return [law.ended, expiry, fewLeft].reduce((first, at) => (first === undefined || (at ?? first) < first ? at : first))
}

function fewerThan(least: number, clauses: Clauses, law: Law): Instant | undefined {
  const { entry } = law
  if (entry === undefined) return undefined
  const bound = [...law.parties.values()].map((party) => boundSpans(clauses, law, party))
  const ends = bound.flat().flatMap(({ until }) => (until === undefined || until < entry ? [] : [until]))
  return ends.toSorted().find((at) => bound.filter((all) => all.some((span) => spans(span, at))).length < least)
}

function boundSpans(clauses: Clauses, law: Law, party: PartyLaw): readonly Span[] {
  return party.consents.flatMap((consent) => {
    const from = forceFrom(clauses, law, consent)
    const { until } = consent
    if (from === undefined || (until !== undefined && until <= from)) return []
    return [until === undefined ? { from } : { from, until }]
  })
}

/** What is left of spans when one is taken out. */
function without(all: readonly Span[], gap: Span): readonly Span[] {
  return all.flatMap((span) => {
    const before = gap.from > span.from ? [shortened(span, gap.from)] : []
    const isAfter = gap.until !== undefined && (span.until === undefined || gap.until < span.until)
    const after = isAfter ? [{ ...span, from: gap.until > span.from ? gap.until : span.from }] : []
    return [...before, ...after]
  })
}

const shortened = (span: Span, until: Instant): Span =>
  span.until !== undefined && span.until <= until ? span : { ...span, until }
