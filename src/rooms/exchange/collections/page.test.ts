import { expect, test } from 'vitest'
import * as fc from 'fast-check'
import { type TaxiiQuery } from '#protocol/taxii/query.ts'
import { selectAll } from '#platform/db/select-all.ts'
import type { Reads } from '#platform/db/store.ts'
import { objects } from '../tables.ts'
import { KnownLayouts } from './known-runs.ts'
import { pageOf } from './page.ts'
import { packPlaces, unpackPlaces } from './places.ts'
import { added } from './tables.ts'
import {
  anyQuestion,
  anyShare,
  pagesOf,
  queryOf,
  unlaid,
  worldOf,
  type Share,
} from '../../../../test/suites/shared-objects.ts'

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

test('TAXII 3.4: many shares of one lane, few of another and types that are rare are read without a gap', async () => {
  const anyOne = fc.record({ number: fc.constantFrom(0, 0, 0, 0, 0, 0, 0, 1, 2), isOther: fc.nat(9) })
  await fc.assert(
    fc.asyncProperty(
      fc.array(anyOne, { minLength: 20, maxLength: 60 }),
      fc.constantFrom('', 'match[type]=tool', 'match[type]=file,malware', 'match[type]=file,tool,malware'),
      async (given, filter) => {
        const shares = given.map(({ number, isOther }, at): Share => {
          const author = isOther === 0 ? 'bor' : 'alt'
          return {
            author,
            level: 'open',
            profile: false,
            objects: [[at * 3 + number, 1, false]],
            gone: 'no',
            signed: at,
          }
        })
        await using store = await worldOf(shares)
        const query = queryOf(filter)
        const looked = await pagesOf({ reads: unlaid(store), shares: {} }, query, 7)
        expect(await pagesOf({ reads: store, shares: {} }, query, 7)).toEqual(looked)
        expect(await pagesOf({ reads: store, shares: {}, known: new KnownLayouts() }, query, 7)).toEqual(looked)
      },
    ),
    { numRuns: 15 },
  )
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
    selectAll: async (questions) => {
      const answers = await selectAll(reads, questions)
      asked.statements += 1
      asked.rows += answers.flat().length
      return answers
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
