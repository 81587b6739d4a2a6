import { isRefusal, refuse, type Refusal } from '#kernel/refusal.ts'
import type { Reads } from '#platform/db/store.ts'
import type { Row } from '#platform/db/table.ts'
import { accounts } from '#platform/http/account.ts'
import { readerOf, type Clearance } from '#platform/http/reader.ts'
import { may, parseRole } from '#platform/http/roles.ts'
import type { Charter } from '#charter/charter.ts'
import type { plans } from '../tables.ts'

type Plan = Row<typeof plans>

/** Where the accounts of a house stand, and the levels of its charter. */
export interface Makers {
  readonly store: Reads
  charter(): Pick<Charter, 'levels'>
}

/** How far a plan sees today: what its maker may see now and could when he made it. Where he may check no more, nothing is sent. */
export async function clearanceOf({ store, charter }: Makers, plan: Plan): Promise<Clearance | Refusal> {
  const row = await store.find(accounts, { name: plan.account })
  const role = row === undefined || row.disabled ? undefined : parseRole(row.role)
  if (row === undefined || role === undefined || isRefusal(may(role, 'desks.act'))) {
    return refuse('comcheck-account', 'desks: a plan is its maker’s', { plan: plan.plan, account: plan.account })
  }
  const now = readerOf(row, [...charter().levels.keys()])
  const levels = plan.levels.filter((level) => now.levels.includes(level))
  return { levels, categories: bothOf(plan.categories.includes('*') ? 'all' : plan.categories, now.categories) }
}

function bothOf(one: Clearance['categories'], other: Clearance['categories']): Clearance['categories'] {
  if (one === 'all') return other
  return other === 'all' ? one : one.filter((category) => other.includes(category))
}
