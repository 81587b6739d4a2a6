import type { Instant } from '#kernel/instant.ts'
import { isRefusal, refuse } from '#kernel/refusal.ts'
import type { Refusal } from '#kernel/refusal.ts'
import type { Statement } from '#protocol/act/statement.ts'
import { checkKind } from '#protocol/acts/check.ts'
import type { CheckedKind } from '#protocol/acts/check.ts'
import { kindRow } from '#protocol/acts/table.ts'
import type { Code } from '#protocol/codes.ts'
import type { Party } from '#protocol/identity/party.ts'
import type { Charter } from './charter.ts'
import { charterAsOf, withClosed } from './charter.ts'
import { release, underWay } from './release.ts'
import { asEntered } from './lane/key-changes.ts'
import { currentKeys, isOutside, leftAt } from './standing.ts'
import { awaitsTrust } from './trusted.ts'

/** Who judges what came in, from whom, by which charter and when. */
export interface Arrival {
  /** Whose link it came over: the author, or another addressee that hands it on. */
  readonly from: Party
  readonly self: Party
  /** The newest charter that the recipient has adopted. */
  readonly charter: Charter
  readonly at: Instant
}

/** What the recipient makes of an act (protocol.md 7). */
export type Verdict = Admitted | Rejected
export interface Admitted {
  readonly kind: 'admitted'
  /** The agreement it rests on, by the newest charter; absent for records. */
  readonly basis?: string
  readonly checked: CheckedKind
}
export interface Rejected {
  /**
   * `dropped`: not what it claims to be. `refused`: valid, not allowed. `held`: judged again when the charter entry it names,
   * or a fresh head of the lane, is here, or when a party has said up to where the seal that was frozen is trusted. `quarantined`: this version cannot process it; a person looks.
   */
  readonly kind: 'dropped' | 'refused' | 'held' | 'quarantined'
  readonly refusal: Refusal<Code>
}

/**
 * Judges an act whose id, strict form and signatures the caller has checked with the author's keys, if the charter knows the
 * author. Asks the gate twice: with the charter as of the entry the act names, and with the newest; either may refuse
 * (protocol.md 9). Of a stranger nothing is kept but what waits for a charter entry.
 */
export function judge(said: Statement, arrival: Arrival): Verdict {
  const { charter, self, at } = arrival
  const misdirected = misdirection(said, arrival)
  if (misdirected !== undefined) return { kind: 'dropped', refusal: misdirected }
  if (said.coalition !== charter.id) return { kind: 'refused', refusal: otherCoalition(said, charter) }
  const asOf = said.charter === 'self' ? undefined : (charterAsOf(charter, said.charter) ?? whereLeft(said, arrival))
  if (asOf === undefined) return { kind: 'held', refusal: unknownEntry(said) }
  if (!charter.parties.has(said.author)) return { kind: 'refused', refusal: unknownAuthor(said) }
  if (kindRow(said.kind) === undefined) return { kind: 'quarantined', refusal: unknownKind(said) }
  const checked = checkKind(said)
  if (isRefusal(checked)) return { kind: 'dropped', refusal: checked }
  const before = withClosed({ ...withLaterParty(said, asOf, arrival), headAt: 'untracked' }, charter.closed?.rows)
  const then = release(said, self, { charter: unfrozenHere(before, said), at })
  if (isRefusal(then)) return { kind: 'refused', refusal: then }
  const now = release(said, self, { charter: underWay(said.kind, charter), at })
  if (isRefusal(now) && now.code !== 'keys-frozen')
    return { kind: now.code === 'charter-stale' ? 'held' : 'refused', refusal: now }
  if (isRefusal(now) || awaitsTrust(charter, said)) return { kind: 'held', refusal: unsaid(said) }
  return { ...now, kind: 'admitted', checked }
}

/** What names the newest entry may be older than the freezing that no entry says yet. */
function unfrozenHere(charter: Charter, { author }: Statement): Charter {
  const row = charter.parties.get(author)
  if (row === undefined || currentKeys(row).isFrozenHere !== true) return charter
  return { ...charter, parties: new Map(charter.parties).set(author, asEntered(row)) }
}

/** Who has left learns no later entry: what passes whatever has happened since, a recall above all, it judges by the charter of its leaving. */
function whereLeft({ kind }: Statement, { self, charter, at }: Arrival): Charter | undefined {
  return kindRow(kind)?.passesChanges === true && leftAt(charter, self, at) !== undefined ? charter : undefined
}

/** What is said to the whole coalition is said to its later parties too (protocol.md 4): the charter of then, with us in it as we are now. */
function withLaterParty({ audience }: Statement, asOf: Charter, { self, charter, at }: Arrival): Charter {
  const row = charter.parties.get(self)
  if (!('coalition' in audience) || !isOutside(asOf, self, at) || row === undefined) return asOf
  return { ...asOf, parties: new Map(asOf.parties).set(self, row) }
}

/** The link must be the author's, or that of another addressee handing on what it was sent; and we must be addressed. */
function misdirection(said: Statement, { from, self }: Arrival): Refusal<Code> | undefined {
  const { author, audience } = said
  const isAddressed = (party: Party): boolean => 'coalition' in audience || audience.includes(party)
  if (!isAddressed(self)) return refuse('not-addressed', 'protocol 7: in the audience', { recipient: self })
  if (from === author || isAddressed(from)) return undefined
  return refuse('wrong-author', 'protocol 7: whose link', { author, from })
}

/** What is under way when a seal is frozen waits until it has been replaced, and its party has said up to where it is trusted. */
const unsaid = ({ author: party }: Statement): Refusal<Code> =>
  refuse('trust-unsaid', 'protocol 3: last trusted index', { party })
const unknownAuthor = ({ author }: Statement): Refusal<Code> =>
  refuse('author-unknown', "protocol 9: author's standing", { author })
const unknownKind = ({ kind }: Statement): Refusal<Code> => refuse('kind-unknown', 'protocol 10: kinds', { kind })
const otherCoalition = ({ author }: Statement, { name }: Charter): Refusal<Code> =>
  refuse('other-coalition', 'protocol 9: coalition', { author, coalition: name })
const unknownEntry = ({ charter, author }: Statement): Refusal<Code> =>
  refuse('charter-entry-unknown', 'protocol 7: charter entry', { entry: charter, author })
