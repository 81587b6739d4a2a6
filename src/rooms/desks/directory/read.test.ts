import { expect, test } from 'vitest'
import { instantOf } from '#kernel/instant.ts'
import type { ActId } from '#protocol/act/statement.ts'
import type { Party } from '#protocol/identity/party.ts'
import { SimulatedDatabase } from '#platform/db/simulated-store.ts'
import { insert } from '#platform/db/table.ts'
import { unproved } from '#platform/journal/tables.ts'
import { entries } from '../tables.ts'
import { directory, findDesk } from './read.ts'

const now = instantOf(1_795_000_000_000)
const bor = 'bor' as Party
const account = { name: 'duty', role: 'duty', desk: 'duty-1', clearance: 'secret', categories: ['*'] } as const
const reader = { account, levels: ['open'], categories: 'all', seesAll: true } as const
const entry = (desk: string) => ({
  desk,
  title: { en: desk },
  functions: ['operations'],
  channels: [],
  hours: { zone: 'UTC', shifts: 'always' as const },
  deputies: [],
  languages: ['en'],
  revision: 1,
})

test('D2 a desk that no proof shows in its author’s journal, though one had to, is listed as unrecorded', async () => {
  await using store = new SimulatedDatabase().connect()
  const row = (desk: string) => ({
    author: bor,
    desk,
    level: 'open',
    category: 'other',
    act: `act--${desk}` as ActId,
    arrival: 1,
    revision: 1,
    at: now,
    withdrawn: false,
    functions: ['operations'],
    entry: entry(desk),
  })
  const waiting = { author: bor, peer: bor, since: now, ask_at: now, asked: 9 }
  await store.transaction((tx) =>
    tx.apply([
      ...['border', 'duty', 'watch'].map((desk) => insert(entries, row(desk))),
      insert(unproved, { ...waiting, act: 'act--border' as ActId, state: 'overdue' }),
      insert(unproved, { ...waiting, act: 'act--duty' as ActId, state: 'awaited' }),
    ]),
  )
  const viewing = { reads: store, reader, at: now }
  const listed = await directory(viewing, { limit: 10 })
  expect(listed.map(({ desk, unrecorded = false }) => [desk, unrecorded])).toEqual([
    ['border', true],
    ['duty', false],
    ['watch', false],
  ])
  expect(await findDesk(viewing, bor, 'border')).toMatchObject({ unrecorded: true })
  expect(await findDesk(viewing, bor, 'duty')).not.toHaveProperty('unrecorded')
})
