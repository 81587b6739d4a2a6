import { Fault } from '#kernel/fault.ts'
import { KeyPool } from './key-pool.ts'
import type { Keyring } from './keyring.ts'
import type { PartyKeys } from './keys.ts'
import type { Party } from './party.ts'
import type { PartySeeds } from './seeds.ts'

/** A keyring that holds its seeds in memory. It derives the public keys, so it fits the charter only if its seeds do. */
export async function keyringFromSeeds(party: Party, seeds: PartySeeds): Promise<Keyring> {
  const pool = new KeyPool(party)
  const keys = { ...(await pool.add(seeds)), party } as PartyKeys
  const keyring = pool.under(keys)
  if (keyring === undefined) throw new Fault('keys-missing', { params: { role: '' } })
  return keyring
}
