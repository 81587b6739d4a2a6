import { join } from 'node:path'
import { Fault } from '#kernel/fault.ts'
import { parseParty, type Party } from '#protocol/identity/party.ts'
import type { Keyring } from '#protocol/identity/keyring.ts'
import { keyRoles } from '#protocol/identity/keys.ts'
import { openNodeKeys, type NodeKeys } from '#platform/keyring/file-keyring.ts'
import type { Charter } from '#charter/charter.ts'
import { keysOf } from '#charter/standing.ts'
import type { Config } from './config.ts'

/** The party of a configuration. */
export function partyOf({ party: name }: Pick<Config, 'party'>): Party {
  const party = parseParty(name)
  if (party === undefined) throw new Fault('not-a-party', { params: { party: name } })
  return party
}

/** Opens the keys of a node that is no demo: without something to open them with there is no such node. */
export async function unlockKeys(config: Config): Promise<NodeKeys> {
  const file = config.keys.passphraseFile ?? config.keys.keyFile
  if (file === undefined) throw new Fault('keys-unprotected')
  const folder = join(config.dataDir, 'keys')
  return openNodeKeys({ folder, party: partyOf(config), secret: { kind: 'file', file } })
}

/**
 * Faults unless the secrets of the keys that the charter has of us are at hand: what others would be signed with, nobody would believe. That of
 * `root` need not be here.
 */
export async function refuseStrangeKeys(keyring: Keyring, charter: Charter): Promise<void> {
  const { party } = keyring.keys
  const known = keysOf(charter, party)
  if (known === undefined) throw new Fault('not-a-party', { params: { party } })
  if ((await keyring.under(known)) !== undefined) return
  for (const role of keyRoles) {
    const isHere = role === 'root' || (await keyring.under({ ...keyring.keys, [role]: known[role] })) !== undefined
    if (!isHere) throw new Fault('keys-not-in-charter', { params: { role } })
  }
}
