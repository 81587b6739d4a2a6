import { join } from 'node:path'
import { Fault } from '#kernel/fault.ts'
import type { Random } from '#kernel/ports.ts'
import { keyringFromSeeds } from '#protocol/identity/memory-keyring.ts'
import type { Keyring } from '#protocol/identity/keyring.ts'
import type { Party } from '#protocol/identity/party.ts'
import { generateSeeds } from '#protocol/identity/seeds.ts'
import { checkPrivateFolder, readPrivateFile, readSecret, writePrivateFile } from './private-file.ts'
import { readSeeds, writeSeeds } from './sealed-seeds.ts'
import type { HeldSeeds, Protection } from './sealed-seeds.ts'
import { weaknessOf } from './weak-seed.ts'

/** Where a party's keys lie, and what opens them. */
export interface KeyFolder {
  /** 0700, holds `keys.json`, 0600. */
  readonly folder: string
  readonly party: Party
  /** A file, 0600, of at least 16 bytes (a passphrase's last line end does not count); or no protection, for a demonstration alone. */
  readonly secret: { readonly kind: 'file'; readonly file: string } | { readonly kind: 'none'; readonly isDemo: true }
}

/** Draws new keys and keeps them; faults with `file-exists` where there are some. */
export async function createFileKeyring(where: KeyFolder, random: Random): Promise<Keyring> {
  const held = { party: where.party, seeds: generateSeeds(random) }
  const keyring = await soundKeyring(held)
  await writePrivateFile(keyFile(where), await writeSeeds(held, await protectionOf(where), random))
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

/** A party's keys, and the 32-byte seed of its `link` key: TLS of the runtime takes a key and no signer. As secret as the file. */
export interface NodeKeys {
  readonly keyring: Keyring
  readonly linkSeed: Uint8Array
}

/** As `openFileKeyring`, for the process that serves. */
export async function openNodeKeys(where: KeyFolder): Promise<NodeKeys> {
  await checkPrivateFolder(where.folder)
  const held = await readSeeds(await readPrivateFile(keyFile(where)), await protectionOf(where))
  if (held.party !== where.party) throw new Fault('keyring-party', { params: { party: held.party } })
  return { keyring: await soundKeyring(held), linkSeed: held.seeds.link.ed25519 }
}

async function soundKeyring(held: HeldSeeds): Promise<Keyring> {
  const keyring = await keyringFromSeeds(held.party, held.seeds)
  const weakness = weaknessOf(held.seeds, keyring.keys)
  if (weakness !== undefined) throw new Fault('keyring-weak', { params: { key: weakness } })
  return keyring
}

const keyFile = ({ folder }: KeyFolder): string => join(folder, 'keys.json')

async function protectionOf({ secret }: KeyFolder): Promise<Protection> {
  if (secret.kind === 'none') return { kind: 'plain' }
  return { kind: 'passphrase', passphrase: await readSecret(secret.file) }
}
