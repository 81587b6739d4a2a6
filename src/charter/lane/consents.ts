import { fromBase64Url } from '#kernel/bytes.ts'
import type { Instant } from '#kernel/instant.ts'
import { refuse, type Refusal } from '#kernel/refusal.ts'
import type { Act } from '#protocol/act/statement.ts'
import { verifyAny, verifyRoots, type SignatureCheck } from '#protocol/act/verify.ts'
import type { Code } from '#protocol/codes.ts'
import type { PartyKeys } from '#protocol/identity/keys.ts'
import type { Party } from '#protocol/identity/party.ts'
import { lanePoint, type Charter } from '../charter.ts'
import { keysOf, partiesWith } from '../standing.ts'
import type { Countersignatures, Ordered } from './ordered.ts'

/** Whose `root`s must sign: a threshold of those who govern, all of them, one party alone, or each of those named; or any key of one party. */
export type ConsentRule =
  | { readonly kind: 'threshold' | 'all'; readonly without?: Party }
  | { readonly kind: 'own' | 'any-key'; readonly party: Party }
  | { readonly kind: 'each'; readonly parties: readonly Party[] }

/** Who has signed of those who count, and how many it takes. */
export interface Consents {
  readonly of: readonly Party[]
  readonly signed: readonly Party[]
  readonly needed: number
}

/** floor(2m/3) + 1 of m (protocol.md 8). */
export const thresholdOf = (m: number): number => Math.floor((2 * m) / 3) + 1

/**
 * Counts the countersignatures of an act: of those who govern where it is ordered, by the `root` they have there, the subject not counted. The
 * threshold is the higher of two, of those who govern there and of those who governed where it was proposed: an act that names an
 * old entry is not passed by the few of then, nor does it become easier while others are suspended.
 */
export function consentsTo(ordered: Ordered, rule: ConsentRule): Consents {
  const { charter, act, at } = ordered
  const then = act.said.charter === 'self' ? undefined : lanePoint(charter, act.said.charter)
  if (then === undefined) return { of: [], signed: [], needed: 1 }
  const { of, needed } = consentsAsked(rule, { charter, before: then, at })
  const signed = of.filter((party) => hasSigned(ordered, party, rule.kind === 'any-key' ? anyKeyRefusal : rootRefusal))
  return { of, signed, needed }
}

/** Who is asked where something is ordered, and how many of them it takes. `before`: the charter where it was proposed. */
export function consentsAsked(
  rule: ConsentRule,
  { charter, before, at }: Pick<Ordered, 'charter' | 'at'> & { readonly before: Charter },
): Omit<Consents, 'signed'> {
  const of = namedBy(rule) ?? governing(charter, at, 'without' in rule ? rule.without : undefined)
  if (rule.kind !== 'threshold') return { of, needed: Math.max(1, of.length) }
  const asked = Math.max(...[of, governing(before, at, rule.without)].map(({ length }) => thresholdOf(length)))
  return { of, needed: Math.max(1, Math.min(of.length, asked)) }
}

/** Those who must sign, whatever their rights, where the rule names them. */
function namedBy(rule: ConsentRule): readonly Party[] | undefined {
  if (rule.kind === 'own' || rule.kind === 'any-key') return [rule.party]
  return rule.kind === 'each' ? rule.parties : undefined
}

export function consentRefusal({ signed, needed, of }: Consents): Refusal<Code> | undefined {
  if (signed.length >= needed) return undefined
  const missing = of.filter((party) => !signed.includes(party)).join(', ')
  return refuse('consents-missing', 'protocol 8: threshold', { have: signed.length, needed, missing })
}

const governing = (charter: Charter, at: Instant, without?: Party): readonly Party[] =>
  partiesWith(charter, 'govern', at).filter((party) => party !== without)

function hasSigned({ charter, act, signatures, check }: Ordered, party: Party, refusal: typeof rootRefusal): boolean {
  const given = signatures.find((row) => row.party === party)
  const keys = keysOf(charter, party)
  return given !== undefined && keys !== undefined && refusal(act, given.signatures, { keys, check }) === undefined
}

/** Whose root it is to be, and who says whether a signature is valid. */
interface RootOf {
  readonly keys: PartyKeys
  readonly check?: SignatureCheck | undefined
}

/** Why these are not the signatures of that `root` over the act; `undefined` where they are. */
export function rootRefusal(
  { payloadType, statement }: Act,
  signatures: Countersignatures[number]['signatures'],
  { keys, check }: RootOf,
): Refusal<Code> | undefined {
  const raw = signatures.map(({ keyid, sig }) => ({ keyid, sig: fromBase64Url(sig) ?? new Uint8Array(0) }))
  return verifyRoots({ payloadType, statement, signatures: raw }, [keys], check)
}

/** Why none of these is a signature of any key of the party's over the act; `undefined` where one is. */
export function anyKeyRefusal(
  { payloadType, statement }: Act,
  signatures: Countersignatures[number]['signatures'],
  { keys, check }: RootOf,
): Refusal<Code> | undefined {
  const raw = signatures.map(({ keyid, sig }) => ({ keyid, sig: fromBase64Url(sig) ?? new Uint8Array(0) }))
  return verifyAny({ payloadType, statement, signatures: raw }, keys, check)
}
