import type { Log } from '#kernel/log.ts'
import type { Timers } from '#kernel/ports.ts'
import type { ActId } from '#protocol/act/statement.ts'
import { startLoop } from '#platform/clock/loop.ts'
import type { Store } from '#platform/db/store.ts'
import { keep, put } from '#platform/db/table.ts'
import { disclosures } from '#platform/record/tables.ts'
import type { House } from '#charter/record/house.ts'

type Times = Map<ActId, number>

/** Counts of one node's process that are not written yet. */
interface Gathering {
  /** Whoever counts waits for these. */
  waiting: { readonly times: Times; readonly written: Promise<void> } | undefined
  /** Further times of acts that are counted already. */
  readonly further: Times
  /** Acts that this process has counted. */
  readonly counted: Set<ActId>
  /** Tells who writes the further times, where somebody does. */
  wake: (() => void) | undefined
  last: Promise<unknown>
}

const gatherings = new WeakMap<Store, Gathering>()
/** Acts remembered as counted; beyond, remembering begins anew. */
const mostCounted = 100_000
/** Further times are written so long after the first of them, all together. */
const gatherMs = 1000
const idleMs = 3_600_000

function gatheringOf(store: Store): Gathering {
  const known = gatherings.get(store)
  if (known !== undefined) return known
  const made: Gathering = {
    waiting: undefined,
    further: new Map(),
    counted: new Set(),
    wake: undefined,
    last: Promise.resolve(),
  }
  gatherings.set(store, made)
  return made
}

const raise = (times: Times, act: ActId, by = 1): unknown => times.set(act, (times.get(act) ?? 0) + by)

/**
 * Counts that content of these acts left through a person or a tool; told to their authors when they take it back. Resolves when it is
 * durable that it left at all; that it left once more is durable within a second or two.
 */
export async function countDisclosed({ store }: Pick<House, 'store'>, acts: ReadonlySet<ActId>): Promise<void> {
  const of = gatheringOf(store)
  const { wake } = of
  const first = wake === undefined ? [...acts] : [...acts].filter((act) => !of.counted.has(act))
  if (wake !== undefined && first.length < acts.size) {
    for (const act of acts) if (of.counted.has(act)) raise(of.further, act)
    wake()
  }
  if (first.length === 0) return
  of.waiting ??= begun(store, of)
  for (const act of first) raise(of.waiting.times, act)
  await of.waiting.written
  if (of.counted.size > mostCounted) of.counted.clear()
  for (const act of first) of.counted.add(act)
}

/** What left, and of which acts. */
interface Left {
  readonly acts: ReadonlySet<ActId>
}

/** Whoever puts together what leaves tells of which acts it will be, as soon as he knows. */
export type Leaving = (acts: ReadonlySet<ActId>) => void

/**
 * The same while it is still being put together: what was told to leave is counted meanwhile, and taken off again where it did not. Resolves
 * when it is durable that it left.
 */
export async function disclosed<Put extends Left>(
  house: Pick<House, 'store'>,
  put: (leaving: Leaving) => Promise<Put>,
): Promise<Put> {
  const told = new Set<ActId>()
  const counts: Promise<void>[] = []
  const count: Leaving = (acts) => {
    const fresh = acts.difference(told)
    for (const act of fresh) told.add(act)
    const counted = countDisclosed(house, fresh)
    // Whoever waits for all of them hears of its failure.
    counted.catch(() => undefined)
    counts.push(counted)
  }
  const takeOff = (acts: ReadonlySet<ActId>) => write(house.store, new Map(Array.from(acts, (act) => [act, -1])))
  const there = await put(count).catch(async (error: unknown) => {
    await Promise.all(counts)
    await takeOff(told)
    throw error
  })
  count(there.acts)
  await Promise.all(counts)
  await takeOff(told.difference(there.acts))
  return there
}

/** What is counted until the transaction before it has ended is written by the next one together. */
function begun(store: Store, of: Gathering): NonNullable<Gathering['waiting']> {
  const times: Times = new Map()
  const written = of.last.then(() => {
    of.waiting = undefined
    return of.wake === undefined ? write(store, times) : writeFirst(store, of, times)
  })
  of.last = written.catch(() => undefined)
  return { times, written }
}

/** Writes the times of acts that never left before; those of others, of which that is on the disk, are further times. */
async function writeFirst(store: Store, of: Gathering, times: Times): Promise<void> {
  const rows = Array.from(times, ([act, count]) => ({ act, times: count }))
  rows.sort((one, other) => (one.act < other.act ? -1 : 1))
  const written = await store.transaction((tx) => tx.apply(rows.map((row) => keep(disclosures, row))))
  const others = rows.filter((_, at) => written[at] === 0)
  for (const row of others) raise(of.further, row.act, row.times)
  if (others.length > 0) of.wake?.()
}

/** Writes further times as they come, and the last of them when it is disposed. */
export function startDisclosing(ports: {
  readonly store: Store
  readonly timers: Timers
  readonly log: Log
}): AsyncDisposable {
  const of = gatheringOf(ports.store)
  const flush = async (): Promise<void> => {
    const times = new Map(of.further)
    of.further.clear()
    await write(ports.store, times).catch((error: unknown) => {
      for (const [act, by] of times) raise(of.further, act, by)
      throw error
    })
  }
  const loop = startLoop({
    ...ports,
    name: 'disclosing',
    async round(signal) {
      if (of.further.size === 0) return idleMs
      await ports.timers.sleep(gatherMs, signal)
      await flush()
      return of.further.size === 0 ? idleMs : 0
    },
  })
  of.wake = loop.wake
  return {
    async [Symbol.asyncDispose]() {
      of.wake = undefined
      await loop[Symbol.asyncDispose]()
      await flush()
    },
  }
}

async function write(store: Store, times: ReadonlyMap<ActId, number>): Promise<void> {
  if (times.size === 0) return
  const keys = Array.from(times.keys(), (act) => ({ act }))
  await store.transaction(async (tx) => {
    let rows = await tx.lockMany(disclosures, keys)
    if (rows.length < keys.length) {
      const present = new Set(rows.map(({ act }) => act))
      const fresh = keys.filter(({ act }) => !present.has(act)).toSorted((one, other) => (one.act < other.act ? -1 : 1))
      await tx.apply(fresh.map(({ act }) => keep(disclosures, { act, times: 0 })))
      rows = await tx.lockMany(disclosures, keys)
    }
    await tx.apply(rows.map((row) => put(disclosures, { ...row, times: row.times + (times.get(row.act) ?? 0) })))
  })
}
