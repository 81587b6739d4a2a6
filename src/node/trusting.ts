import { startWokenLoop } from '#platform/db/woken-loop.ts'
import { untrusted } from '#platform/record/tables.ts'
import { charterBell } from '#charter/projector.ts'
import type { House } from '#charter/record/house.ts'
import { Trust } from '#charter/record/settling.ts'
import type { NodePorts } from './ports.ts'

/** A proof may have come without a bell. */
const lookMs = 30_000

/** One process of the node at a time: what was said of a party's frozen seal is brought home to what that seal signed. */
export function startTrusting({ store, timers, log }: NodePorts, house: House): AsyncDisposable {
  const trust = new Trust(house)
  const round = async (): Promise<number> => {
    await house.followLane(store)
    const words = [...house.charter().parties.values()].some(({ lastTrusted }) => lastTrusted !== undefined)
    if (!words && (await store.count(untrusted, {}, 1)) === 0) return lookMs
    await using lease = await store.lease('trust')
    if (lease === undefined || !lease.isHeld) return lookMs
    const acts = await trust.settle()
    if (acts > 0) log({ level: 'warn', event: 'trust-settled', acts })
    return lookMs
  }
  return startWokenLoop(store, charterBell, { name: 'trust', timers, log, round })
}
