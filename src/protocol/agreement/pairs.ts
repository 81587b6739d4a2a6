import type { Instant } from '#kernel/instant.ts'
import type { Clauses } from '#protocol/acts/agreement-clauses.ts'
import type { Party } from '#protocol/identity/party.ts'
import { acceptedFrom } from './reserving.ts'
import type { Law, ReservationLaw, Span } from './state.ts'
import { isBound, termsOf } from './term.ts'

/** How an article stands between two parties (VCLT 21). */
export interface ArticleEffect {
  readonly article: string
  /**
   * `modified`: as the reservation says, for both. `excluded`: it does not apply between the two, because the reservation excludes it or
   * because the other objected (VCLT 21(3)).
   */
  readonly effect: 'modified' | 'excluded'
  readonly reservation: string
  readonly by: Party
  /** What the other made of it. `awaiting`: its twelve months still run; the reservation already applies. */
  readonly answer: 'accepted' | 'objected' | 'awaiting'
}

export interface PairEffect {
  readonly parties: readonly [Party, Party]
  readonly force: 'in-force' | 'not-in-force' | 'objection'
  /** Empty where the agreement binds the two as it is written. */
  readonly articles: readonly ArticleEffect[]
}

interface At {
  readonly clauses: Clauses
  readonly law: Law
  readonly at: Instant
}

/** What the agreement is between two parties on a date: in force or not, and which articles otherwise than written. */
export function pairEffect(one: Party, other: Party, { clauses, law, at }: At): PairEffect {
  const parties = [one, other].toSorted() as [Party, Party]
  const isForBoth = parties.every((party) => isBound(termsOf(clauses, law, party), at))
  if (!isForBoth) return { parties, force: 'not-in-force', articles: [] }
  const standing = [...law.reservations.values()].filter((found) => stands(found, at))
  const between = standing.filter(({ party }) => party === one || party === other)
  const opposes = (found: ReservationLaw): boolean =>
    activeObjection(found, found.party === one ? other : one, at)?.opposesEntry === true
  if (between.some(opposes)) return { parties, force: 'objection', articles: [] }
  const articles = between.flatMap((found) =>
    effectsOf(found, { clauses, law, at, on: found.party === one ? other : one }),
  )
  return { parties, force: 'in-force', articles: articles.toSorted(byArticle) }
}

/** Every pair of those bound on the date, by name. */
export function pairTable(question: At): readonly PairEffect[] {
  const { clauses, law, at } = question
  const bound = [...law.parties.keys()].filter((party) => isBound(termsOf(clauses, law, party), at)).toSorted()
  return bound.flatMap((one, place) => bound.slice(place + 1).map((other) => pairEffect(one, other, question)))
}

/** Two parties between which the agreement is not in force while an objection says so. */
export interface Parted extends Span {
  readonly parties: readonly [Party, Party]
}

/** When objections part two parties, whatever the terms of each (VCLT 20(4)(b)). */
export function partedSpans(law: Law): readonly Parted[] {
  return [...law.reservations.values()].flatMap(({ party, made, withdrawn, objections }) =>
    [...objections].flatMap(([other, raised]): readonly Parted[] => {
      if (made === undefined || !raised.opposesEntry) return []
      const from = raised.at > made ? raised.at : made
      const ends = [withdrawn, raised.withdrawn].filter((at) => at !== undefined).toSorted(byTime)
      const [until] = ends
      if (until !== undefined && until <= from) return []
      return [{ parties: [party, other], from, ...(until === undefined ? {} : { until }) }]
    }),
  )
}

const byTime = (one: Instant, other: Instant): number => (one < other ? -1 : 1)

const stands = ({ made, withdrawn }: ReservationLaw, at: Instant): boolean =>
  made !== undefined && made <= at && (withdrawn === undefined || at < withdrawn)

function activeObjection({ objections }: ReservationLaw, by: Party, at: Instant) {
  const raised = objections.get(by)
  if (raised === undefined || at < raised.at) return undefined
  return raised.withdrawn === undefined || at < raised.withdrawn ? raised : undefined
}

function effectsOf(
  found: ReservationLaw,
  { clauses, law, at, on }: At & { readonly on: Party },
): readonly ArticleEffect[] {
  const isObjected = activeObjection(found, on, at) !== undefined
  const accepted = acceptedFrom(found, on, { clauses, law })
  const isAccepted = accepted !== undefined && accepted <= at
  const answer = isObjected ? 'objected' : isAccepted ? 'accepted' : 'awaiting'
  const effect = isObjected || found.effect === 'excludes' ? 'excluded' : 'modified'
  return found.articles.map((article) => ({ article, effect, reservation: found.id, by: found.party, answer }))
}

/** `9` before `9bis` before `10`. */
function byArticle(one: ArticleEffect, other: ArticleEffect): number {
  const rank = Number.parseInt(one.article, 10) - Number.parseInt(other.article, 10)
  if (rank) return rank
  const [first, second] = [one.article + one.reservation, other.article + other.reservation]
  return first < second ? -1 : 1
}
