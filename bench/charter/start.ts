import { isRefusal } from '#kernel/refusal.ts'
import { openAct } from '#protocol/act/open.ts'
import type { Party } from '#protocol/identity/party.ts'
import { SimulatedDatabase } from '#platform/db/simulated-store.ts'
import { MemoryCas } from '#platform/journal/cas.ts'
import type { LaneEntry } from '#charter/lane/adopt.ts'
import { installGenesis } from '#charter/record/install.ts'
import { installEntries } from '#charter/record/install-lane.ts'
import { LiveCharter } from '#charter/record/live-charter.ts'
import type { FoundedCoalition } from '#charter/testing/demo-coalition.ts'

/** What a node takes at its start to work out the charter from its record: the first time, and when it has looked at the signatures before. */
export async function startsMs(demo: FoundedCoalition, lane: readonly LaneEntry[]): Promise<readonly [number, number]> {
  const self = 'alt' as Party
  await using store = new SimulatedDatabase().connect()
  const where = { store, self, at: demo.at }
  const founded = await installGenesis(where, demo.genesis)
  const pairs = lane.map(({ entry, ordered }) => {
    const [one, other] = [openAct(entry), openAct(ordered)]
    if (isRefusal(one) || isRefusal(other)) throw new Error('no act')
    return { entry: one, ordered: other }
  })
  await installEntries(where, founded, pairs)
  const ports = { self, clock: { now: () => demo.at }, log: () => undefined, cas: new MemoryCas() }
  const open = async (): Promise<number> => {
    const started = performance.now()
    const live = await LiveCharter.open(store, ports)
    if (live?.charter.place.number !== lane.length) throw new Error('the lane was not adopted')
    return performance.now() - started
  }
  return [await open(), await open()]
}
