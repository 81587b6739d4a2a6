import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isRefusal } from '#kernel/refusal.ts'
import { instantOf } from '#kernel/instant.ts'
import type { SignedAct } from '#protocol/act/statement.ts'
import type { Keyring } from '#protocol/identity/keyring.ts'
import type { Party } from '#protocol/identity/party.ts'
import { systemClock, systemRandom, systemTimers } from '#platform/clock/system-time.ts'
import { insert } from '#platform/db/table.ts'
import { accounts, newToken } from '#platform/http/account.ts'
import type { Role } from '#platform/http/roles.ts'
import { createFileKeyring } from '#platform/keyring/file-keyring.ts'
import { linkSigner } from '#platform/transport/link/link-keys.ts'
import { installGenesis } from '#charter/record/install.ts'
import { readProfile, signedGenesis } from '#charter/testing/demo-coalition.ts'
import { parseConfig } from '#node/config.ts'
import { openDatabase } from '#node/database.ts'
import { openDisk } from '#node/disk.ts'
import { freePort } from './command.ts'

export const parties = ['alt', 'bor'] as Party[]

/** Two states below one folder, each with a configuration, keys and accounts of its own: tokens lie in files named after these. */
export interface Founded {
  readonly home: string
  readonly keyrings: ReadonlyMap<Party, Keyring>
}

const people: readonly (readonly [name: string, role: Role])[] = [
  ['liaison', 'liaison'],
  ['tool', 'taxii'],
]

export async function found(home: string): Promise<Founded> {
  const founding = { home, keyrings: new Map<Party, Keyring>() }
  const genesis = await foundCoalition(founding)
  for (const party of parties) await install(home, party, genesis)
  return founding
}

/** What the command line is told to speak to a party's node as its liaison. */
export function asLiaison({ home, keyrings }: Founded, party: Party, url: string): readonly string[] {
  const { keyid } = linkSigner(keyrings.get(party)!)
  return ['--node', url, '--node-key', keyid, '--token-file', join(home, party, 'liaison'), '--json']
}

interface Founding {
  readonly home: string
  readonly keyrings: Map<Party, Keyring>
}

/** The demo's words with two members under its agreement, each with an address and keys of its own. */
async function foundCoalition(founding: Founding): Promise<SignedAct> {
  const { organs: _, ...profile } = readProfile('demo')
  const at = instantOf(0)
  const members = await Promise.all(
    profile.parties
      .filter(({ party }) => parties.includes(party))
      .map(async (row) => ({ ...row, url: `https://127.0.0.1:${await freePort()}` })),
  )
  for (const { party, url } of members) await prepare(founding, party, url)
  const agreements = profile.agreements.map((one) => ({
    ...one,
    parties: parties.map((party) => ({ party, from: at })),
  }))
  const whole = { ...profile, organs: [], agreements, depositary: parties[0]!, parties: members }
  return signedGenesis(whole, founding.keyrings, systemRandom.bytes(32))
}

async function prepare({ home, keyrings }: Founding, party: Party, url: string): Promise<void> {
  const dir = join(home, party)
  for (const folder of [dir, join(dir, 'keys')]) await mkdir(folder, { mode: 0o700 })
  const file = join(dir, 'unlock.key')
  await writeFile(file, 'a long enough passphrase for a test\n', { mode: 0o600 })
  const secret = { kind: 'file', file } as const
  keyrings.set(party, await createFileKeyring({ folder: join(dir, 'keys'), party, secret }, systemRandom))
  const listen = { port: Number(new URL(url).port) }
  const config = { party, dataDir: '.', listen, keys: { passphraseFile: 'unlock.key' } }
  await writeFile(join(dir, 'node.json'), JSON.stringify(config), { mode: 0o600 })
}

async function install(home: string, party: Party, genesis: SignedAct): Promise<void> {
  const dir = join(home, party)
  const text = await readFile(join(dir, 'node.json'), 'utf8')
  const config = parseConfig({ file: text, folder: dir, env: {} })
  if (isRefusal(config)) throw new Error(config.code)
  const ports = { timers: systemTimers, log: () => undefined }
  await using database = await openDatabase(config, ports)
  await using disk = await openDisk({ folder: dir, address: database.address, timers: systemTimers })
  await installGenesis({ store: disk.store, self: party, at: systemClock.now() }, genesis)
  for (const [name, role] of people) {
    const { token, secretSha256 } = newToken(systemRandom)
    const row = { name, role, desk: 'l', clearance: 'secret', categories: ['*'] }
    const made = { ...row, secret_sha256: secretSha256, disabled: false }
    await disk.store.transaction((tx) => tx.apply([insert(accounts, made)]))
    await writeFile(join(dir, name), token, { mode: 0o600 })
  }
}
