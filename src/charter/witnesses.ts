import type { Instant } from '#kernel/instant.ts'
import type { Party } from '#protocol/identity/party.ts'
import type { Charter } from './charter.ts'
import { partiesWith } from './standing.ts'

/** Who cosigns a party's journal and how many of them make a checkpoint witnessed. */
export interface WitnessPolicy {
  readonly witnesses: readonly Party[]
  readonly n: number
  /** Lying witnesses it tolerates. */
  readonly f: number
  readonly k: number
}

/** Quorum of `n` witnesses: f = floor((n-1)/3), k the least with 2k - n > f (protocol.md 6). No witness, no quorum: 0 of 0. */
export function quorumOf(n: number): { readonly f: number; readonly k: number } {
  const f = n === 0 ? 0 : Math.floor((n - 1) / 3)
  return { f, k: n === 0 ? 0 : Math.floor((n + f) / 2) + 1 }
}

/** Every party with the right to witness, and among those that the charter names if it names some, cosigns every journal but its own. */
export function witnessPolicyOf(charter: Charter, author: Party, at: Instant): WitnessPolicy {
  const isNamed = (party: Party) => charter.witnesses === 'all' || charter.witnesses.includes(party)
  const witnesses = partiesWith(charter, 'witness', at).filter((party) => party !== author && isNamed(party))
  return { witnesses, n: witnesses.length, ...quorumOf(witnesses.length) }
}
