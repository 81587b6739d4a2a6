import { existsSync } from 'node:fs'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Fault } from '#kernel/fault.ts'
import type { Instant } from '#kernel/instant.ts'
import type { Random } from '#kernel/ports.ts'
import { isRefusal } from '#kernel/refusal.ts'
import { readEnvelope, writeEnvelope } from '#protocol/act/envelope.ts'
import { countersign, signStatement } from '#protocol/act/sign.ts'
import type { SignedAct } from '#protocol/act/statement.ts'
import type { Keyring } from '#protocol/identity/keyring.ts'
import type { Party } from '#protocol/identity/party.ts'
import { createFileKeyring, openNodeKeys, type NodeKeys } from '#platform/keyring/file-keyring.ts'
import { foundingStatement } from '#charter/genesis/found.ts'
import { foundersOf, type Profile } from '#charter/profile/profile.ts'

/** The founded demo coalition: what its parties signed, and their keys. */
export interface DemoCoalition {
  readonly genesis: SignedAct
  readonly keys: ReadonlyMap<Party, NodeKeys>
}

export interface Founding {
  /** The demo's own folder. */
  readonly dir: string
  readonly profile: Profile
  readonly random: Random
  readonly at: Instant
}

/** Opens the coalition that lies in the folder, or founds one of the profile there: drawn keys, and a genesis signed by every root. */
export async function demoCoalition(founding: Founding): Promise<DemoCoalition> {
  const { profile } = founding
  const file = join(founding.dir, 'genesis.json')
  const isFounded = existsSync(file)
  const keys = new Map<Party, NodeKeys>()
  for (const { party } of foundersOf(profile)) keys.set(party, await keysOf(founding, party, isFounded))
  if (!isFounded) {
    const keyrings = new Map([...keys].map(([party, { keyring }]) => [party, keyring]))
    const signed = await signGenesis(profile, keyrings, founding)
    await writeFile(`${file}.new`, writeEnvelope(signed), { mode: 0o600 })
    await rename(`${file}.new`, file)
  }
  const genesis = readEnvelope(new Uint8Array(await readFile(file)))
  if (isRefusal(genesis)) throw new Fault('genesis-refused', { params: { code: genesis.code } })
  return { genesis, keys }
}

/** Keys without protection at rest: a demonstration on one machine, whose folder only its owner may enter. */
async function keysOf({ dir, random }: Founding, party: Party, isFounded: boolean): Promise<NodeKeys> {
  const folder = join(dir, party, 'keys')
  const where = { folder, party, secret: { kind: 'none', isDemo: true } as const }
  if (!isFounded && !existsSync(join(folder, 'keys.json'))) {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    await createFileKeyring(where, random)
  }
  return openNodeKeys(where)
}

async function signGenesis(
  profile: Profile,
  keyrings: ReadonlyMap<Party, Keyring>,
  { random, at }: Founding,
): Promise<SignedAct> {
  const author = profile.depositary
  const founders = [...keyrings].map(([party, { keys }]) => ({ party, keys }))
  const said = foundingStatement({ profile, founders, author, at, salt: random.bytes(32) })
  let signed: SignedAct | undefined
  for (const keyring of keyrings.values()) {
    signed =
      signed === undefined ? await signStatement(said, keyring, 'root') : await countersign(signed, keyring, 'root')
  }
  if (signed === undefined) throw new Fault('nobody-founds', { params: { name: profile.name } })
  return signed
}
