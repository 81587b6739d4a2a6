import { expect, test } from 'vitest'
import type { Instant } from '#kernel/instant.ts'
import type { ActId, Kind } from '#protocol/act/statement.ts'
import type { Party } from '#protocol/identity/party.ts'
import type { Reads } from '#platform/db/store.ts'
import { selectSql } from '#platform/db/sql.ts'
import { insert } from '#platform/db/table.ts'
import { folded } from '#platform/record/folded.ts'
import { items } from '#platform/record/tables.ts'
import { testDatabase } from '../../../test/suites/postgres.ts'
import { itemsInOrder, orders } from './in-order.ts'

const sources = [{ schema: 'record', directory: new URL('../../platform/record/sql/', import.meta.url) }]
const count = 20_000
const at = '2026-01-01T00:00:00.000Z' as Instant
const kind = 'exchange.share/1' as Kind
const titles = ['Drones over the pass', 'Дроны над перевалом', '山口上空的无人机']

/** A line of the register, one of very many that differ in their title. */
const item = (number: number, title: string) => ({
  act: `act--${number}` as ActId,
  author: 'alt' as Party,
  arrival: number,
  arrived_at: at,
  kind,
  at,
  level: 'restricted',
  category: 'drones',
  exercise: null,
  title,
  sought: folded(title),
  audience: ['bor' as Party],
  about: null,
  state: 'live' as const,
})

interface Plan {
  readonly Plans?: readonly Plan[]
  readonly 'Actual Rows': number
  readonly 'Rows Removed by Filter'?: number
  readonly 'Rows Removed by Index Recheck'?: number
}

const seenBy = (plan: Plan): number =>
  Math.max(
    plan['Actual Rows'] + (plan['Rows Removed by Filter'] ?? 0) + (plan['Rows Removed by Index Recheck'] ?? 0),
    ...(plan.Plans ?? []).map(seenBy),
  )

test('a title that few acts have, or none, is found without a look at all others, in any script and order', async () => {
  await using database = await testDatabase(sources)
  const { store } = database
  const rows = Array.from({ length: count }, (_, at) => item(at + 1, `${titles[at % titles.length]}, case ${at}`))
  rows[50] = item(51, '100 %_ ГРАНИЦА \\ 边境上的无线电')
  await store.transaction((tx) => tx.apply(rows.map((row) => insert(items, row))))
  await store.query('ANALYZE record.item', [])
  let seen = 0
  const counting: Reads['select'] = async (table, query) => {
    const { text, values } = selectSql(table, query)
    const [told] = await store.query(`EXPLAIN (ANALYZE, FORMAT JSON) ${text}`, values)
    const { 'QUERY PLAN': plans } = told as { readonly 'QUERY PLAN': readonly [{ readonly Plan: Plan }] }
    seen += seenBy(plans[0].Plan)
    return store.select(table, query)
  }
  const reads: Reads = {
    select: counting,
    selectAll: (questions) => store.selectAll(questions),
    find: (table, key) => store.find(table, key),
    count: (table, where, cap) => store.count(table, where, cap),
    greatest: (table, column, where) => store.greatest(table, column, where),
  }
  const shown = async (sought: string, order: (typeof orders)[number]) => {
    seen = 0
    const found = await itemsInOrder(reads, { where: { kind, state: 'live' }, order, sought, limit: 100 })
    expect(found.every((row) => row.sought.includes(sought))).toBe(true)
    return found.length
  }
  for (const order of orders)
    for (const [sought, found] of [
      ['case 1999', 11],
      ['nothing of the kind', 0],
      ['граница', 1],
      ['0 %_ г', 1],
      ['а \\ ', 1],
      ['无线', 1],
    ] as const) {
      expect(await shown(sought, order)).toBe(found)
      // Those that came last, or first, are looked at one by one.
      expect(seen).toBeLessThan(order.endsWith('arrival') ? 9000 : 1000)
    }
  for (const sought of ['дроны', '无人机', 'e']) {
    expect(await shown(sought, '-arrival')).toBe(100)
    expect(seen).toBeLessThan(1000)
  }
})
