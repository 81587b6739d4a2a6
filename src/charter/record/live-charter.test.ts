import * as fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { isRefusal } from '#kernel/refusal.ts'
import { openAct } from '#protocol/act/open.ts'
import type { Act, SignedAct } from '#protocol/act/statement.ts'
import { SeededRandom } from '#platform/clock/seeded-random.ts'
import { SimulatedDatabase } from '#platform/db/simulated-store.ts'
import { enterAct } from '#platform/record/enter.ts'
import { foundCoalition, type FoundedCoalition } from '../testing/demo-coalition.ts'
import { LaneMaker } from '../testing/lane.ts'
import { charterProjector } from '../projector.ts'
import { adopt } from '../lane/adopt.ts'
import type { Charter } from '../charter.ts'
import { installGenesis } from './install.ts'
import { LiveCharter } from './live-charter.ts'

const states = ['alt', 'bor', 'cas']
const quotas = (actsPerHour: number) => {
  return { type: 'quotas', quotas: { actsPerHour, bytesPerHour: 1_000_000, verificationsPerHour: 1000 } }
}
let demo: FoundedCoalition
let acts: Act[]
let end: Charter

const opened = (signed: SignedAct): Act => {
  const act = openAct(signed)
  if (isRefusal(act)) throw new Error(act.code)
  return act
}

/** Three changes, a successor after the first of them, and one change of his: what was entered beyond falls out. */
beforeAll(async () => {
  demo = await foundCoalition()
  const maker = new LaneMaker(demo, new SeededRandom('arrivals'))
  acts = []
  const enter = async (charter: Charter, change: object, by?: string): Promise<Charter> => {
    const key = (change as { readonly type: string }).type
    const proposal = await maker.proposal(charter, 'alt', change, { expects: charter.lastAbout.get(key) ?? charter.id })
    const entry = await maker.entry(charter, proposal, await maker.signatures(proposal, states), by)
    const next = adopt(charter, entry)
    if (isRefusal(next)) throw new Error(next.code)
    acts.push(opened(proposal), opened(entry.entry))
    return next
  }
  const first = await enter(demo.charter, quotas(11))
  await enter(await enter(first, quotas(12)), quotas(13))
  const mandate = await enter(first, { type: 'depositary', depositary: 'bor', after: first.newest }, 'bor')
  end = await enter(mandate, quotas(14))
})

const heard = (length: number) =>
  fc.shuffledSubarray([...Array.from({ length }).keys()], { minLength: length, maxLength: length })

/** The charter of a node at which the acts arrive in this order; after each it looks. */
async function charterAfter(order: readonly number[], restarts: boolean): Promise<Charter> {
  await using store = new SimulatedDatabase().connect()
  const ports = { self: 'cas' as never, clock: { now: () => demo.at }, log: () => undefined }
  await installGenesis({ store, self: 'cas' as never, at: demo.at }, demo.genesis)
  let live = await LiveCharter.open(store, ports)
  for (const at of order) {
    const act = acts[at]
    if (act === undefined) throw new Error('no act')
    await store.transaction(async (tx) => {
      const arrival = await tx.next('record.arrival')
      const arrived = { act, arrival, arrivedAt: demo.at, self: 'cas' as never, attachments: new Map() }
      const projected = charterProjector.project(arrived)
      if (isRefusal(projected)) throw new Error(projected.code)
      await tx.apply([...enterAct({ ...arrived, own: false, standing: 'admitted', files: [] }), ...projected.changes])
    })
    if (restarts) live = await LiveCharter.open(store, ports)
    else await live?.follow(store)
  }
  await live?.follow(store)
  if (live === undefined) throw new Error('no charter')
  return live.charter
}

test('8 whatever the order of arrival, and with restarts between, equal lanes give equal charters, a successor included', async () => {
  await fc.assert(
    fc.asyncProperty(heard(10), fc.boolean(), async (order, restarts) => {
      const { newest, depositary, quotas: now, place } = await charterAfter(order, restarts)
      expect({ newest, depositary, now, number: place.number }).toEqual({
        newest: end.newest,
        depositary: 'bor',
        now: end.quotas,
        number: 3,
      })
    }),
    { numRuns: 40 },
  )
})
