import { expect, test } from 'vitest'
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
import { posted } from '../posting/tables.ts'
import { objects, revocations, shareKind } from '../tables.ts'
import type { Scope } from './copies.ts'
import { dateShares } from './dating.ts'
import { KnownLayouts } from './known-runs.ts'
import { layOut } from './laying.ts'
import { pageOf } from './page.ts'
import { packPlaces, unpackPlaces } from './places.ts'
import { handOver } from './repeats.ts'
import { added, dated, repeats, stretches, undated } from './tables.ts'

interface Share {
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

const portsOf = (store: Store) => ({
  store,
  clock: systemClock,
  random: new SeededRandom('pages'),
  timers: systemTimers,
  log: () => undefined,
})

async function write(
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
  const note = { collection: 'profile', id: `${arrival}`, version: '', digest: '', act: seen.act, draft: null }
  const notes = profile ? [put(posted, note)] : []
  const at = new Date(signed * 1000).toISOString() as Instant
  const { act, category } = seen
  const ofAct = { title: '', audience: [], about: null, state: 'live' as const, arrived_at: at, at, kind: shareKind }
  const item = put(items, { ...ofAct, arrival, act, author: seen.author, level, category })
  await store.transaction((tx) =>
    tx.apply([item, ...rows, ...revoked, ...notes, put(undated, { ...seen, objects: held.length })]),
  )
}

const takeBack = (store: Store, arrival: number) =>
  store.transaction(async (tx) => {
    await handOver(tx, arrival)
    await tx.apply([objects, revocations, undated, added, stretches, repeats].map((of) => remove(of, { arrival })))
  })

async function worldOf(shares: readonly Share[]): Promise<Store> {
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
const unlaid = (reads: Reads): Reads => ({
  find: (table, key) => reads.find(table, key),
  select: async (table, query) => ((table.name as string) === dated.name ? [] : reads.select(table, query)),
  count: (table, where, cap) => reads.count(table, where, cap),
  greatest: (table, column, where) => reads.greatest(table, column, where),
})

function queryOf(text: string): TaxiiQuery {
  const query = readTaxiiQuery(new URLSearchParams(text))
  if (isRefusal(query)) throw new Error(query.code)
  return query
}

/** Dates of all pages, one after the other. */
async function pagesOf(scope: Scope, query: TaxiiQuery, limit: number): Promise<readonly number[]> {
  const dates: number[] = []
  for (let addedAfter = 0; ;) {
    const page = await pageOf(scope, { ...query, addedAfter }, { limit, bytes: 1e9 })
    dates.push(...page.found.map(({ date }) => date))
    if (!page.more) return dates
    expect(page.until).toBeGreaterThan(addedAfter)
    addedAfter = page.until
  }
}

const anyShare: fc.Arbitrary<Share> = fc.record({
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

const anyQuestion = fc.record({
  levels: fc.constantFrom(['open'], ['open', 'restricted']),
  holds: fc.constantFrom({}, { author: 'alt' as Party }, { collection: 'profile' }),
  filter: fc.constantFrom('', 'match[type]=tool', 'match[type]=file,malware,none'),
  version: fc.constantFrom('all', 'last', 'first', 'first,last', '2026-01-02T00:00:00.0Z', 'last,2026-01-01T00:00:00Z'),
  limit: fc.integer({ min: 1, max: 9 }),
})

test('TAXII 3.4: what is laid out is the same as what is looked up, for every reader, filter and page, whatever was taken back', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(anyShare, { minLength: 1, maxLength: 12 }),
      anyQuestion,
      async (shares, { levels, holds, filter, version, limit }) => {
        await using store = await worldOf(shares)
        const query = queryOf(`${filter}&match[version]=${version}`)
        const scope = { reads: store, shares: { level: { in: levels }, ...holds } }
        const looked = await pagesOf({ ...scope, reads: unlaid(store) }, query, limit)
        expect(await pagesOf(scope, query, limit)).toEqual(looked)
        expect(await pagesOf(scope, query, 1000)).toEqual(looked)
      },
    ),
    { numRuns: 150 },
  )
})

test('TAXII 3.4: what a process remembers is what it would read, whatever is shared, laid out and taken back meanwhile', async () => {
  const step = fc.record({ share: anyShare, isLaid: fc.boolean(), takesBack: fc.nat(20) })
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 1, maxLength: 10 }),
      anyQuestion,
      async (steps, { levels, holds, filter, version, limit }) => {
        await using store = new SimulatedDatabase().connect()
        const ports = portsOf(store)
        const query = queryOf(`${filter}&match[version]=${version}`)
        const scope = { reads: store, shares: { level: { in: levels }, ...holds } }
        const known = new KnownLayouts()
        const agrees = async () => {
          const read = await pagesOf(scope, query, limit)
          expect(await pagesOf({ ...scope, known }, query, limit)).toEqual(read)
          expect(await pagesOf({ ...scope, known }, query, 1000)).toEqual(read)
        }
        for (const [at, { share, isLaid, takesBack }] of steps.entries()) {
          await write(store, at + 1, share)
          await dateShares(ports)
          await agrees()
          if (isLaid) await layOut(ports)
          await agrees()
          await takeBack(store, takesBack + 1)
          await agrees()
        }
      },
    ),
    { numRuns: 60 },
  )
})

