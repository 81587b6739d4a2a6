import { expect, test } from 'vitest'
import { addMs, instantOf } from '#kernel/instant.ts'
import type { ActId } from '#protocol/act/statement.ts'
import type { Party } from '#protocol/identity/party.ts'
import { SimulatedDatabase } from '#platform/db/simulated-store.ts'
import { insert } from '#platform/db/table.ts'
import { findCheck, targetsOf } from './comchecks/read.ts'
import { findCall } from './hotline/read.ts'
import { calls, checks, countersignatures, entries, replies, spokenBy } from './tables.ts'

const now = instantOf(1_795_000_000_000)
const [alt, bor, cas] = ['alt' as Party, 'bor' as Party, 'cas' as Party]
const label = { level: 'open', category: 'other' }
const account = { name: 'duty', role: 'duty', desk: 'duty-1', clearance: 'secret', categories: ['*'] } as const
const reader = { account, levels: ['open'], categories: 'all', seesAll: true } as const
const asked = 'act--asked' as ActId
/** More than any page reads. */
const flood = 100_100
const many = <Row>(row: (count: number) => Row) => Array.from({ length: flood }, (_, count) => row(count))
const flooding = (count: number) => `act--${String(count).padStart(9, '0')}` as ActId

test('P4 a party that replies without end changes nothing of another’s check', async () => {
  await using store = new SimulatedDatabase().connect()
  const check = {
    act: asked,
    arrival: 1,
    author: alt,
    party: bor,
    ...label,
    desks: ['duty'],
    nature: 'manual' as const,
    at: now,
    due: addMs(now, 60_000),
  }
  const reply = (author: Party, act: ActId, arrival: number) => ({
    act,
    arrival,
    word: spokenBy(asked, author, label.level, label.category, 'duty'),
    about: asked,
    author,
    desk: 'duty',
    ...label,
    note: null,
    at: now,
    arrived_at: addMs(now, 1000),
  })
  const rows = many((count) => insert(replies, reply(cas, flooding(count), count + 2)))
  const own = insert(replies, reply(bor, 'act--own' as ActId, flood + 2))
  await store.transaction((tx) => tx.apply([insert(checks, check), ...rows, own]))
  const view = await findCheck({ reads: store, self: alt, reader, now: addMs(now, 2000) }, asked)
  expect(view?.desks['duty']).toMatchObject({ state: 'replied', replyMs: 1000 })
})

test('P4 a party that countersigns without end changes nothing of what another says', async () => {
  await using store = new SimulatedDatabase().connect()
  const desks = [alt, bor, cas].map((party) => ({ party, desk: 'duty' }))
  const call = { calledAt: now, channel: 'hotline' as const, desks, summary: 's' }
  const record = { act: asked, arrival: 1, author: alt, ...label, called_at: now, replaces: null, call }
  const said = (author: Party, act: ActId, arrival: number) => ({
    act,
    arrival,
    word: spokenBy(asked, author, label.level, label.category, 'countersigned'),
    about: asked,
    author,
    ...label,
    outcome: 'countersigned' as const,
    correction: null,
    at: now,
  })
  const rows = many((count) => insert(countersignatures, said(cas, flooding(count), count + 2)))
  const own = insert(countersignatures, said(bor, 'act--own' as ActId, flood + 2))
  const other = insert(calls, { ...record, act: flooding(1), arrival: 2, author: cas, replaces: asked })
  const right = insert(calls, { ...record, act: 'act--right' as ActId, arrival: flood + 2, replaces: asked })
  await store.transaction((tx) => tx.apply([insert(calls, record), ...rows, own, other, right]))
  expect(await findCall({ reads: store, reader }, asked)).toMatchObject({
    state: 'countersigned',
    replacedBy: 'act--right',
    parties: { bor: { state: 'countersigned' }, cas: { state: 'countersigned' } },
  })
})

test('P4 a party that publishes desks without end hides no desk of another', async () => {
  await using store = new SimulatedDatabase().connect()
  const entry = (author: Party, count: number) => ({
    author,
    desk: `desk-${count}`,
    ...label,
    act: `act--${author}-${count}` as ActId,
    arrival: count,
    revision: 1,
    at: addMs(now, author === cas ? count : flood),
    withdrawn: false,
    functions: ['operations'],
    entry: null,
  })
  const rows = many((count) => insert(entries, entry(cas, count)))
  await store.transaction((tx) => tx.apply([...rows, insert(entries, entry(bor, 1))]))
  const parties = new Map([alt, bor, cas].map((party) => [party, {}]))
  const targets = await targetsOf({ store, self: alt, charter: () => ({ parties }) }, reader)
  expect(targets.filter(({ party }) => party === bor)).toEqual([{ party: bor, desk: 'desk-1', ...label }])
  expect(targets).toHaveLength(2001)
})
