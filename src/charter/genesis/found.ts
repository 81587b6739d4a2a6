import type { Instant } from '#kernel/instant.ts'
import { toBase64Url } from '#kernel/bytes.ts'
import { Fault } from '#kernel/fault.ts'
import type { Statement } from '#protocol/act/statement.ts'
import type { CharterGenesis, Founder } from '#protocol/acts/charter-genesis.ts'
import { kindOf } from '#protocol/acts/table.ts'
import type { PartyKeys } from '#protocol/identity/keys.ts'
import type { Party } from '#protocol/identity/party.ts'
import { foundersOf, type Profile } from '../profile/profile.ts'

/** A party that founds: its public keys, and where its node is reached if not where the profile says. */
export interface FoundingParty {
  readonly party: Party
  readonly keys: PartyKeys
  readonly url?: string
}

export interface Founding {
  readonly profile: Profile
  /** Every party of the profile that has a node, in any order. */
  readonly founders: readonly FoundingParty[]
  /** Who writes it down; any founder, it gives no right. */
  readonly author: Party
  readonly at: Instant
  /** 32 random bytes. */
  readonly salt: Uint8Array
}

/** The statement that every founder signs with its `root`. Its act id becomes the coalition's id. */
export function foundingStatement({ profile, founders, author, at, salt }: Founding): Statement {
  const { $schema: _, sources: __, journalOrigin, parties, ...facts } = profile
  const [lowest] = profile.levels
  const [category] = profile.categories
  if (lowest === undefined || category === undefined) throw new Fault('profile-empty')
  const recorded = parties
    .filter(({ url }) => url === undefined)
    .map(({ party, name, standings }) => ({ party, name, standings }))
  const body: CharterGenesis = {
    ...facts,
    parties: foundersOf(profile).map((row) => founderOf(row, journalOrigin, founders)),
    ...(recorded.length === 0 ? {} : { recorded }),
  }
  return {
    kind: kindOf('charter.genesis/1'),
    coalition: 'self',
    author,
    officers: [],
    at,
    audience: { coalition: true },
    label: { level: lowest.name, category: category.name, handling: [] },
    charter: 'self',
    refs: [],
    salt: toBase64Url(salt),
    attachments: [],
    crit: [],
    body,
  }
}

function founderOf(
  row: ReturnType<typeof foundersOf>[number],
  origin: string,
  founders: readonly FoundingParty[],
): Founder {
  const { party, name, url, standings } = row
  const founder = founders.find((one) => one.party === party)
  if (founder === undefined) throw new Fault('founder-missing', { params: { party } })
  const journalOrigin = origin.replace('{party}', party)
  return { party, name, url: founder.url ?? url, journalOrigin, standings, keys: founder.keys }
}
