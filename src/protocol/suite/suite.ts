/** The algorithms of the product, by the names that stand in charters, key ids and vectors. There is no negotiation. */
export type SuiteName = 'ed25519' | 'ml-dsa-44' | 'x-wing' | 'aes-256-gcm' | 'sha-256'

interface Suite {
  readonly name: SuiteName
  /** The standard that the provider is checked against. */
  readonly source: string
  /** Whether the provider answers the standard's own values. Never throws; a provider that throws has failed. */
  selfTest(): boolean | Promise<boolean>
}

/** Signs and verifies. Sizes in bytes. */
export interface SignatureSuite extends Suite {
  readonly kind: 'signature'
  readonly seedBytes: number
  readonly publicKeyBytes: number
  readonly signatureBytes: number
  /** Whether the raw public key is one that `verify` could ever accept: length, canonical form, order. */
  isPublicKey(publicKey: Uint8Array): boolean
  /** Whether the signature is valid and the only spelling of itself. False, never a throw, for bytes of any length. */
  verify(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean
  /** The same on another thread, for many at once. */
  verifyLater(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): Promise<boolean>
  /** The key pair of a seed, ready to sign; the same seed gives the same keys for ever. */
  signer(seed: Uint8Array): Signer
}

export interface Signer {
  readonly publicKey: Uint8Array
  sign(message: Uint8Array): Uint8Array
}

/** What binds a sealed message to its use: `info` says what it is, `aad` is authenticated beside it. */
export interface SealContext {
  readonly info: Uint8Array
  readonly aad: Uint8Array
}

/** Seals to a public key, one message at a time (HPKE single-shot, base mode). Sealed bytes: encapsulated secret, then ciphertext. */
export interface SealSuite extends Suite {
  readonly kind: 'seal'
  readonly seedBytes: number
  readonly publicKeyBytes: number
  /** What sealing adds to the length of the plaintext. */
  readonly overheadBytes: number
  isPublicKey(publicKey: Uint8Array): Promise<boolean>
  /** Throws a fault for a key that `isPublicKey` refuses. */
  seal(publicKey: Uint8Array, plaintext: Uint8Array, context: SealContext): Promise<Uint8Array>
  opener(seed: Uint8Array): Promise<Opener>
}

export interface Opener {
  readonly publicKey: Uint8Array
  /** `undefined` for anything that was not sealed to this key with this context. */
  open(sealed: Uint8Array, context: SealContext): Promise<Uint8Array | undefined>
}

/** Encrypts with a key used once per nonce. Ciphertext: as long as the plaintext, then the tag. */
export interface CipherSuite extends Suite {
  readonly kind: 'cipher'
  readonly keyBytes: number
  readonly nonceBytes: number
  readonly tagBytes: number
  /** `into`, if given, is where the ciphertext and the tag are written: as long as both. */
  encrypt(use: CipherUse, plaintext: Uint8Array, into?: Uint8Array): Uint8Array
  /**
   * `undefined` for anything that was not encrypted with this key, nonce and additional data. `into`, if given, is where the plaintext is
   * put once it is authentic, and not before: as long as it.
   */
  decrypt(use: CipherUse, ciphertext: Uint8Array, into?: Uint8Array): Uint8Array | undefined
}

export interface CipherUse {
  readonly key: Uint8Array
  readonly nonce: Uint8Array
  readonly aad?: Uint8Array
}

export interface HashSuite extends Suite {
  readonly kind: 'hash'
  readonly digestBytes: number
  hash(...parts: readonly Uint8Array[]): Uint8Array
}
