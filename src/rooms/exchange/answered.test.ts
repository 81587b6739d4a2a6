import { asyncProperty, assert, shuffledSubarray } from 'fast-check'
import { expect, test } from 'vitest'
import type { Instant } from '#kernel/instant.ts'
import type { ActId } from '#protocol/act/statement.ts'
import type { Party } from '#protocol/identity/party.ts'
import { SimulatedDatabase } from '#platform/db/simulated-store.ts'
import type { Store } from '#platform/db/store.ts'
import { put, remove } from '#platform/db/table.ts'
import { answered, awaited, awaitedNoMore, unmark } from './answered.ts'
import { awaiting, replies } from './tables.ts'

const [share, one, two] = ['act--5', 'act--1', 'act--2'].map((act) => act as ActId)
const [alt, bor] = ['alt', 'bor'].map((party) => party as Party)
if (share === undefined || one === undefined || two === undefined || alt === undefined || bor === undefined)
  throw new Error('no names')

const label = { level: 'open', category: 'drones' }
const listed = { act: share, author: alt, arrival: 7, ...label }

const acknowledgement = (act: ActId) => {
  const at = '2026-11-21T18:00:00.000Z' as Instant
  return {
    act,
    about: share,
    verb: 'acknowledge' as const,
    author: bor,
    desk: null,
    at,
    object: null,
    ...label,
    body: {},
  }
}

/** What may befall a share at one of its addressees. */
const steps = {
  share: (store: Store) => store.transaction((tx) => tx.apply(awaited(listed))),
  one: (store: Store) => acknowledge(store, one),
  two: (store: Store) => acknowledge(store, two),
  recall: (store: Store) => store.transaction((tx) => tx.apply(awaitedNoMore({ act: share, author: alt }))),
} as const

const acknowledge = (store: Store, act: ActId) =>
  store.transaction((tx) => tx.apply([put(replies, acknowledgement(act)), ...answered(share, act)]))

const setAside = (store: Store, act: ActId) =>
  store.transaction(async (tx) => {
    await unmark(tx, { act, author: bor })
    await tx.apply([remove(replies, { act })])
  })

const waiting = (store: Store) => store.count(awaiting, { answered_by: null, arrival: { gt: 0 } }, 10)

test('X20 an acknowledgement that comes back before its share leaves nothing waiting', async () => {
  const store = new SimulatedDatabase().connect()
  await steps.one(store)
  await steps.share(store)
  expect(await waiting(store)).toBe(0)
  expect(await store.select(awaiting, {})).toEqual([{ ...listed, answered_by: one }])
})

test('X20 what acknowledged and counts for nothing leaves its share waiting, unless another act of the house acknowledged it', async () => {
  const store = new SimulatedDatabase().connect()
  for (const step of ['share', 'one', 'two'] as const) await steps[step](store)
  await setAside(store, one)
  expect(await waiting(store)).toBe(0)
  await setAside(store, two)
  expect(await waiting(store)).toBe(1)
  await steps.two(store)
  expect(await waiting(store)).toBe(0)
  await steps.recall(store)
  await setAside(store, two)
  expect(await store.select(awaiting, {})).toEqual([])
})

test('X20 a share that counts for nothing waits for nobody, and waits again once it counts; what acknowledged it stays', async () => {
  const store = new SimulatedDatabase().connect()
  const distrust = () => store.transaction((tx) => unmark(tx, { act: share, author: alt }))
  await steps.share(store)
  await distrust()
  expect(await store.select(awaiting, {})).toEqual([])
  await steps.share(store)
  await steps.one(store)
  await distrust()
  expect(await waiting(store)).toBe(0)
  await steps.share(store)
  expect(await store.select(awaiting, {})).toEqual([{ ...listed, answered_by: one }])
})

test('X20 whatever comes first, the same waits', async () => {
  const orders = shuffledSubarray(['share', 'one', 'two'] as const, { minLength: 3 })
  await assert(
    asyncProperty(orders, async (order) => {
      const store = new SimulatedDatabase().connect()
      for (const step of order) await steps[step](store)
      expect(await store.select(awaiting, {})).toEqual([{ ...listed, answered_by: one }])
      await steps.recall(store)
      const unlisted = { author: null, arrival: 0, level: '', category: '' }
      expect(await store.select(awaiting, {})).toEqual([{ act: share, ...unlisted, answered_by: one }])
    }),
    { numRuns: 12 },
  )
})
