import type { Instant } from '#kernel/instant.ts'
import type { Right } from '#protocol/acts/right.ts'
import type { PartyKeys } from '#protocol/identity/keys.ts'
import type { Party } from '#protocol/identity/party.ts'
import type { Charter, CharterParty, KeyTerm, StandingRights, Term } from './charter.ts'

export const holdsAt = ({ from, until }: Term, at: Instant): boolean =>
  from <= at && (until === undefined || at < until)

/** Whether there is such a thing at that moment: a standing, an organ. */
export const isThere = ({ from, until }: { readonly from?: Instant; readonly until?: Instant }, at: Instant): boolean =>
  (from === undefined || from <= at) && (until === undefined || at < until)

/** What the party is on that date; `undefined` before it came, after it left and while it is suspended. */
export function standingAt(charter: Charter, party: Party, at: Instant): StandingRights | undefined {
  const row = charter.parties.get(party)
  if (row !== undefined && row.suspended.length > 0 && row.suspended.some((term) => holdsAt(term, at))) return undefined
  const held = (row ?? charter.recorded.get(party))?.standings.find((term) => holdsAt(term, at))
  const standing = held === undefined ? undefined : charter.standings.get(held.standing)
  return standing === undefined || isThere(standing, at) ? standing : undefined
}

/** When the party left, if it has by that date: its last standing has ended and none is to come. A suspended one has not left. */
export function leftAt(charter: Charter, party: Party, at: Instant): Instant | undefined {
  const terms = charter.parties.get(party)?.standings ?? []
  const ends = terms.flatMap(({ until }) => until ?? [])
  const [last] = ends.length < terms.length ? [] : ends.toSorted().toReversed()
  return last === undefined || last > at ? undefined : last
}

/** Whether the charter has no place for the party on that date: it is none of its parties, or has left. */
export function isOutside(charter: Charter, party: Party, at: Instant): boolean {
  return !charter.parties.has(party) || leftAt(charter, party, at) !== undefined
}

/** Parties whose standing gives the right on that date, by name. */
export function partiesWith(charter: Charter, right: Right, at: Instant): readonly Party[] {
  return [...charter.parties.keys()].filter((party) => standingAt(charter, party, at)?.rights.has(right)).toSorted()
}

/** The keys that hold now. */
export function currentKeys(party: CharterParty): KeyTerm {
  const last = party.keyTerms.at(-1)
  if (last === undefined) throw new RangeError(`${party.party} has no keys`)
  return last
}

/** Public keys of a party as of this charter; `undefined` for a stranger. */
export function keysOf(charter: Charter, party: Party): PartyKeys | undefined {
  const row = charter.parties.get(party)
  return row === undefined ? undefined : currentKeys(row).keys
}

/** Every set of keys that a party has or had as of this charter, the present one first; none of a stranger. */
export function keySetsOf(charter: Charter, party: Party): readonly PartyKeys[] {
  const terms = charter.parties.get(party)?.keyTerms ?? []
  return terms.map(({ keys }) => keys).toReversed()
}

/** Origin of a party's journal of that epoch, as C2SP texts carry it. Epochs count from 1. */
export function journalOriginOf(party: CharterParty, epoch: number): string {
  return party.journalOrigin.replace('{epoch}', String(epoch))
}
