import type { Party } from './party.ts'

/** One key, one role (protocol.md 3). */
export const keyRoles = ['root', 'seal', 'exercise', 'journal', 'witness', 'box', 'link'] as const
export type KeyRole = (typeof keyRoles)[number]

/**
 * The public keys of a party as the charter holds them: base64url of the raw public key, per role and suite.
 * Roles that sign acts carry Ed25519 and ML-DSA-44, both required; `witness` carries the ML-DSA-44 cosigner beside;
 * `box` is X-Wing (1216 bytes).
 */
export interface PartyKeys {
  readonly party: Party
  readonly root: HybridKey
  readonly seal: HybridKey
  readonly exercise: HybridKey
  readonly journal: { readonly ed25519: string }
  readonly witness: HybridKey
  readonly box: { readonly 'x-wing': string }
  readonly link: { readonly ed25519: string }
}

export interface HybridKey {
  readonly ed25519: string
  readonly 'ml-dsa-44': string
}
