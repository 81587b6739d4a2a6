import { epochMsOf, type Instant } from '#kernel/instant.ts'
import { isRefusal, refuse, type Refusal } from '#kernel/refusal.ts'
import type { ActId } from '#protocol/act/statement.ts'
import type { Party } from '#protocol/identity/party.ts'
import { insert, type Row } from '#platform/db/table.ts'
import type { Clearance } from '#platform/http/reader.ts'
import type { House } from '#charter/record/house.ts'
import { compose, record, type Composed, type Recording } from '#charter/record/office.ts'
import { check, type Checker, type Target } from './decide.ts'
import { clearanceOf } from './maker.ts'
import { targetsOf } from './read.ts'
import { dueSlot, nextSlot, pickAmong } from './schedule.ts'
import { plans, runs } from '../tables.ts'

/** Where nothing else is said. */
export const usualReplyMs = 15 * 60_000

export interface Sent {
  readonly sent: readonly Composed[]
  /** Parties that the gate would not have checked, and why. */
  readonly refused: readonly { readonly party: Party; readonly refusal: Refusal }[]
}

interface Wanted {
  readonly targets: readonly Target[]
  readonly asked: Parameters<typeof check>[1]
  readonly by: Checker
}

/** Signs a check for each party that may be told, and records them together. */
export async function sendChecks(
  house: House,
  { targets, asked, by }: Wanted,
  beside: (sent: Sent) => Recording['beside'] = () => async () => [],
): Promise<Sent | Refusal> {
  const drafts = check(targets, asked, by)
  if (isRefusal(drafts)) return drafts
  const sent: Composed[] = []
  const refused: { readonly party: Party; readonly refusal: Refusal }[] = []
  for (const draft of drafts) {
    const composed = await compose(house, draft)
    const [party] = 'coalition' in draft.audience ? [] : draft.audience
    if (!isRefusal(composed)) sent.push(composed)
    else if (party !== undefined) refused.push({ party, refusal: composed })
  }
  const [first] = refused
  if (sent.length === 0 && first !== undefined) return first.refusal
  const done = { sent, refused }
  const recorded = await record(house, sent, beside(done))
  return isRefusal(recorded) ? recorded : done
}

type Plan = Row<typeof plans>

const plansAtOnce = 200
const lookMs = 30_000

/**
 * Sends what is due of every plan. A slot's row is written with its checks, in one transaction over the plan held: of several processes, and
 * after a restart, one sends them and once. Answers how long nothing more is due.
 */
export async function runPlans(house: House): Promise<number> {
  let pauseMs = lookMs
  for await (const plan of allPlans(house)) {
    const now = house.clock.now()
    const slot = dueSlot(plan.schedule, plan.seed, { since: plan.since, now })
    if (slot !== undefined && (await house.store.find(runs, { plan: plan.plan, slot })) === undefined) {
      await runSlot(house, plan, slot)
    }
    const next = nextTurn(plan, now)
    if (next !== undefined) pauseMs = Math.min(pauseMs, Math.max(1, epochMsOf(next) - epochMsOf(now)))
  }
  return pauseMs
}

async function* allPlans({ store }: House): AsyncGenerator<Plan> {
  for (let last = ''; ;) {
    const rows = await store.select(plans, { where: { plan: { gt: last } }, order: ['plan'], limit: plansAtOnce })
    yield* rows
    last = rows.at(-1)?.plan ?? last
    if (rows.length < plansAtOnce) return
  }
}

async function runSlot(house: House, plan: Plan, slot: Instant): Promise<void> {
  const cleared = await clearanceOf(house, plan)
  const outcome = isRefusal(cleared) ? cleared : await sendSlot(house, plan, { slot, cleared })
  if (!isRefusal(outcome)) {
    house.log({ level: 'info', event: 'comchecks-sent', checks: outcome.sent.length, refused: outcome.refused.length })
    return
  }
  if (outcome.code === 'comcheck-done') return
  // Nobody could be checked: the slot has had its turn all the same.
  const row = runOf(house, plan, { slot, acts: [], refused: [outcome.code] })
  await house.store.transaction(async (tx) => {
    await tx.lock(plans, { plan: plan.plan })
    if ((await tx.find(runs, { plan: plan.plan, slot })) === undefined) await tx.apply([row])
  })
  house.log({ level: 'warn', event: 'comchecks-not-sent', code: outcome.code })
}

interface Due {
  readonly slot: Instant
  readonly cleared: Clearance
}

async function sendSlot(house: House, plan: Plan, { slot, cleared }: Due): Promise<Sent | Refusal> {
  const wanted = await targetsOf(house, cleared)
  const among = plan.desks.length === 0 ? wanted : wanted.filter((target) => plan.desks.includes(nameOf(target)))
  const targets =
    plan.pick === 0 ? among : pickAmong(among, { count: plan.pick, seed: plan.seed, occasion: slot, nameOf })
  const nature = plan.schedule.when.kind === 'random' || plan.pick > 0 ? 'random' : 'scheduled'
  const asked = { nature, replyWithinMs: plan.reply_within_ms } as const
  const by = { self: house.self, officers: [plan.by_desk] }
  return sendChecks(house, { targets, asked, by }, ({ sent, refused }) => async (tx) => {
    const held = await tx.lock(plans, { plan: plan.plan })
    const isDone = (await tx.find(runs, { plan: plan.plan, slot })) !== undefined
    if (held === undefined || isDone) return refuse('comcheck-done', 'desks: a slot has one turn', { plan: plan.plan })
    return [
      runOf(house, plan, { slot, acts: sent.map(({ act }) => act.id), refused: refused.map(({ party }) => party) }),
    ]
  })
}

interface Turn {
  readonly slot: Instant
  readonly acts: readonly ActId[]
  readonly refused: readonly string[]
}

const runOf = (house: House, { plan }: Plan, turn: Turn) => insert(runs, { plan, at: house.clock.now(), ...turn })

export const nameOf = ({ party, desk }: Target): string => `${party}/${desk}`

/** When a plan has its next turn. */
export const nextTurn = ({ schedule, seed }: Pick<Plan, 'schedule' | 'seed'>, now: Instant): Instant | undefined =>
  nextSlot(schedule, seed, now)
