import { toBase64Url } from '#kernel/bytes.ts'
import { Fault } from '#kernel/fault.ts'
import type { Opener, Signer } from '#protocol/suite/suite.ts'
import { suites } from '#protocol/suite/table.ts'
import { keyIdOf } from './key-id.ts'
import type { Keyring, KeySignature, LinkSecret } from './keyring.ts'
import {
  keyRoles,
  keySuites,
  type ActRole,
  type HybridKey,
  type KeyRole,
  type KeySuite,
  type PartyKeys,
  type RoleKeys,
} from './keys.ts'
import type { Party } from './party.ts'
import type { PartySeeds } from './seeds.ts'

/**
 * The secrets of one party, of every generation: those of keys that were replaced stay, for what is under way was sealed to them. Which of
 * them speak is said by public keys.
 */
export class KeyPool {
  readonly #party: Party
  readonly #signers = new Map<string, Signer>()
  /** Newest first, as what is looked for is most often. */
  #boxes: readonly Opener[] = []
  #links: readonly LinkSecret[] = []

  readonly #refresh: () => Promise<void>

  /** `refresh` adds what has been drawn elsewhere since: by another process of the node, or by a person. */
  constructor(party: Party, refresh: () => Promise<void> = () => Promise.resolve()) {
    this.#party = party
    this.#refresh = refresh
  }

  /** Adds secrets of any roles; answers their public keys. */
  async add(seeds: Partial<PartySeeds>): Promise<RoleKeys> {
    const made: [KeyRole, Record<string, string>][] = []
    for (const role of keyRoles) {
      const found: Readonly<Partial<Record<KeySuite, Uint8Array>>> | undefined = seeds[role]
      if (found === undefined) continue
      const keys: Record<string, string> = {}
      for (const suite of keySuites[role])
        keys[suite] = await this.#addOne(role, suite, found[suite] ?? new Uint8Array(0))
      made.push([role, keys])
    }
    return Object.fromEntries(made)
  }

  async #addOne(role: KeyRole, suite: KeySuite, seed: Uint8Array): Promise<string> {
    if (suite === 'x-wing') {
      const opener = await suites['x-wing'].opener(seed)
      this.#boxes = [
        opener,
        ...this.#boxes.filter((box) => toBase64Url(box.publicKey) !== toBase64Url(opener.publicKey)),
      ]
      return toBase64Url(opener.publicKey)
    }
    const signer = suites[suite].signer(seed)
    const publicKey = toBase64Url(signer.publicKey)
    this.#signers.set(placeOf(role, suite, publicKey), signer)
    if (role === 'link') {
      const secret = { publicKey, sign: async (message: Uint8Array) => signer.sign(message) }
      this.#links = [secret, ...this.#links.filter((link) => link.publicKey !== publicKey)]
    }
    return publicKey
  }

  /** The first role without its secrets, of those that these public keys name; `root` is not asked for. */
  lacks(keys: PartyKeys): KeyRole | undefined {
    return keyRoles.find((role) => role !== 'root' && !this.#has(role, { ...keys[role] }))
  }

  #has(role: KeyRole, keys: Readonly<Record<string, string>>): boolean {
    return keySuites[role].every((suite) => {
      const key = keys[suite] ?? ''
      if (suite === 'x-wing') return this.#boxes.some((box) => toBase64Url(box.publicKey) === key)
      return this.#signers.has(placeOf(role, suite, key))
    })
  }

  under(keys: PartyKeys): Keyring | undefined {
    if (keys.party !== this.#party || this.lacks(keys) !== undefined) return undefined
    const own = keys.link.ed25519
    return {
      keys,
      signAct: async (role, message) => this.#signBoth(role, keys[role], message),
      sign: async (role, message) => this.#signer(role, 'ed25519', keys[role].ed25519).sign(message),
      cosign: async (message) => this.#signer('witness', 'ml-dsa-44', keys.witness['ml-dsa-44']).sign(message),
      open: async (sealed, context) => {
        for (const box of this.#boxes) {
          const opened = await box.open(sealed, context)
          if (opened !== undefined) return opened
        }
        return undefined
      },
      links: () =>
        this.#links.toSorted((one, other) => Number(other.publicKey === own) - Number(one.publicKey === own)),
      under: (others) => this.underRefreshed(others),
    }
  }

  async underRefreshed(keys: PartyKeys): Promise<Keyring | undefined> {
    const known = this.under(keys)
    if (known !== undefined) return known
    await this.#refresh()
    return this.under(keys)
  }

  #signBoth(role: ActRole, key: HybridKey, message: Uint8Array): readonly KeySignature[] {
    return (['ed25519', 'ml-dsa-44'] as const).map((suite) => {
      const signer = this.#signer(role, suite, key[suite])
      return { keyid: keyIdOf(role, suite, signer.publicKey), sig: signer.sign(message) }
    })
  }

  #signer(role: KeyRole, suite: KeySuite, key: string): Signer {
    const signer = this.#signers.get(placeOf(role, suite, key))
    if (signer === undefined) throw new Fault('keys-missing', { params: { role } })
    return signer
  }
}

const placeOf = (role: KeyRole, suite: KeySuite, publicKey: string): string => `${role} ${suite} ${publicKey}`