test('TAXII 3.4: a page of what is known asks the database how it stands, and nothing else', async () => {
  const objects = Array.from({ length: 30 }, (_, at) => [at, 1, false] as const)
  const share: Share = { author: 'alt', level: 'open', profile: false, objects, signed: 1, gone: 'no' }
  await using store = await worldOf([share, share])
  let asked: string[] = []
  const reads: Reads = {
    ...unlaid(store),
    select: (table, query) => {
      asked.push(table.name)
      return store.select(table, query)
    },
  }
  const scope = { reads, shares: {}, known: new KnownLayouts() }
  const query = queryOf('match[type]=tool,file')
  const first = await pagesOf(scope, query, 3)
  expect(first).toHaveLength(20)
  asked = []
  expect(await pagesOf(scope, query, 3)).toEqual(first)
  expect([...new Set(asked)]).toEqual(['exchange.dated', 'exchange.added'])
})

/** What a client is given, whenever it was added: which object in which version, revoked or not. */
async function givenBy(shares: readonly Share[], query: TaxiiQuery): Promise<readonly string[]> {
  await using store = await worldOf(shares)
  const { found } = await pageOf({ reads: store, shares: {} }, query, { limit: 1000, bytes: 1e9 })
  const keys = found.map(({ arrival, position }) => ({ arrival, position }))
  const rows = await store.select(objects, { keys, columns: ['id', 'modified'] })
  return rows.map(({ id, modified }) => `${id} ${modified}`).toSorted()
}

test('STIX 3.6: which versions are the last does not depend on the order in which shares arrive, whoever revoked what', async () => {
  const anyOrder = fc
    .array(anyShare, { minLength: 1, maxLength: 10 })
    .map((shares) => shares.map((share, signed): Share => ({ ...share, signed, gone: 'no' })))
    .chain((shares) =>
      fc.tuple(
        fc.constant(shares),
        fc.shuffledSubarray(shares, { minLength: shares.length, maxLength: shares.length }),
      ),
    )
  await fc.assert(
    fc.asyncProperty(
      anyOrder,
      fc.constantFrom('last', 'first', 'first,last', 'all'),
      async ([some, others], version) => {
        const query = queryOf(`match[version]=${version}`)
        expect(await givenBy(others, query)).toEqual(await givenBy(some, query))
      },
    ),
    { numRuns: 80 },
  )
})

