import type { SealContext } from '#protocol/suite/suite.ts'
import type { ActRole, KeyRole, PartyKeys, RoleKeys } from './keys.ts'

/** A `link` key as one may sign with it: base64url of its raw public key, and Ed25519 of 64 bytes. */
export interface LinkSecret {
  readonly publicKey: string
  sign(message: Uint8Array): Promise<Uint8Array>
}

/** Draws new keys of some roles. Their secrets are kept, durable, before their public keys are answered. */
export type DrawKeys = (roles: readonly KeyRole[]) => Promise<RoleKeys>

/** A signature as an envelope carries it: whose key, and the raw signature. */
export interface KeySignature {
  readonly keyid: string
  readonly sig: Uint8Array
}

/**
 * The secret keys of one party, as what they may be used for. The key in memory, the key in a file and an external signer are
 * its adapters. `message` is always the exact bytes to be signed: a PAE (act/pae.ts) or the text of a note.
 */
export interface Keyring {
  readonly keys: PartyKeys
  /** Both signatures of a role that signs acts: Ed25519, then ML-DSA-44. */
  signAct(role: ActRole, message: Uint8Array): Promise<readonly KeySignature[]>
  /** Ed25519. `journal` signs checkpoints, `witness` cosigns, `link` signs headers, heads and requests. */
  sign(role: 'journal' | 'witness' | 'link', message: Uint8Array): Promise<Uint8Array>
  /** ML-DSA-44 with the `witness` key, beside its Ed25519 cosignature. */
  cosign(message: Uint8Array): Promise<Uint8Array>
  /** Opens what was sealed to any `box` key that the party has or had; `undefined` for anything else. */
  open(sealed: Uint8Array, context: SealContext): Promise<Uint8Array | undefined>
  /**
   * Every `link` key at hand, the one of `keys` first: a peer may not have adopted the charter entry that named it, or have adopted one that
   * this node has not.
   */
  links(): readonly LinkSecret[]
  /**
   * The same party's secrets, speaking with other public keys of its: those before a change, or after one. `undefined` where a secret
   * is not at hand; that of `root` need not be.
   */
  under(keys: PartyKeys): Promise<Keyring | undefined>
}
