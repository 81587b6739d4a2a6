import { expect, test } from 'vitest'
import type { Instant } from '#kernel/instant.ts'
import type { ActId, Kind } from '#protocol/act/statement.ts'
import type { Party } from '#protocol/identity/party.ts'
import { SimulatedDatabase, type SimulatedStore } from '#platform/db/simulated-store.ts'
import { insert } from '#platform/db/table.ts'
import { items } from '#platform/record/tables.ts'
import { newItems, type NewRows } from './new-rows.ts'

const row = (arrival: number) =>
  insert(items, {
    act: `act--${arrival}` as ActId,
    author: 'alt' as Party,
    arrival,
    arrived_at: '2026-01-01T00:00:00.000Z' as Instant,
    kind: 'exchange.share/1' as Kind,
    at: '2026-01-01T00:00:00.000Z' as Instant,
    level: 'open',
    category: 'drones',
    exercise: null,
    title: '',
    sought: '',
    audience: [],
    about: null,
    state: 'live',
  })

const seen = (store: SimulatedStore, ...arrivals: number[]) => store.transaction((tx) => tx.apply(arrivals.map(row)))
const taken = async (news: NewRows<{ readonly arrival: number }>) =>
  (await news.take()).rows.map(({ arrival }) => arrival)

test('a line that took its number before another and is seen after it is told of, once', async () => {
  await using store = new SimulatedDatabase().connect()
  await seen(store, 1, 2)
  const news = newItems(store)
  await news.begin()
  await seen(store, 3, 4)
  expect(await taken(news)).toEqual([3, 4])
  await seen(store, 6, 9)
  expect(await taken(news)).toEqual([6, 9])
  await seen(store, 5)
  await seen(store, 10, 7)
  expect(await taken(news)).toEqual([10, 5, 7])
  expect(await taken(news)).toEqual([])
  await seen(store, 8)
  expect(await taken(news)).toEqual([8])
  expect(await taken(news)).toEqual([])
})

test('what comes between the start of a process and its first look is told of, all of it', async () => {
  await using store = new SimulatedDatabase().connect()
  await seen(store, 1)
  const news = newItems(store)
  await news.begin()
  await seen(store, 2)
  await seen(store, 3)
  expect(await taken(news)).toEqual([2, 3])
})

test('numbers that are never seen cost no more than a bounded look', async () => {
  await using store = new SimulatedDatabase().connect()
  const news = newItems(store)
  await news.begin()
  await seen(store, 1)
  expect(await taken(news)).toEqual([1])
  await seen(store, 1_000_000)
  expect(await taken(news)).toEqual([1_000_000])
  await seen(store, 999_999, 5)
  expect(await taken(news)).toEqual([999_999])
})
