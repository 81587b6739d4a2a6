import { createPublicKey, type KeyObject } from 'node:crypto'

/** A coalition's keys in use, and those of as many strangers again. */
const most = 512

/** Public keys in the provider's form, by their bytes: the newest ones, so that nobody who sends many can make it grow. */
export class KeptKeys {
  readonly #make: (publicKey: Uint8Array) => KeyObject | undefined
  readonly #kept = new Map<string, KeyObject>()

  /** `make` answers `undefined` for bytes that are no key; those are not kept. */
  constructor(make: (publicKey: Uint8Array) => KeyObject | undefined) {
    this.#make = make
  }

  of(publicKey: Uint8Array): KeyObject | undefined {
    const name = publicKey.toBase64()
    const kept = this.#kept.get(name)
    if (kept !== undefined) return kept
    const made = this.#make(publicKey)
    if (made === undefined) return undefined
    const [oldest] = this.#kept.keys()
    if (this.#kept.size >= most && oldest !== undefined) this.#kept.delete(oldest)
    this.#kept.set(name, made)
    return made
  }
}

/** `undefined` for bytes that the provider takes for no key. */
export function publicKeyFrom(publicKey: Uint8Array, type: 'ed25519' | 'ml-dsa-44'): KeyObject | undefined {
  try {
    return createPublicKey({ key: publicKey, format: 'raw-public', asymmetricKeyType: type })
  } catch {
    return undefined
  }
}