test('STIX 3.6: what a creator revoked stays revoked, whatever he makes later, and each version is there for who asks for all', async () => {
  const share = (author: Share['author'], signed: number, ...held: Share['objects']): Share => ({
    author,
    signed,
    level: 'open',
    profile: false,
    gone: 'no',
    objects: held,
  })
  const shares = [
    share('alt', 1, [0, 1, false]),
    share('alt', 2, [0, 3, false]),
    share('bor', 3, [0, 1, false]),
    share('bor', 4, [0, 3, false]),
    share('alt', 5, [0, 2, true]),
  ]
  const revoked = ['malware--0 2026-01-02T00:00:00Z']
  for (const arrived of [shares, shares.toReversed(), [...shares.slice(3), ...shares.slice(0, 3)]]) {
    expect(await givenBy(arrived, queryOf('match[version]=last'))).toEqual(revoked)
    expect(await givenBy(arrived, queryOf('match[version]=all'))).toHaveLength(3)
  }
  const ofBor = share('bor', 6, [0, 2, true], [1, 1, false])
  const ofAlt = share('alt', 1, [0, 1, false], [0, 3, false])
  expect(await givenBy([ofBor, ofAlt], queryOf('match[version]=last&match[type]=malware'))).toEqual([
    ...revoked,
    'malware--0 2026-01-03T00:00:00Z',
  ])
})

/** Reads that count themselves and the rows they answer. */
function counting(reads: Reads): { readonly reads: Reads; readonly asked: { statements: number; rows: number } } {
  const asked = { statements: 0, rows: 0 }
  const counted: Reads = {
    ...unlaid(reads),
    find: (table, key) => {
      asked.statements += 1
      return reads.find(table, key)
    },
    select: async (table, query) => {
      const rows = await reads.select(table, query)
      asked.statements += 1
      asked.rows += rows.length
      return rows
    },
  }
  return { reads: counted, asked }
}

test('TAXII: what a page asks does not grow with what lies before or behind it, nor with what its reader does not see', async () => {
  const share = (at: number, level: Share['level']): Share => ({
    author: at % 2 === 0 ? 'alt' : 'bor',
    level,
    profile: false,
    objects: Array.from({ length: 30 }, (_, number) => [at * 30 + number, 1, false] as const),
    gone: 'no',
    signed: at,
  })
  const askedOf = async (shares: readonly Share[], isDeep: boolean) => {
    await using store = await worldOf(shares)
    const [first] = await store.select(added, { order: ['last'], limit: 1 })
    const [last] = await store.select(added, { where: { level: 'open' }, order: ['-last'], limit: 1 })
    const addedAfter = isDeep ? (last?.first ?? 0) - 1 : (first?.first ?? 0) - 1
    const { reads, asked } = counting(store)
    const scope = { reads, shares: { level: { in: ['open'] } } }
    const page = await pageOf(scope, { ...queryOf('match[type]=tool,malware'), addedAfter }, { limit: 15, bytes: 1e9 })
    expect(page.found).toHaveLength(15)
    return asked
  }
  const few = Array.from({ length: 4 }, (_, at) => share(at, 'open'))
  const many = Array.from({ length: 60 }, (_, at) => share(at, at % 10 === 9 ? 'open' : 'restricted'))
  const [small, large, deep] = [await askedOf(few, false), await askedOf(many, false), await askedOf(many, true)]
  expect(small.statements).toBeLessThanOrEqual(5)
  expect(large.statements).toBe(small.statements)
  expect(deep.statements).toBe(small.statements)
  expect(large.rows).toBeLessThanOrEqual(small.rows)
  expect(deep.rows).toBeLessThanOrEqual(small.rows)
})

test('TAXII: places are packed without loss, in whatever order their bytes stand', () => {
  const anyPlaces = fc.array(fc.tuple(fc.nat(300), fc.nat(2 ** 40), fc.nat(2 ** 40)), { maxLength: 40 })
  fc.assert(
    fc.property(anyPlaces, (given) => {
      let position = 0
      const places = given.map(([further, start, length]) => ({ position: (position += further), start, length }))
      expect(unpackPlaces(packPlaces(places))).toEqual(places)
    }),
  )
  const dense = Array.from({ length: 256 }, (_, position) => ({ position, start: position * 1300, length: 1299 }))
  expect(packPlaces(dense).length).toBeLessThan(256 * 5)
})
