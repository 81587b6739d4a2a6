import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { expectTablesMatch, testDatabase } from '../../../test/suites/postgres.ts'
import { alt, anyone, noon, Room } from '../../../test/suites/search-room.ts'
import { searchSuite } from '../../../test/suites/search.ts'
import type { ActId } from '#protocol/act/statement.ts'
import type { Party } from '#protocol/identity/party.ts'
import type { PostgresStore } from '#platform/db/postgres-store.ts'
import { insert, pack } from '#platform/db/table.ts'
import { SimulatedDatabase } from '#platform/db/simulated-store.ts'
import { postgresSearch } from './postgres-search.ts'
import { indexedOf } from './indexer.ts'
import type { FoundPlace, SearchReader } from './search.ts'
import type { Searchable, Source } from './source.ts'
import { storeSearch } from './store-search.ts'
import { entries, placed, postings, reached, waiting } from './tables.ts'

const sources = [{ schema: 'search', directory: new URL('sql/', import.meta.url) }]

searchSuite('search in PostgreSQL', async () => {
  const database = await testDatabase(sources)
  const { store } = database
  const search = (source: Source) =>
    postgresSearch((text, values) => store.query(text, values), { reads: store, sources: [source] })
  return { store, search, [Symbol.asyncDispose]: () => database[Symbol.asyncDispose]() }
})

searchSuite('search over a store', async () => {
  const store = new SimulatedDatabase().connect()
  return {
    store,
    search: (source) => storeSearch(store, [source]),
    [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
  }
})

test("the index's tables are as described", async () => {
  await using database = await testDatabase(sources)
  await expectTablesMatch(database.store, [entries, placed, postings, reached, waiting])
})

test('an index of documents is made anew from the acts that it held', async () => {
  await using database = await testDatabase([])
  const { store } = database
  const run = async (name: string) =>
    store.query(await readFile(new URL(`sql/${name}.sql`, import.meta.url), 'utf8'), [])
  await store.query('CREATE SCHEMA search', [])
  await run('001-search')
  await run('002-pending-words')
  await store.query(
    `INSERT INTO search.document SELECT act, 'alt', position, '', '', '', '', 'open', 'drones', arrival, '{}', '{}'
     FROM (VALUES ('act--1', 0, 7), ('act--1', 1, 7), ('act--2', 0, 9)) AS held(act, position, arrival)`,
    [],
  )
  await store.query(`INSERT INTO search.waiting VALUES ('act--2', 'alt', 'exchange', 9, 'open', 'drones', 1)`, [])
  await run('003-postings')
  await store.query(`INSERT INTO search.entry VALUES ('act--3', 'alt', 'exchange', 11, 'open', 'drones')`, [])
  await store.query('CREATE SCHEMA record', [])
  await store.query('CREATE TABLE record.item (act text, author text, at text)', [])
  await store.query(`INSERT INTO record.item VALUES ('act--1', 'alt', 'noon'), ('act--3', 'alt', 'one')`, [])
  await run('004-filters')
  await store.query('DELETE FROM search.waiting WHERE arrival = 11', [])
  await run('005-types')
  await store.query('CREATE TABLE record.act (act text, author text, arrived_at text)', [])
  await store.query(`INSERT INTO record.act VALUES ('act--1', 'alt', 'now')`, [])
  await run('006-queue')
  const of = { author: 'alt', source: 'exchange', level: 'open', category: 'drones', next: 0 }
  expect(await store.select(waiting, {})).toEqual([
    { ...of, act: 'act--1', arrival: 7, at: 'noon', arrived_at: 'now' },
    { ...of, act: 'act--2', arrival: 9, at: '', arrived_at: '' },
    { ...of, act: 'act--3', arrival: 11, at: 'one', arrived_at: '' },
  ])
  await store.query('DELETE FROM search.waiting', [])
  await run('007-spellings')
  await run('008-traits')
  const again = { ...of, act: 'act--3', arrival: 11, at: 'one' }
  const isInstant: unknown = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/u)
  expect(await store.select(waiting, {})).toEqual([{ ...again, arrived_at: isInstant }])
})

