import { startLoop, type Loop } from '#platform/clock/loop.ts'
import { judgeHeld } from '#platform/transport/held.ts'
import { charterBell } from '#charter/projector.ts'
import type { House } from '#charter/record/house.ts'
import { enterWhatIsDue } from '#rooms/governance/entering.ts'
import type { RunningJournal } from './journaling.ts'
import { takingPorts } from './links.ts'
import type { NodePorts } from './ports.ts'

/** The lane is looked at when its bell rings, and this often: a clock may have come to an entry that was ahead of it. */
const lookMs = 30_000

/** Adopts entries as they come, in every process of the node, and judges again what waited for one. */
export function startLane(ports: NodePorts, house: House): AsyncDisposable {
  const taking = takingPorts(ports, house)
  const round = async (): Promise<number> => {
    await house.followLane(ports.store)
    return (await judgeHeld(taking)) > 0 ? 0 : lookMs
  }
  return woken(ports, startLoop({ ...ports, name: 'lane', round }))
}

/** The depositary's duty: what has its signatures takes its place. A node that may be older than its journal enters nothing. */
export function startEntering(ports: NodePorts, house: House, journal: RunningJournal): AsyncDisposable {
  const round = async (): Promise<number> => {
    if (journal.state().kind !== 'running') return lookMs
    return (await enterWhatIsDue(house, ports.cas)) ? 0 : lookMs
  }
  return woken(ports, startLoop({ ...ports, name: 'entering', round }))
}

function woken({ store }: NodePorts, loop: Loop): AsyncDisposable {
  const stop = store.onRing(charterBell, () => loop.wake())
  return {
    async [Symbol.asyncDispose]() {
      stop()
      await loop[Symbol.asyncDispose]()
    },
  }
}
