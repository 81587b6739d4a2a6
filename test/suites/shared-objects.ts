import { expect } from 'vitest'
import * as fc from 'fast-check'
import type { ActId } from '#protocol/act/statement.ts'
import type { Party } from '#protocol/identity/party.ts'
import { readTaxiiQuery, type TaxiiQuery } from '#protocol/taxii/query.ts'
import type { Instant } from '#kernel/instant.ts'
import { isRefusal } from '#kernel/refusal.ts'
import { SeededRandom } from '#platform/clock/seeded-random.ts'
import { systemClock, systemTimers } from '#platform/clock/system-time.ts'
import { SimulatedDatabase } from '#platform/db/simulated-store.ts'
import type { Reads, Store } from '#platform/db/store.ts'
import { insert, put, remove } from '#platform/db/table.ts'
import { items } from '#platform/record/tables.ts'
import { postedShares } from '#rooms/exchange/posting/tables.ts'
import { objects, revocations, shareKind } from '#rooms/exchange/tables.ts'
import type { Scope } from '#rooms/exchange/collections/copies.ts'
import { dateShares } from '#rooms/exchange/collections/dating.ts'
import { layOut } from '#rooms/exchange/collections/laying.ts'
import { pageOf } from '#rooms/exchange/collections/page.ts'
import { handOver } from '#rooms/exchange/collections/repeats.ts'
import { added, dated, repeats, stretches, undated } from '#rooms/exchange/collections/tables.ts'

export interface Share {
  readonly author: 'alt' | 'bor'
  readonly level: 'open' | 'restricted'
  /** Posted under a profile. */
  readonly profile: boolean
  /** Number and version of each object, and whether it is revoked by it. */
  readonly objects: readonly (readonly [number, number, boolean])[]
  /** Taken back before these are laid out, or after. */
  readonly gone: 'no' | 'early' | 'late'
  /** When it was signed, in whatever order it arrives. */
  readonly signed: number
}

const types = ['malware', 'tool', 'file']
const object = ([number, version]: Share['objects'][number]) => {
  const type = types[number % types.length] ?? ''
  return { id: `${type}--${number}`, type, modified: `2026-01-0${version}T00:00:00Z` }
}

export const portsOf = (store: Store) => ({
  store,
  clock: systemClock,
  random: new SeededRandom('pages'),
  timers: systemTimers,
  log: () => undefined,
})

export async function write(
  store: Store,
  arrival: number,
  { author, level, profile, objects: held, signed }: Share,
): Promise<void> {
  const seen = { arrival, act: `act--${arrival}` as ActId, author: author as Party, level, category: 'drones' }
  const rows = held.map((one, position) =>
    insert(objects, { ...object(one), arrival, position, name: '', start: position * 100, length: 99 }),
  )
  const revoked = held.flatMap((one, position) =>
    one[2] ? [insert(revocations, { arrival, position, id: object(one).id, modified: object(one).modified })] : [],
  )
  const notes = profile ? [put(postedShares, { act: seen.act, collection: 'profile' })] : []
  const at = new Date(signed * 1000).toISOString() as Instant
  const { act, category } = seen
  const ofAct = {
    title: '',
    sought: '',
    audience: [],
    about: null,
    exercise: null,
    state: 'live' as const,
    arrived_at: at,
    at,
    kind: shareKind,
  }
  const item = put(items, { ...ofAct, arrival, act, author: seen.author, level, category })
  await store.transaction((tx) =>
    tx.apply([item, ...rows, ...revoked, ...notes, put(undated, { ...seen, objects: held.length })]),
  )
}

export const takeBack = (store: Store, arrival: number) =>
  store.transaction(async (tx) => {
    await handOver(tx, arrival)
    await tx.apply([objects, revocations, undated, added, stretches, repeats].map((of) => remove(of, { arrival })))
  })

export async function worldOf(shares: readonly Share[]): Promise<Store> {
  const store = new SimulatedDatabase().connect()
  const ports = portsOf(store)
  const gone = async (when: Share['gone']) => {
    for (const [at, share] of shares.entries()) if (share.gone === when) await takeBack(store, at + 1)
  }
  const laid = async () => {
    while ((await layOut(ports)) > 0);
  }
  for (const [at, share] of shares.entries()) {
    await write(store, at + 1, share)
    await dateShares(ports)
    if (at % 3 === 0) await laid()
  }
  await gone('early')
  await laid()
  await gone('late')
  return store
}

/** The same as if nothing were laid out: every object's copies are looked up. */
export const unlaid = (reads: Reads): Reads => ({
  find: (table, key) => reads.find(table, key),
  select: async (table, query) => ((table.name as string) === dated.name ? [] : reads.select(table, query)),
  count: (table, where, cap) => reads.count(table, where, cap),
  greatest: (table, column, where) => reads.greatest(table, column, where),
})

export function queryOf(text: string): TaxiiQuery {
  const query = readTaxiiQuery(new URLSearchParams(text))
  if (isRefusal(query)) throw new Error(query.code)
  return query
}

/** Dates of all pages, one after the other. */
export async function pagesOf(scope: Scope, query: TaxiiQuery, limit: number): Promise<readonly number[]> {
  const dates: number[] = []
  for (let addedAfter = 0; ;) {
    const page = await pageOf(scope, { ...query, addedAfter }, { limit, bytes: 1e9 })
    dates.push(...page.found.map(({ date }) => date))
    if (!page.more) return dates
    await page.readAhead?.()
    expect(page.until).toBeGreaterThan(addedAfter)
    addedAfter = page.until
  }
}

export const anyShare: fc.Arbitrary<Share> = fc.record({
  author: fc.constantFrom('alt', 'bor'),
  level: fc.constantFrom('open', 'restricted'),
  profile: fc.boolean(),
  objects: fc.array(
    fc.tuple(
      fc.nat(12),
      fc.integer({ min: 1, max: 3 }),
      fc.nat(3).map((one) => one === 0),
    ),
    {
      minLength: 1,
      maxLength: 8,
    },
  ),
  signed: fc.nat(30),
  gone: fc.constantFrom('no', 'no', 'no', 'early', 'late'),
})

export const anyQuestion = fc.record({
  levels: fc.constantFrom(['open'], ['open', 'restricted']),
  holds: fc.constantFrom({}, { author: 'alt' as Party }, { collection: 'profile' }),
  filter: fc.constantFrom('', 'match[type]=tool', 'match[type]=file,malware,none'),
  version: fc.constantFrom('all', 'last', 'first', 'first,last', '2026-01-02T00:00:00.0Z', 'last,2026-01-01T00:00:00Z'),
  limit: fc.integer({ min: 1, max: 9 }),
})
