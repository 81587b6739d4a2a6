import { Fault } from '#kernel/fault.ts'
import type { Instant } from '#kernel/instant.ts'
import { refuse, type Refusal } from '#kernel/refusal.ts'
import type { Party } from '#protocol/identity/party.ts'
import { Profile } from '#charter/profile/profile.ts'
import { readCoalition } from '../coalition-file.ts'

export interface OwnProfile {
  readonly party: Party
  /** Name of the coalition; the first label of its journals' origins. */
  readonly coalition: string
  readonly url: string
  readonly at: Instant
  /** Parties that found together with it; where they are reached, each says by itself. */
  readonly others?: readonly string[]
}

/** The profile of a coalition of one: the words of profiles/own.json, its founder depositary as well, no agreement yet. */
export async function ownProfile(own: OwnProfile): Promise<Profile | Refusal<'coalition-malformed'>> {
  const profile = await readCoalition('own')
  const [founder] = profile.parties
  if (founder === undefined) throw new Fault('nobody-founds', { params: { name: profile.name } })
  const standings = founder.standings.map(({ standing }) => ({ standing, from: own.at }))
  const { $schema: _, ...facts } = profile
  const filled = Profile.safeParse({
    ...facts,
    name: own.coalition,
    journalOrigin: profile.journalOrigin.replace(profile.name, own.coalition),
    depositary: own.party,
    parties: [own.party, ...(own.others ?? [])].map((party) => {
      const url = party === own.party ? own.url : `https://${party}.invalid`
      return { party, name: named(founder.name, party), url, standings }
    }),
  })
  return filled.success ? filled.data : refuse('coalition-malformed', 'protocol 8: genesis', { name: own.coalition })
}

/** Until the party says how it is called, its slug stands in every language. */
function named(titles: Profile['title'], slug: string): Profile['title'] {
  return Object.fromEntries(Object.keys(titles).map((language) => [language, slug]))
}
