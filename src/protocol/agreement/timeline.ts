import type { Instant } from '#kernel/instant.ts'
import type { AgreementEvent, DeedKind } from '#protocol/acts/agreement-deed.ts'
import type { Party } from '#protocol/identity/party.ts'
import type { Deadline } from './deadlines.ts'

/** What an agreement's life shows, oldest first: what was done about it, and the days that follow from that. */
export type Moment =
  | {
      readonly kind: 'action'
      readonly at: Instant
      readonly party: Party
      readonly deed: DeedKind
      readonly id: string
    }
  | { readonly kind: 'concluded'; readonly at: Instant }
  | Deadline

/** Actions and days in one order; on one moment what was done comes before what follows from it. */
export function timelineOf(
  events: readonly AgreementEvent[],
  days: readonly Exclude<Moment, { kind: 'action' }>[],
): readonly Moment[] {
  const actions = events.map(({ id, party, at, deed }): Moment => ({ kind: 'action', at, party, deed: deed.kind, id }))
  return [...actions, ...days].toSorted((one, other) => {
    if (one.at !== other.at) return one.at < other.at ? -1 : 1
    return Number(other.kind === 'action') - Number(one.kind === 'action')
  })
}
