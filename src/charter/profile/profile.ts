import { z } from 'zod'
import { coalitionFacts, StandingTerm, Titles } from '#protocol/acts/charter-facts.ts'
import { nodeUrl } from '#protocol/acts/charter-genesis.ts'
import { partySlug } from '#protocol/acts/field.ts'

const ProfileParty = z.strictObject({
  party: partySlug,
  name: Titles,
  /**
   * Where its node is reached; whoever founds the coalition may say otherwise. A party without it founds nothing: it is recorded with
   * its standings, and joins with its keys later.
   */
  url: nodeUrl.exactOptional(),
  standings: z.array(StandingTerm).min(1).max(64),
})

/**
 * A coalition as a file: everything of its genesis but the keys. `journalOrigin` is a pattern with `{party}` and `{epoch}`.
 * Unknown members are errors: a misspelt restriction must not be ignored.
 */
export const Profile = z.strictObject({
  $schema: z.string().exactOptional(),
  /** Where its facts were read: for people, never signed. */
  sources: z.array(z.url().max(300)).max(64).exactOptional(),
  ...coalitionFacts,
  journalOrigin: z
    .string()
    .max(180)
    .regex(/^[a-z0-9.-]+\/\{party\}\/\{epoch\}$/u, 'journal origin like name.tamga/{party}/{epoch}'),
  parties: z.array(ProfileParty).min(1).max(256),
})
export type Profile = z.infer<typeof Profile>

/** The parties of a profile that found the coalition, each with a node. */
export function foundersOf({ parties }: Profile): readonly (Profile['parties'][number] & { readonly url: string })[] {
  return parties.flatMap((row) => (row.url === undefined ? [] : [{ ...row, url: row.url }]))
}
