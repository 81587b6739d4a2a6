import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { decodeUtf8 } from '#kernel/bytes.ts'
import { Fault } from '#kernel/fault.ts'
import type { Random } from '#kernel/ports.ts'
import { KeyPool } from '#protocol/identity/key-pool.ts'
import { keyIdOf } from '#protocol/identity/key-id.ts'
import type { Keyring } from '#protocol/identity/keyring.ts'
import { keyRoles, type KeyRole, type PartyKeys, type RoleKeys } from '#protocol/identity/keys.ts'
import type { Party } from '#protocol/identity/party.ts'
import { drawSeeds, type PartySeeds } from '#protocol/identity/seeds.ts'
import { ed25519 } from '#protocol/suite/ed25519.ts'
import { checkPrivateFolder, readPrivateFile, readSecret, writePrivateFile } from './private-file.ts'
import { readSeeds, writeSeeds } from './sealed-seeds.ts'
import type { Protection } from './sealed-seeds.ts'
import { weaknessOf } from './weak-seed.ts'

/** Where a party's keys lie, and what opens them. */
export interface KeyFolder {
  /** 0700, holds `keys.json` and, of keys drawn later, `keys-2.json` and so on, 0600. */
  readonly folder: string
  readonly party: Party
  /** A file, 0600, of at least 16 bytes (a passphrase's last line end does not count); or no protection, for a demonstration alone. */
  readonly secret: { readonly kind: 'file'; readonly file: string } | { readonly kind: 'none'; readonly isDemo: true }
}

/** A party's keys of every generation, those of TLS, which takes a key and no signer, and a way to more of them. As secret as the files. */
export interface NodeKeys {
  /** Speaks with the newest of each role; `under` with others. */
  readonly keyring: Keyring
  /** The 32-byte seed of the first `link` key. */
  readonly linkSeed: Uint8Array
  /** The seed of the `link` key with this id, if it is here. */
  readonly linkSeedOf: (keyid: string) => Uint8Array | undefined
  /** New keys of these roles. Their secrets lie in a file of their own, durable, before their public keys are answered. */
  readonly draw: (roles: readonly KeyRole[], random: Random) => Promise<RoleKeys>
}

/** Draws a first set of keys and keeps them; faults with `file-exists` where there are some. */
export async function createFileKeyring(where: KeyFolder, random: Random): Promise<Keyring> {
  const seeds = drawSeeds(random, keyRoles)
  const pool = new KeyPool(where.party)
  const keys = { ...(await pool.add(seeds)), party: where.party } as PartyKeys
  refuseWeak(seeds, keys)
  const text = await writeSeeds({ party: where.party, seeds }, await protectionOf(where), random)
  await writePrivateFile(join(where.folder, firstFile), text)
  const keyring = pool.under(keys)
  if (keyring === undefined) throw new Fault('keyring-damaged')
  return keyring
}

/**
 * Loads the keys of a party. Faults, naming the file but never its content: `file-loose`, `file-unreadable`,
 * `keyring-damaged`, `keyring-passphrase`, `keyring-plain`, `keyring-party` for another party's keys, and
 * `keyring-weak` for keys that stand in a document or test or were not drawn at random.
 */
export async function openFileKeyring(where: KeyFolder): Promise<Keyring> {
  return (await openNodeKeys(where)).keyring
}

/** The files of a folder into another that is empty, as they are, once they have been found to open. */
export async function copyKeys(from: KeyFolder, to: string): Promise<void> {
  await openFileKeyring(from)
  for (const name of await new KeyFiles(from).names()) {
    const text = decodeUtf8(await readPrivateFile(join(from.folder, name)))
    await writePrivateFile(join(to, name), text ?? '')
  }
}

/** As `openFileKeyring`, for the process that serves. */
export async function openNodeKeys(where: KeyFolder): Promise<NodeKeys> {
  await checkPrivateFolder(where.folder)
  const files = new KeyFiles(where)
  await files.refresh()
  return files.opened()
}

