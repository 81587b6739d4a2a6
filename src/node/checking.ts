import { startLoop } from '#platform/clock/loop.ts'
import type { House } from '#charter/record/house.ts'
import { plansBell } from '#rooms/desks/comchecks/plans.ts'
import { runPlans } from '#rooms/desks/comchecks/run.ts'
import type { RunningJournal } from './journaling.ts'
import type { NodePorts } from './ports.ts'

/** How long a process waits that has no running journal, or whose node has another that runs the plans. */
const waitMs = 5000

/** Sends the checks of the operator's plans, in one process of the node. */
export function startChecking(ports: NodePorts, house: House, journal: RunningJournal): AsyncDisposable {
  const round = async (): Promise<number> => {
    if (journal.state().kind !== 'running') return waitMs
    await using lease = await house.store.lease('comchecks')
    return lease?.isHeld === true ? await runPlans(house) : waitMs
  }
  const loop = startLoop({ ...ports, name: 'comchecks', round })
  const stop = ports.store.onRing(plansBell, () => loop.wake())
  return {
    async [Symbol.asyncDispose]() {
      stop()
      await loop[Symbol.asyncDispose]()
    },
  }
}
