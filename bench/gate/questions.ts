import { addMs, type Instant } from '#kernel/instant.ts'
import type { Desk } from '#protocol/act/statement.ts'
import { kindOf } from '#protocol/acts/table.ts'
import type { Party } from '#protocol/identity/party.ts'
import { SeededRandom } from '#platform/clock/seeded-random.ts'
import type { Charter } from '#charter/charter.ts'
import type { Profile } from '#charter/profile/profile.ts'
import type { Releasable } from '#charter/release.ts'

export interface Question {
  readonly act: Releasable
  readonly recipient: Party
  /** When it is asked, a moment after it was written. */
  readonly at: Instant
}

const now = '2026-11-21T18:05:00.000Z' as Instant
const from = '2025-09-01T00:00:00.000Z' as Instant
const reviewBy = '2027-11-21T00:00:00.000Z' as Instant

/** Draws of one of some, always the same. */
function drawing(seed: string): <Item>(items: readonly Item[]) => Item {
  const random = new SeededRandom(seed)
  return (items) => {
    const [high = 0, low = 0] = random.bytes(2)
    const item = items[(high * 256 + low) % items.length]
    if (item === undefined) throw new RangeError('nothing to draw from')
    return item
  }
}

/** The profile with a node for everybody and `count` agreements: its own, and as many made ones as it takes, each for some of the parties. */
export function crowded(profile: Profile, count: number): Profile {
  const one = drawing('gate')
  const made = Array.from({ length: Math.max(0, count - profile.agreements.length) }, (_, at_) => ({
    name: `made-${at_}`,
    title: profile.title,
    categories: [one(profile.categories).name, one(profile.categories).name],
    purposes: at_ % 2 === 0 ? ('all' as const) : [one(profile.purposes).name],
    ceiling: one(profile.levels).name,
    reaches: profile.standings.map(({ name }) => name),
    personalData: 'none' as const,
    parties: profile.parties.flatMap(({ party }) => (one([true, false]) ? [{ party, from }] : [])),
  }))
  return {
    ...profile,
    parties: profile.parties.map((row, at_) => ({ ...row, url: `http://127.0.0.1:${8440 + at_}` })),
    agreements: [...profile.agreements, ...made],
  }
}

/** Acts of every author to one, three or ten, under every category and level, one in four with a named basis, in no order. */
export function questions(
  { parties, levels, categories, purposes, agreements, id }: Charter,
  count: number,
): Question[] {
  const pick = drawing('questions')
  const all = [...parties.keys()]
  return Array.from({ length: count }, (_, at_) => {
    const author = pick(all)
    const others = all.filter((party) => party !== author)
    const audience = [...new Set(Array.from({ length: pick([1, 1, 3, 10]) }, () => pick(others)))].toSorted()
    const label = {
      level: pick([...levels.keys()]),
      category: pick([...categories.keys()]),
      purpose: pick([...purposes.keys()]),
      handling: at_ % 3 === 0 ? ['TLP:GREEN'] : [],
      reviewBy,
      ...(at_ % 4 === 0 ? { basis: pick(agreements).name } : {}),
    }
    const officers = ['desk-1', 'desk-2'] as Desk[]
    const act = {
      kind: kindOf('exchange.share/1'),
      coalition: id,
      author,
      officers,
      audience,
      label,
      at: addMs(now, at_ * 1000),
    }
    return { act, recipient: pick(audience), at: addMs(now, at_ * 1000 + 500) }
  })
}