const firstFile = 'keys.json'
const laterFile = /^keys-([1-9]\d{0,5})\.json$/u
const numberOf = (name: string): number => (name === firstFile ? 1 : Number(laterFile.exec(name)?.[1] ?? 0))
/** Two processes that draw at once: the second takes the next name. */
const mostTries = 16

class KeyFiles {
  readonly #where: KeyFolder
  readonly #pool: KeyPool
  readonly #read = new Set<string>()
  readonly #linkSeeds: Uint8Array[] = []
  #newest: RoleKeys = {}

  constructor(where: KeyFolder) {
    this.#where = where
    this.#pool = new KeyPool(where.party, () => this.refresh())
  }

  /** Reads the files that have come since, the oldest first. */
  async refresh(): Promise<void> {
    const protection = await protectionOf(this.#where)
    for (const name of await this.names()) {
      if (this.#read.has(name)) continue
      const held = await readSeeds(await readPrivateFile(join(this.#where.folder, name)), protection)
      if (held.party !== this.#where.party) throw new Fault('keyring-party', { params: { party: held.party } })
      await this.#add(name, held.seeds)
    }
  }

  opened(): NodeKeys {
    const keys = { ...this.#newest, party: this.#where.party }
    const lacking = keyRoles.find((role) => role !== 'root' && this.#newest[role] === undefined)
    if (lacking !== undefined) throw new Fault('keys-missing', { params: { role: lacking } })
    const keyring = this.#pool.under(keys as PartyKeys)
    const [linkSeed] = this.#linkSeeds
    if (keyring === undefined || linkSeed === undefined) throw new Fault('keyring-damaged')
    return {
      keyring,
      linkSeed,
      linkSeedOf: (keyid) => this.#linkSeeds.find((seed) => linkKeyId(seed) === keyid),
      draw: (roles, random) => this.#draw(roles, random),
    }
  }

  async #draw(roles: readonly KeyRole[], random: Random): Promise<RoleKeys> {
    const seeds = drawSeeds(random, roles)
    const { party, folder } = this.#where
    const text = await writeSeeds({ party, seeds }, await protectionOf(this.#where), random)
    for (let tries = 0; ; tries += 1) {
      const last = Math.max(1, ...(await this.names()).map(numberOf))
      const name = `keys-${last + 1}.json`
      try {
        await writePrivateFile(join(folder, name), text)
      } catch (error) {
        if (tries < mostTries && error instanceof Fault && error.code === 'file-exists') continue
        throw error
      }
      return this.#add(name, seeds)
    }
  }

  async #add(name: string, seeds: Partial<PartySeeds>): Promise<RoleKeys> {
    const keys = await this.#pool.add(seeds)
    refuseWeak(seeds, keys)
    if (seeds.link !== undefined) this.#linkSeeds.push(seeds.link.ed25519)
    this.#newest = { ...this.#newest, ...keys }
    this.#read.add(name)
    return keys
  }

  /** Of the files, the oldest first. */
  async names(): Promise<readonly string[]> {
    const { folder } = this.#where
    const names = await readdir(folder).catch((cause: unknown) => {
      throw new Fault('file-unreadable', { params: { file: folder }, cause })
    })
    const files = names.filter((name) => numberOf(name) > 0)
    if (!files.includes(firstFile)) throw new Fault('file-unreadable', { params: { file: join(folder, firstFile) } })
    return files.toSorted((one, other) => numberOf(one) - numberOf(other))
  }
}

const linkKeyId = (seed: Uint8Array): string => keyIdOf('link', 'ed25519', ed25519.signer(seed).publicKey)

function refuseWeak(seeds: Partial<PartySeeds>, keys: RoleKeys): void {
  const weakness = weaknessOf(seeds, keys)
  if (weakness !== undefined) throw new Fault('keyring-weak', { params: { key: weakness } })
}

async function protectionOf({ secret }: KeyFolder): Promise<Protection> {
  if (secret.kind === 'none') return { kind: 'plain' }
  return { kind: 'passphrase', passphrase: await readSecret(secret.file) }
}
