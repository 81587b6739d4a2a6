import type { Loop } from '#platform/clock/loop.ts'
import type { Transaction } from '#platform/db/store.ts'
import { insert, keep, put, remove, type Change, type Row } from '#platform/db/table.ts'
import { startWokenLoop } from '#platform/db/woken-loop.ts'
import { waiting } from '#platform/search/tables.ts'
import { objects } from '../tables.ts'
import type { DatingPorts } from './dating.ts'
import { changeLayout } from './layout.ts'
import { packPlaces, stretchPlaces, type Place } from './places.ts'
import { noteRepeats } from './repeats.ts'
import { added, dated, laidName, lanes, repeats, stretches } from './tables.ts'

const pollMs = 5000
/** Whoever waits for a share to be readable and found goes first: so long after a bell, and longer while words are made, but no longer than that. */
const quietMs = 4000
const patienceMs = 20_000
/** Objects of one transaction, unless one share has more. */
const objectsAtOnce = 20_000
/** Rows read at once: whole stretches. */
const rowsAtOnce = stretchPlaces * 8

type Share = Row<typeof added>

/** Lays shares out for readers when nothing more urgent is done; disposing it ends after the round under way. */
export function startLaying(ports: DatingPorts): Loop {
  const round = async (signal: AbortSignal): Promise<number> => {
    await untilQuiet(ports, signal)
    return signal.aborted || (await layOut(ports)) === 0 ? pollMs : 0
  }
  return startWokenLoop(ports.store, 'acts', { ...ports, name: 'laying', round })
}

async function untilQuiet({ store, timers }: DatingPorts, signal: AbortSignal): Promise<void> {
  for (let waited = 0; waited < patienceMs && !signal.aborted; waited += quietMs) {
    await timers.sleep(quietMs, signal)
    if ((await store.count(waiting, {}, 1)) === 0) return
  }
}

/**
 * Lays out the next shares that have dates, in their order: afterwards a page of them is read without asking for each object's other
 * copies. Answers how many shares. Of two who do it one waits for the other.
 */
export async function layOut({ store }: DatingPorts): Promise<number> {
  const last = (await store.find(dated, { name: laidName }))?.last ?? 0
  return (await store.count(added, { last: { gt: last } }, 1)) === 0 ? 0 : store.transaction(layWithin)
}

async function layWithin(tx: Transaction): Promise<number> {
  let { last } = await holdLaid(tx)
  let [shares, laid] = [0, 0]
  while (laid < objectsAtOnce) {
    const [next] = await tx.select(added, { where: { last: { gt: last } }, order: ['last'], limit: 1 })
    if (next === undefined) break
    // Whoever takes it back takes this row before what is made here, and waits.
    const share = await tx.lock(added, { arrival: next.arrival })
    ;({ last } = next)
    shares += 1
    if (share === undefined) continue
    await layShare(tx, share)
    laid += share.last - share.first + 1
  }
  if (shares > 0) await changeLayout(tx)
  await tx.apply([put(dated, { name: laidName, last })])
  return shares
}

async function holdLaid(tx: Transaction): Promise<Row<typeof dated>> {
  const none = { name: laidName, last: 0 }
  await tx.apply([keep(dated, none)])
  return (await tx.lock(dated, { name: laidName })) ?? none
}

async function layShare(tx: Transaction, share: Share): Promise<void> {
  const { arrival } = share
  await tx.apply([remove(stretches, { arrival }), remove(repeats, { arrival })])
  const laneOf = await lanesOf(tx, share)
  const all = await laneOf('')
  for (let from = 0; ; from += rowsAtOnce) {
    const where = { arrival, position: { gte: from, lt: from + rowsAtOnce } }
    const columns = ['position', 'type', 'start', 'length'] as const
    const rows = await tx.select(objects, { where, order: ['position'], columns })
    const changes: Change[] = []
    for (const [part, held] of Map.groupBy(rows, ({ position }) => Math.floor(position / stretchPlaces))) {
      const last = Math.min(share.last, share.first + (part + 1) * stretchPlaces - 1)
      const stretch = (lane: number, places: readonly Place[]) =>
        insert(stretches, { lane, last, arrival, first: share.first, places: packPlaces(places) })
      changes.push(stretch(all, held))
      for (const [type, some] of Map.groupBy(held, (row) => row.type)) changes.push(stretch(await laneOf(type), some))
    }
    await tx.apply(changes)
    if (rows.length > 0) await noteRepeats(tx, { share, lane: all }, where)
    if (share.first + from + rowsAtOnce > share.last) return
  }
}

/** The number of the lane of a type, given where there is none. */
async function lanesOf(
  tx: Transaction,
  { author, level, category, collection }: Share,
): Promise<(type: string) => Promise<number>> {
  const of = { author, level, category, collection }
  const rows = await tx.select(lanes, { where: of })
  const known = new Map(rows.map(({ type, lane }) => [type, lane]))
  return async (type) => {
    const found = known.get(type)
    if (found !== undefined) return found
    const lane = ((await tx.greatest(lanes, 'lane')) ?? 0) + 1
    await tx.apply([insert(lanes, { ...of, type, lane })])
    known.set(type, lane)
    return lane
  }
}
