import { isRefusal, refuse, type Refusal } from '#kernel/refusal.ts'
import type { Act, ActId, Kind } from '#protocol/act/statement.ts'
import { AgreementDigest } from '#protocol/acts/agreement-closed.ts'
import { readChange, type Change } from '#protocol/acts/charter-change.ts'
import { CharterProposal } from '#protocol/acts/charter-proposal.ts'
import type { Code } from '#protocol/codes.ts'
import { lanePoint, type Charter } from '../charter.ts'
import { currentKeys, keysOf } from '../standing.ts'
import { depositOf, expiryOfAction, subjectOfAction, withAction } from '../treaty/action.ts'
import { digestKey, subjectOfDigest } from '../treaty/closed.ts'
import { consentRuleOf, factsOf, overtaken, subjectOf, subjectsOf, type Facts } from './changes.ts'
import { anyKeyRefusal, consentRefusal, consentsTo, rootRefusal, type Consents } from './consents.ts'
import type { Ordered } from './ordered.ts'

/** What an act that was ordered does to the charter, or why nothing. */
export type Ruling =
  | { readonly kind: 'adopted'; readonly facts: Facts; readonly subjects: readonly string[] }
  /** It has its signatures, and has come to nothing. */
  | { readonly kind: 'void'; readonly why: Refusal<Code> }
  /** The depositary had no right to enter it. */
  | { readonly kind: 'refused'; readonly why: Refusal<Code> }
  /** A newer version knows what it means: nothing after it can be adopted before this node is one. */
  | { readonly kind: 'unsupported'; readonly what: string }

/** A kind of act that an entry may order. Adding a kind is adding a row. */
interface EnterableRow {
  readonly rule: (ordered: Ordered) => Ruling
  /** Whose consent it needs; `undefined` for what its author says for himself. */
  readonly consents: (ordered: Ordered) => Consents | undefined
}

const proposals: EnterableRow = {
  rule(ordered) {
    const body = CharterProposal.parse(ordered.act.said.body)
    const change = readChange(body.change)
    return change === undefined ? { kind: 'unsupported', what: body.change.type } : ruled(ordered, body, change)
  },
  consents(ordered) {
    const change = readChange(CharterProposal.parse(ordered.act.said.body).change)
    return change === undefined ? undefined : consentsTo(ordered, consentRuleOf(change, ordered.charter))
  },
}

/** What a party does about an agreement it does by itself; the day of its entry is the day of deposit. */
const actions: EnterableRow = {
  rule({ charter, at, act }) {
    const unsealed = sealRefusal(charter, act)
    if (unsealed !== undefined) return { kind: 'void', why: unsealed }
    const deposit = depositOf(act)
    const expires = expiryOfAction(act)
    if (at >= expires) return { kind: 'void', why: refuse('action-late', 'protocol 8: expiry', { expires }) }
    const facts = withAction({ charter, at, ...deposit })
    if (isRefusal(facts)) return { kind: 'void', why: facts }
    return { kind: 'adopted', facts, subjects: [subjectOfAction(deposit.agreement)] }
  },
  consents: () => undefined,
}

/** What a party says by its `seal` alone it says with the one that it has at the place of its entry, and while that is not frozen. */
function sealRefusal(charter: Charter, { said: { author, charter: named } }: Act): Refusal<Code> | undefined {
  const row = charter.parties.get(author)
  const then = named === 'self' ? undefined : lanePoint(charter, named)
  const before = then === undefined ? undefined : keysOf(then, author)
  if (row === undefined || before === undefined) return undefined
  const { keys, sealFrozen } = currentKeys(row)
  if (keys.seal.ed25519 !== before.seal.ed25519) return refuse('seal-superseded', 'protocol 3: key change', { author })
  return sealFrozen ? refuse('keys-frozen', 'protocol 3: freeze', { party: author }) : undefined
}

/** That its author has a closed agreement, and from when on. Nobody else can take the place of a digest: it stands under its author. */
const digests: EnterableRow = {
  rule({ charter, at, entry, act }) {
    const expires = expiryOfAction(act)
    if (at >= expires) return { kind: 'void', why: refuse('action-late', 'protocol 8: expiry', { expires }) }
    const key = digestKey(act.said.author, AgreementDigest.parse(act.said.body).digest)
    const closedDigests = new Map(charter.closedDigests)
    if (!closedDigests.has(key)) closedDigests.set(key, { act: entry, at })
    return { kind: 'adopted', facts: { closedDigests }, subjects: [subjectOfDigest(key)] }
  },
  consents: () => undefined,
}

const rows: ReadonlyMap<string, EnterableRow> = new Map([
  ['charter.proposal/1', proposals],
  ['agreement.action/1', actions],
  ['agreement.digest/1', digests],
])

/** Kinds that wait for an entry, for queries. */
export const enterableKinds: readonly Kind[] = [...rows.keys()] as Kind[]

/** What becomes of an act at its place. The caller has checked its form and its author's signatures. */
export function ruleOn(ordered: Ordered): Ruling {
  const { kind } = ordered.act.said
  return rows.get(kind)?.rule(ordered) ?? { kind: 'unsupported', what: kind }
}

/** How a signature of consent to the act is looked at: by the party's root, or by any key of its where that will do. */
export function consentProof({ said }: Act): typeof rootRefusal {
  const body = CharterProposal.safeParse(said.body)
  return body.success && body.data.change.type === 'keys.freeze' ? anyKeyRefusal : rootRefusal
}

export function consentsFor(ordered: Ordered): Consents | undefined {
  return rows.get(ordered.act.said.kind)?.consents(ordered)
}

function ruled(ordered: Ordered, { expects, expires }: CharterProposal, change: Change): Ruling {
  const { charter, at } = ordered
  const why = consentRefusal(consentsTo(ordered, consentRuleOf(change, charter)))
  if (why !== undefined) return { kind: 'refused', why }
  const subject = subjectOf(change)
  if (at >= expires) return { kind: 'void', why: refuse('proposal-expired', 'protocol 8: expiry', { expires }) }
  if (expects !== lastAbout(ordered, subject)) return { kind: 'void', why: overtaken(subject) }
  const facts = factsOf(change, ordered)
  return isRefusal(facts)
    ? { kind: 'void', why: facts }
    : { kind: 'adopted', facts, subjects: subjectsOf(change, charter) }
}

const lastAbout = ({ charter }: Ordered, subject: string): ActId => charter.lastAbout.get(subject) ?? charter.id
