import type { Instant } from '#kernel/instant.ts'
import { isRefusal, refuse, type Refusal } from '#kernel/refusal.ts'
import type { ChangeOf } from '#protocol/acts/charter-change.ts'
import type { RecordedParty, StandingTerm } from '#protocol/acts/charter-facts.ts'
import { readRequest, type JoinRequest } from '#protocol/acts/join-request.ts'
import type { Code } from '#protocol/codes.ts'
import { publicKeysOf, type RoleKeys } from '#protocol/identity/keys.ts'
import type { Party } from '#protocol/identity/party.ts'
import type { Charter, CharterParty, KeyTerm, Term } from '../charter.ts'
import { holdsAt, isOutside, partiesWith } from '../standing.ts'
import type { Facts } from './changes.ts'
import type { Where } from './ordered.ts'

const rule = 'protocol 8: entries'
const admission = 'protocol 8: admission'
type Done = Facts | Refusal<Code>

/** The party of a request; empty where it is none, which then is refused. */
export function candidateOf({ request }: ChangeOf<'party.admit'>): string {
  const read = readRequest(request)
  return isRefusal(read) ? '' : read.party
}

/** A party that comes with keys and a journal of its own, and consents by its request; or one that had left, and comes back. */
export function admitted(change: ChangeOf<'party.admit'>, where: Where): Done {
  const { charter, at, entry } = where
  const request = readRequest(change.request)
  if (isRefusal(request)) return request
  const no = unfit(request, change, where)
  if (no !== undefined) return no
  const { party, name, url, keys } = request
  const { journalOrigin, standing } = change
  const term: KeyTerm = { keys, from: entry, setBy: 'party', confirmed: true, sealFrozen: false }
  const before = charter.parties.get(party)
  const from = laterOf(change.from, at)
  const standings = [...endedAt((before ?? charter.recorded.get(party))?.standings ?? [], from), { standing, from }]
  const comes = { party, name, url, journalOrigin, standings }
  const row =
    before === undefined ? { ...comes, suspended: [], keyTerms: [term] } : { ...back(before, term, at), ...comes }
  return { ...withParty(charter, row), recorded: without(charter, party) }
}

/** What a party was and signed before stays as it was, under the keys of then; what hung over it ends with its leaving. */
function back(row: CharterParty, term: KeyTerm, at: Instant): CharterParty {
  const { replacing: _, compromised: _c, objected: _o, ...stays } = row
  const ended = row.keyTerms.map((one) => (one.until === undefined ? { ...one, until: term.from } : one))
  return { ...stays, suspended: endedAt(row.suspended, at), keyTerms: [...ended, term], returned: term.from }
}

/** What is proposed about the keys of a party that had left is overtaken when it comes back with others. */
export function overtakenByReturn(change: ChangeOf<'party.admit'>, { parties }: Charter): readonly string[] {
  const party = candidateOf(change)
  const isKnown = [...parties.keys()].some((known) => known === party)
  return isKnown ? ['keys', 'root', 'seal', 'trusted'].map((kind) => `${kind}/${party}`) : []
}

function unfit(
  { coalition, party, name, keys }: JoinRequest,
  { standing, journalOrigin }: ChangeOf<'party.admit'>,
  { charter, at }: Where,
): Refusal<Code> | undefined {
  if (coalition !== charter.id) return refuse('other-coalition', admission, { author: party, coalition: charter.name })
  const before = charter.parties.get(party)
  if (!isOutside(charter, party, at)) return refuse('party-exists', admission, { party })
  if (before !== undefined && before.journalOrigin !== journalOrigin)
    return refuse('journal-goes-on', admission, { party, origin: before.journalOrigin })
  if (!charter.standings.has(standing)) return refuse('standing-unknown', rule, { standing })
  const lacking = charter.languages.find((language) => !Object.hasOwn(name, language))
  if (lacking !== undefined) return refuse('request-malformed', admission, { member: `name.${lacking}` })
  const rows = [...charter.parties.values()]
  const isTaken = rows.some((row) => (row !== before && row.journalOrigin === journalOrigin) || sharesKey(row, keys))
  return isTaken ? refuse('key-or-origin-taken', admission, { party }) : undefined
}

/** Whether any key that the party has or had is among these: one key, one role, across all parties. */
export function sharesKey({ keyTerms }: CharterParty, keys: RoleKeys): boolean {
  const marks = new Set(publicKeysOf(keys))
  return keyTerms.some((term) => publicKeysOf(term.keys).some((key) => marks.has(key)))
}

/** What a party was before stays as it was: a term that runs ends, later ones go, and nothing is changed before the entry. */
export function withStanding({ party, standing, from }: ChangeOf<'party.standing'>, { charter, at }: Where): Done {
  if (!charter.standings.has(standing)) return refuse('standing-unknown', rule, { standing })
  const begins = laterOf(from, at)
  const known = charter.recorded.get(party)
  if (known !== undefined) {
    const standings = [...endedAt(known.standings, begins), { standing, from: begins }]
    return { recorded: without(charter, party).set(party, { ...known, standings }) }
  }
  return changed(charter, party, at, (row) => {
    return { ...row, standings: [...endedAt(row.standings, begins), { standing, from: begins }] }
  })
}

export function suspended({ party, until }: ChangeOf<'party.suspend'>, { charter, at }: Where): Done {
  if (until !== undefined && until <= at) return refuse('proposal-expired', rule, { expires: until })
  const term: Term = { from: at, ...(until === undefined ? {} : { until }) }
  return changed(charter, party, at, (row) => ({ ...row, suspended: [...endedAt(row.suspended, at), term] }))
}

export function resumed({ party }: ChangeOf<'party.resume'>, { charter, at }: Where): Done {
  const row = charter.parties.get(party)
  if (row?.suspended.some((term) => holdsAt(term, at)) !== true) return unknown(party)
  const { compromised: _, ...stays } = row
  return withParty(charter, { ...stays, suspended: endedAt(row.suspended, at) })
}

export function departed({ party, from }: ChangeOf<'party.leave'>, { charter, at }: Where): Done {
  return changed(charter, party, at, (row) => ({ ...row, standings: endedAt(row.standings, laterOf(from, at)) }))
}

/** Somebody must be left who can change the charter again. */
function changed(charter: Charter, party: Party, at: Instant, to: (row: CharterParty) => CharterParty): Done {
  const row = charter.parties.get(party)
  if (row === undefined) return unknown(party)
  const facts = withParty(charter, to(row))
  const isGoverned = partiesWith({ ...charter, ...facts }, 'govern', at).length > 0
  return isGoverned ? facts : refuse('nobody-governs', rule, { party })
}

/** Parties that are known by name alone, but for one. */
function without({ recorded }: Charter, party: Party): Map<Party, RecordedParty> {
  const others = new Map(recorded)
  others.delete(party)
  return others
}

export function withParty(charter: Charter, row: CharterParty): Facts {
  return { parties: new Map(charter.parties).set(row.party, row) }
}

export const unknown = (subject: string): Refusal<Code> => refuse('subject-unknown', rule, { subject })

const laterOf = (from: Instant | undefined, at: Instant): Instant => (from === undefined || from < at ? at : from)

function endedAt<T extends Term | StandingTerm>(terms: readonly T[], at: Instant): readonly T[] {
  return terms
    .filter(({ from }) => from < at)
    .map((term) => (term.until === undefined || term.until > at ? { ...term, until: at } : term))
}
