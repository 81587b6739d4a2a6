import { z } from 'zod'
import { PartyKeys } from '#protocol/identity/keys.ts'
import { coalitionFacts, RecordedParty, StandingTerm, Titles } from './charter-facts.ts'
import { partySlug } from './field.ts'

/** Where a party's node is reached: scheme, host, port, and no path. */
export const nodeUrl = z
  .string()
  .max(300)
  .regex(/^https?:\/\/[A-Za-z0-9.:[\]-]+$/u, 'http(s)://host[:port]')

/**
 * Origin of a party's journals in C2SP texts, `{epoch}` where the number of the epoch goes: `demo.tamga/alt/{epoch}`.
 * No host, no port.
 */
export const journalOrigin = z
  .string()
  .max(200)
  .regex(/^[a-z0-9.-]+(?:\/[a-z0-9.-]+)*\/\{epoch\}$/u, 'journal origin ending in /{epoch}')

export const Founder = z.strictObject({
  party: partySlug,
  name: Titles,
  url: nodeUrl,
  journalOrigin,
  standings: z.array(StandingTerm).min(1).max(64),
  keys: PartyKeys,
})
export type Founder = z.infer<typeof Founder>

/**
 * Body of `charter.genesis/1`: everything a coalition starts from. Signed by the `root` of every founder; its act id is the
 * coalition's id. Unlike other bodies it refuses unknown members: a fact that one node enforces and another ignores would
 * make two coalitions of one. Each founder takes some 9 KiB, so 256 KiB hold about 25; further parties are recorded without keys, or not at all, and admitted by entries.
 */
export const CharterGenesis = z.strictObject({
  ...coalitionFacts,
  parties: z.array(Founder).min(1).max(64),
  recorded: z.array(RecordedParty).max(256).exactOptional(),
})
export type CharterGenesis = z.infer<typeof CharterGenesis>
