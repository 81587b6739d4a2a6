import type { SealContext } from '#protocol/suite/suite.ts'
import type { ActRole, PartyKeys } from './keys.ts'

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
  /** Opens what was sealed to the `box` key; `undefined` for anything else. */
  open(sealed: Uint8Array, context: SealContext): Promise<Uint8Array | undefined>
}
