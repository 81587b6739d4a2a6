import { encodeUtf8 } from '#kernel/bytes.ts'
import { sha256Hex } from '#protocol/suite/sha-256.ts'
import type { Reads } from '#platform/db/store.ts'
import type { Where } from '#platform/db/table.ts'
import { visibleTo, type Reader } from '#platform/http/reader.ts'
import type { Titles } from '#protocol/acts/charter-facts.ts'
import type { Charter } from '#charter/charter.ts'
import type { Profile } from '../profiles/profile.ts'
import { profilesFor } from '../profiles/read.ts'
import type { added } from './tables.ts'

/** `name`: of a category or state in every language of the charter, or of a profile as its administrator gave it. */
export interface About {
  readonly kind: 'all' | 'category' | 'from' | 'profile'
  readonly name: Titles | string
}

/** A collection of TAXII 2.1: the objects of some shares, as far as a reader may see these. */
export interface Collection {
  /** UUID, the same for ever: of the coalition and the alias. */
  readonly id: string
  readonly alias: string
  /** What its title and description are about; the words stand in the catalogues. */
  readonly about: About
  /** Which shares it holds, besides what the reader may see. */
  readonly holds: Where<typeof added>
  /** What is posted to it is shared under this profile. */
  readonly profile?: Profile
}

/** Where a tool may post: each holds what was shared under its profile. */
export const postable = (profile: Profile): Collection => ({
  id: profile.collection,
  alias: `profile-${profile.name}`,
  about: { kind: 'profile', name: profile.title },
  holds: { collection: profile.collection },
  profile,
})

/**
 * What a reader has: everything he may see, one collection for each category that he may see, one for each state. A category that he may not
 * see has none; who shared what is not said by the list, which names every state alike.
 */
export function collectionsOf(charter: Charter, reader: Reader): readonly Collection[] {
  const categories = reader.categories === 'all' ? [...charter.categories.keys()] : reader.categories
  const found: readonly Omit<Collection, 'id'>[] = [
    { alias: 'all', about: { kind: 'all', name: '' }, holds: {} },
    ...categories.map((category) => ({
      alias: `category-${category}`,
      about: { kind: 'category' as const, name: charter.categories.get(category) ?? category },
      holds: { category },
    })),
    ...Array.from(charter.parties.values(), ({ party: author, name }) => ({
      alias: `from-${author}`,
      about: { kind: 'from' as const, name },
      holds: { author },
    })),
  ]
  return found.map((one) => ({ ...one, id: idOf(charter.id, one.alias) }))
}

/** By its id or its alias (section 5.1); alike for what is not there and for what the reader may not see. */
export async function findCollection(
  { reads, charter }: { readonly reads: Reads; readonly charter: Charter },
  reader: Reader,
  name: string,
): Promise<Collection | undefined> {
  const isNamed = ({ id, alias }: Collection): boolean => name === id || name === alias
  const own = collectionsOf(charter, reader).find(isNamed)
  return own ?? (name === '' ? undefined : (await profilesFor(reads, reader)).map(postable).find(isNamed))
}

/** The shares of a collection that a reader sees: both what it holds and what he may see. */
export function sharesOf({ holds }: Collection, reader: Reader): Where<typeof added> {
  const { level, category } = visibleTo(reader)
  return { level, ...(category === undefined ? {} : { category }), ...holds }
}

/** In the form of a UUID version 4 (section 1.7: identifier). */
function idOf(coalition: string, alias: string): string {
  const hex = sha256Hex(encodeUtf8(`tamga taxii collection\n${coalition}\n${alias}\n`))
  const variant = '89ab'[Number.parseInt(hex.charAt(16), 16) & 3] ?? '8'
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}
