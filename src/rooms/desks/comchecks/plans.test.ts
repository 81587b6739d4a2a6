import { expect, test } from 'vitest'
import { isRefusal } from '#kernel/refusal.ts'
import { FakeTime } from '#platform/clock/fake-time.ts'
import { SeededRandom } from '#platform/clock/seeded-random.ts'
import { SimulatedDatabase } from '#platform/db/simulated-store.ts'
import type { Store } from '#platform/db/store.ts'
import { put } from '#platform/db/table.ts'
import { accounts } from '#platform/http/account.ts'
import { weekdays } from '#protocol/acts/desk-entry.ts'
import { plans } from '../tables.ts'
import { clearanceOf } from './maker.ts'
import type { PlanWish } from './wish.ts'
import { addPlan, endPlan, listPlans } from './plans.ts'

const account = {
  name: 'dana',
  role: 'duty',
  desk: 'duty-1',
  clearance: 'restricted',
  categories: ['border', 'drones'],
} as const
const reader = { account, levels: ['open', 'restricted'], categories: account.categories, seesAll: false } as const
const wish: PlanWish = { desks: 'all', zone: 'UTC', days: [...weekdays], when: { kind: 'at', times: ['09:00'] } }
const levels = new Map(['open', 'restricted', 'secret'].map((level, at) => [level, at]))

function houseOf(store: Store) {
  return { store, clock: new FakeTime(), random: new SeededRandom('plans'), charter: () => ({ levels }) }
}

test('K8 a plan that could have no turn is refused', async () => {
  await using store = new SimulatedDatabase().connect()
  const house = houseOf(store)
  const made: string[] = []
  for (let count = 0; count < 1000; count += 1) {
    const plan = await addPlan(house, reader, wish)
    if (!isRefusal(plan)) made.push(plan)
  }
  expect(await addPlan(house, reader, wish)).toMatchObject({ code: 'comcheck-plans' })
  expect(await store.count(plans, {}, 2000)).toBe(1000)
  expect(await endPlan(house, reader, made[0] ?? '')).toBe(true)
  expect(isRefusal(await addPlan(house, reader, wish))).toBe(false)
})

test('K8 a plan goes as far as its maker may see today, and no further than when he made it', async () => {
  await using store = new SimulatedDatabase().connect()
  const house = houseOf(store)
  await addPlan(house, reader, wish)
  const [plan] = await store.select(plans, { limit: 1 })
  if (plan === undefined) throw new Error('no plan')
  const row = { ...account, secret_sha256: '', disabled: false }
  const today = async (change: object) => {
    await store.transaction((tx) => tx.apply([put(accounts, { ...row, ...change })]))
    const cleared = await clearanceOf(house, plan)
    const [listed] = await listPlans(house, reader, house.clock.now())
    expect(listed).toMatchObject(isRefusal(cleared) ? { stopped: cleared.code } : { plan: plan.plan })
    return cleared
  }
  expect(await clearanceOf(house, plan)).toMatchObject({ code: 'comcheck-account' })
  expect(await today({})).toEqual({ levels: ['open', 'restricted'], categories: ['border', 'drones'] })
  expect(await today({ clearance: 'secret', categories: ['*'] })).toEqual({
    levels: ['open', 'restricted'],
    categories: ['border', 'drones'],
  })
  expect(await today({ clearance: 'open', categories: ['drones', 'other'] })).toEqual({
    levels: ['open'],
    categories: ['drones'],
  })
  expect(await today({ role: 'analyst' })).toMatchObject({ code: 'comcheck-account' })
  expect(await today({ disabled: true })).toMatchObject({ code: 'comcheck-account' })
})