test('SR10 SR11 what a reader may not see costs no statement more and no row more, and a query is bounded', async () => {
  await using database = await testDatabase(sources)
  const { store } = database
  let [statements, rows] = [0, 0]
  const counting = async (text: string, values: readonly unknown[]) => {
    const found = await store.query(text, values)
    statements += 1
    rows += found.length
    return found
  }
  const search = (source: Source) => postgresSearch(counting, { reads: store, sources: [source] })
  const room = new Room({ store, search })
  const one = { name: 'kite', aliases: ['T1055.011'], description: 'угроза 上海合作组织', values: ['evil.example'] }
  const open: SearchReader = { levels: ['open'], categories: ['drones'] }
  const many = Array.from({ length: 40 }, (_, at) => `${at}`)
  const everywhere = Array.from({ length: 500 }, () => '威').join('')
  const queries = [
    'kite',
    'угрозы',
    '合作',
    'evil.example',
    'nothing',
    'kite 上海合作组织 угроза evil.example T1055.011 none',
    everywhere,
  ]
  const cost = async () => {
    const costs: unknown[] = []
    for (const text of queries)
      for (const ask of [
        () => room.search.find({ text }, open, { limit: 20 }),
        () => room.search.find({ text: '', value: text }, open, { limit: 20, order: 'time' }),
        () => room.search.facets({ text }, open),
      ]) {
        ;[statements, rows] = [0, 0]
        await ask()
        costs.push([text.slice(0, 9), statements, rows])
        expect(statements).toBeLessThanOrEqual(5)
      }
    return costs
  }
  for (const name of many) await room.share(`seen ${name}`, [one])
  const alone = await cost()
  for (const name of many) await room.share(`hidden ${name}`, [one, one], { level: 'secret' })
  for (const name of many) await room.share(`elsewhere ${name}`, [one], { category: 'border', author: 'bor' as Party })
  expect(await cost()).toEqual(alone)
})

const said = (position: number, description: string): Searchable => {
  const of = { object: '', type: 'report', name: '', aliases: [], values: [], tlp: [], translated: '', languages: [] }
  return { position, description, ...of }
}

/** Acts that arrived one after the other, each with its documents. */
async function enter(store: PostgresStore, acts: readonly (readonly string[])[]): Promise<void> {
  const of = { author: alt, source: 'suite', at: noon, level: 'open', category: 'drones' }
  const rows = acts.map((_, arrival) => insert(entries, { ...of, act: `act--${arrival}` as ActId, arrival }))
  const indexed = acts.map((texts, arrival) =>
    indexedOf(
      { arrival, next: 0 },
      texts.map((text, at) => said(at, text)),
      10,
    ),
  )
  const count = indexed.reduce((sum, { rows: { count: more } }) => sum + more, 0)
  const parts = indexed.flatMap(({ rows: { parts: some } }) => some)
  await store.transaction((tx) => tx.apply([...rows, pack(postings, { count, parts })]))
  await store.query('ANALYZE search.posting, search.entry', [])
}

/** Rows that the server took into its hands, whether or not they were any good. */
function rowsTouched(plan: Plan): number {
  const { Plans = [], 'Actual Rows': rows = 0, 'Actual Loops': loops = 1, 'Rows Removed by Filter': passed = 0 } = plan
  return (Plans.length === 0 ? (rows + passed) * loops : 0) + Plans.reduce((sum, each) => sum + rowsTouched(each), 0)
}

interface Plan {
  readonly Plans?: readonly Plan[]
  readonly 'Actual Rows'?: number
  readonly 'Actual Loops'?: number
  readonly 'Rows Removed by Filter'?: number
}

test('SR11 words that stand together in very many shares, and never in one object, are looked for with bounded work, and the answer says so', async () => {
  await using database = await testDatabase(sources)
  const { store } = database
  const touched: number[] = []
  const counting = async (text: string, values: readonly unknown[]) => {
    const [told] = await store.query(`EXPLAIN (ANALYZE, FORMAT JSON) ${text}`, values)
    const {
      'QUERY PLAN': [{ Plan: plan }],
    } = told as { readonly 'QUERY PLAN': [{ readonly Plan: Plan }] }
    touched.push(rowsTouched(plan))
    return store.query(text, values)
  }
  const source: Source = {
    name: 'suite',
    documents: async () => [],
    shown: async (_, found) =>
      new Map(found.map(({ act: id, positions }) => [id, positions.map((at) => said(at, 'found'))])),
  }
  const search = postgresSearch(counting, { reads: store, sources: [source] })
  const oldest = ['alpha beta']
  await enter(store, [
    oldest,
    ...Array.from({ length: 6000 }, (_, at) => ['alpha', 'beta', at % 2 === 0 ? 'gamma' : 'delta']),
  ])
  const pages: number[] = []
  for (let after: FoundPlace | undefined; ;) {
    const page = await search.find({ text: 'alpha beta' }, anyone, {
      limit: 5,
      order: 'time',
      ...(after === undefined ? {} : { after }),
    })
    pages.push(page.finds.length)
    after = page.stopped
    if (after === undefined) break
  }
  expect(pages).toEqual([0, 1])
  expect(await search.facets({ text: 'alpha beta' }, anyone)).toMatchObject({ finds: 0, exact: false })
  expect(await search.find({ text: 'gamma delta' }, anyone, { limit: 5 })).toEqual({ finds: [] })
  expect(await search.find({ text: 'beta nowhere' }, anyone, { limit: 5 })).toEqual({ finds: [] })
  // Of up to 256 batches each their rows and their act, and nothing that grows with how often a word stands.
  expect(Math.max(...touched)).toBeLessThan(256 * 44)
})
