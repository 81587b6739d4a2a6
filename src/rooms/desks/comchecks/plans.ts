import { toHex } from '#kernel/bytes.ts'
import { isRefusal, refuse, type Refusal } from '#kernel/refusal.ts'
import type { Instant } from '#kernel/instant.ts'
import type { Desk } from '#protocol/act/statement.ts'
import { insert, remove, type Row } from '#platform/db/table.ts'
import type { Reader } from '#platform/http/reader.ts'
import type { House } from '#charter/record/house.ts'
import { plans, runs } from '../tables.ts'
import { clearanceOf, type Makers } from './maker.ts'
import { nextTurn, usualReplyMs } from './run.ts'
import type { PlanWish } from './wish.ts'

/** Wakes whoever runs plans. */
export const plansBell = 'comcheck-plans'

/** Plans of a house. */
const mostPlans = 1000

/** Random and scheduled moments begin with the next one after it was made. A plan sees what its maker may see, and no more. */
export async function addPlan(
  house: Pick<House, 'store' | 'clock' | 'random'>,
  reader: Reader,
  wish: PlanWish,
): Promise<string | Refusal> {
  const { desks, pick = 0, replyWithinMs = usualReplyMs, zone, days, when } = wish
  const plan = `plan-${toHex(house.random.bytes(8))}`
  const row = insert(plans, {
    plan,
    desks: desks === 'all' ? [] : desks,
    pick,
    schedule: { zone, days, when },
    seed: house.random.bytes(32),
    reply_within_ms: replyWithinMs,
    since: house.clock.now(),
    account: reader.account.name,
    by_desk: reader.account.desk as Desk,
    levels: reader.levels,
    categories: reader.categories === 'all' ? ['*'] : reader.categories,
  })
  return house.store.transaction(async (tx) => {
    if ((await tx.count(plans, {}, mostPlans)) >= mostPlans) {
      return refuse('comcheck-plans', 'desks: plans of a house', { limit: mostPlans })
    }
    await tx.apply([row])
    tx.ring(plansBell)
    return plan
  })
}

/** Whether the plan is there and the reader may know of it. */
export async function endPlan(house: Pick<House, 'store'>, reader: Reader, plan: string): Promise<boolean> {
  return house.store.transaction(async (tx) => {
    const held = await tx.lock(plans, { plan })
    if (held === undefined || !isWithin(held, reader)) return false
    await tx.apply([remove(plans, { plan })])
    return true
  })
}

export async function listPlans(house: Makers, reader: Reader, now: Instant) {
  const { store } = house
  const all = await store.select(plans, { order: ['since', 'plan'], limit: mostPlans })
  const seen = all.filter((plan) => isWithin(plan, reader))
  const of = { in: seen.map(({ plan }) => plan) }
  const last = await store.select(runs, {
    where: { plan: of },
    order: ['-slot'],
    limit: seen.length,
    each: 'plan',
    most: 1,
  })
  const views = seen.map(async (plan) => {
    const cleared = await clearanceOf(house, plan)
    const stopped = isRefusal(cleared) ? { stopped: cleared.code } : {}
    return { ...viewOf(plan, { last: last.find((run) => run.plan === plan.plan), now }), ...stopped }
  })
  return Promise.all(views)
}

/** A plan tells by its turns what desks there are: to those alone who see as far as it does. */
function isWithin({ levels, categories }: Row<typeof plans>, reader: Reader): boolean {
  const { levels: seen, categories: of } = reader
  return (
    levels.every((level) => seen.includes(level)) &&
    (of === 'all' || (!categories.includes('*') && categories.every((category) => of.includes(category))))
  )
}

/** The seed is nobody's to read: by it the moments of random checks could be foreseen. */
function viewOf(
  row: Row<typeof plans>,
  { last, now }: { readonly last: Row<typeof runs> | undefined; readonly now: Instant },
) {
  const { plan, desks, pick, schedule, reply_within_ms: replyWithinMs, since, by_desk: by } = row
  const next = schedule.when.kind === 'random' ? undefined : nextTurn(row, now)
  return {
    plan,
    desks: desks.length === 0 ? ('all' as const) : [...desks],
    ...(pick === 0 ? {} : { pick }),
    schedule,
    replyWithinMs,
    since,
    by,
    ...(next === undefined ? {} : { next }),
    ...(last === undefined ? {} : { last: { slot: last.slot, at: last.at, acts: last.acts, refused: last.refused } }),
  }
}
