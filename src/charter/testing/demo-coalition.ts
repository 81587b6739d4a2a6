import { readdirSync, readFileSync } from 'node:fs'
import { isRefusal } from '#kernel/refusal.ts'
import type { Instant } from '#kernel/instant.ts'
import { countersign, signStatement } from '#protocol/act/sign.ts'
import type { SignedAct } from '#protocol/act/statement.ts'
import type { Keyring } from '#protocol/identity/keyring.ts'
import { KeyPool } from '#protocol/identity/key-pool.ts'
import type { KeyRole, PartyKeys, RoleKeys } from '#protocol/identity/keys.ts'
import type { Party } from '#protocol/identity/party.ts'
import { drawSeeds, generateSeeds, type PartySeeds } from '#protocol/identity/seeds.ts'
import { SeededRandom } from '#platform/clock/seeded-random.ts'
import type { Charter } from '../charter.ts'
import { adoptGenesis } from '../genesis/adopt.ts'
import { foundingStatement } from '../genesis/found.ts'
import { checkProfile } from '../profile/check.ts'
import { foundersOf, type Profile } from '../profile/profile.ts'

/** A coalition of a shipped profile, founded for tests: always the same keys for the same seed. */
export interface FoundedCoalition {
  readonly charter: Charter
  readonly genesis: SignedAct
  readonly keyrings: ReadonlyMap<Party, Keyring>
  /** Of the founding, as they would lie in a folder. */
  readonly seeds: ReadonlyMap<Party, PartySeeds>
  /** New keys of a party, whose secrets its keyring has from then on. */
  readonly draw: (party: Party, roles: readonly KeyRole[]) => Promise<RoleKeys>
  readonly at: Instant
}

export const foundedAt = '2026-11-21T18:00:00.000Z' as Instant

/** Names of the shipped profiles that found a coalition of several. */
export function shippedCoalitions(): readonly string[] {
  return readdirSync(new URL('../../../profiles/', import.meta.url))
    .map((file) => file.replace(/\.json$/u, ''))
    .filter((name) => foundersOf(readProfile(name)).length > 1)
    .toSorted()
}

export function profileText(name: string): string {
  return readFileSync(new URL(`../../../profiles/${name}.json`, import.meta.url), 'utf8')
}

export function readProfile(name: string): Profile {
  const { profile, findings } = checkProfile(profileText(name))
  if (profile === undefined) throw new Error(`profile ${name}: ${JSON.stringify(findings)}`)
  return profile
}

type Founding = Pick<FoundedCoalition, 'genesis' | 'charter'>

/** Foundings of profiles as they are shipped, by profile and seed: the same keys sign the same words. */
const foundings = new Map<string, Promise<Founding>>()

export async function foundCoalition(
  name = 'demo',
  seed = 1,
  change?: (profile: Profile) => Profile,
): Promise<FoundedCoalition> {
  const shipped = readProfile(name)
  const profile = change?.(shipped) ?? shipped
  const random = new SeededRandom(seed)
  const keyrings = new Map<Party, Keyring>()
  const pools = new Map<Party, KeyPool>()
  const seeds = new Map<Party, PartySeeds>()
  for (const { party } of foundersOf(profile)) {
    const pool = new KeyPool(party)
    const drawn = generateSeeds(random)
    seeds.set(party, drawn)
    const keyring = pool.under({ ...(await pool.add(drawn)), party } as PartyKeys)
    if (keyring === undefined) throw new Error(`no keys of ${party}`)
    keyrings.set(party, keyring)
    pools.set(party, pool)
  }
  const salt = random.bytes(32)
  const known = change === undefined ? foundings.get(`${name} ${seed}`) : undefined
  const founding = known ?? founded(profile, keyrings, salt)
  if (change === undefined) foundings.set(`${name} ${seed}`, founding)
  const draw: FoundedCoalition['draw'] = async (party, roles) => {
    const drawn = await pools.get(party)?.add(drawSeeds(random, roles))
    if (drawn === undefined) throw new Error(`no keys of ${party}`)
    return drawn
  }
  return { ...(await founding), keyrings, seeds, draw, at: foundedAt }
}

async function founded(profile: Profile, keyrings: ReadonlyMap<Party, Keyring>, salt: Uint8Array): Promise<Founding> {
  const genesis = await signedGenesis(profile, keyrings, salt)
  const charter = await adoptGenesis(genesis)
  if (isRefusal(charter)) throw new Error(`genesis refused: ${JSON.stringify(charter)}`)
  return { genesis, charter }
}

/** Signed by every founder in turn, as `demo` and `init` do. */
export async function signedGenesis(
  profile: Profile,
  keyrings: ReadonlyMap<Party, Keyring>,
  salt: Uint8Array,
): Promise<SignedAct> {
  const [first, ...others] = keyrings.values()
  if (first === undefined) throw new Error('no founder')
  const founders = [...keyrings].map(([party, { keys }]) => ({ party, keys }))
  const said = foundingStatement({ profile, founders, author: first.keys.party, at: foundedAt, salt })
  let signed = await signStatement(said, first, 'root')
  for (const keyring of others) signed = await countersign(signed, keyring, 'root')
  return signed
}
