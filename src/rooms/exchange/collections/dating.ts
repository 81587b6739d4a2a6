import { epochMsOf } from '#kernel/instant.ts'
import type { Log } from '#kernel/log.ts'
import type { Clock, Random, Timers } from '#kernel/ports.ts'
import type { ActId } from '#protocol/act/statement.ts'
import type { Party } from '#protocol/identity/party.ts'
import type { Loop } from '#platform/clock/loop.ts'
import { Together } from '#platform/clock/together.ts'
import type { Store, Transaction } from '#platform/db/store.ts'
import { insert, keep, put, remove, update, type Change, type Row, type Table } from '#platform/db/table.ts'
import { startWokenLoop } from '#platform/db/woken-loop.ts'
import { postedShares } from '../posting/tables.ts'
import { revocations, shares } from '../tables.ts'
import { changeLayout } from './layout.ts'
import { added, clockName, dated, laidName, undated } from './tables.ts'

export interface DatingPorts {
  readonly store: Store
  readonly clock: Clock
  readonly random: Random
  readonly timers: Timers
  readonly log: Log
}

const sharesAtOnce = 100
const pollMs = 5000
/** Corrections of corrections that are followed. */
const mostHops = 32
/** Shares that come within it are dated together, and readers look first. */
const gatherMs = 100

/** Dates shares as they come; disposing it ends after the round under way. */
export function startDating(ports: DatingPorts): Loop {
  const round = async (signal: AbortSignal): Promise<number> => {
    await ports.timers.sleep(gatherMs, signal)
    return (await dateShares(ports)) === sharesAtOnce ? 0 : pollMs
  }
  return startWokenLoop(ports.store, 'acts', { ...ports, name: 'dating', round })
}

/**
 * Gives dates to the shares that wait, and answers how many. Each begins after the last date given, by the clock or later, at a microsecond
 * drawn at random. The row of the last date is held until the new ones are seen, so that nobody sees a date before an earlier one,
 * whichever process gives it.
 */
export function dateShares(ports: Dating): Promise<number> {
  const { store } = ports
  const round = rounds.get(store) ?? new Together(() => dateWaiting(ports))
  rounds.set(store, round)
  return round.ask()
}

type Dating = Pick<DatingPorts, 'store' | 'clock' | 'random'>

const rounds = new WeakMap<Store, Together<number>>()

async function dateWaiting(ports: Dating): Promise<number> {
  const waits = await ports.store.count(undated, {}, 1)
  return waits === 0 ? 0 : ports.store.transaction((tx) => dateWithin(ports, tx))
}

async function dateWithin(ports: Pick<DatingPorts, 'clock' | 'random'>, tx: Transaction): Promise<number> {
  let last = await lastGiven(tx)
  const rows = await tx.select(undated, { order: ['arrival'], limit: sharesAtOnce })
  const arrival = { in: rows.map((row) => row.arrival) }
  const revokes = (await tx.count(revocations, { arrival }, 1)) > 0
  for (const row of rows) {
    const { objects, ...share } = row
    // What was taken back meanwhile waits no more, and what a rebuild asks for again has its date.
    const [waited = 0] = await tx.apply([remove(undated, { arrival: row.arrival })])
    if (waited === 0) continue
    const before = await tx.find(added, { arrival: row.arrival })
    if (before !== undefined) {
      // Its rows were made anew: what was laid out of them is, too.
      await tx.apply([update(dated, { name: laidName, last: { gte: before.first } }, { last: before.first - 1 })])
      continue
    }
    const first = nextDate(ports, last)
    last = first + objects - 1
    await tx.apply([put(added, { ...share, first, last, collection: await collectionOf(tx, share.act, share.author) })])
  }
  // What revokes an object does so from its date on; all else begins when it is laid out.
  if (revokes) await changeLayout(tx)
  await tx.apply([put(dated, { name: clockName, last })])
  return rows.length
}

/** The date of a share's first object; each of the others has the one after that of the object before it. */
export interface Given {
  readonly arrival: number
  readonly first: number
}

/**
 * Writes changes, of which one may be a share that waits for its dates, and gives it these at once. Held from then on is the row of the last
 * date alone, until the share is seen. Answers the dates given.
 */
export async function writeDated(
  ports: Pick<DatingPorts, 'clock' | 'random'>,
  tx: Transaction,
  { changes, collection }: { readonly changes: readonly Change[]; readonly collection: string },
): Promise<readonly Given[]> {
  const given: Given[] = []
  const due = changes.flatMap((change) => (isOf(undated, change) ? [change.row] : []))
  const others = changes.filter((change) => !isOf(undated, change))
  // Single rows on many tables go as one statement where no packed ones, which are on others, stand between them.
  const [packed = [], single = []] = [true, false].map((isPacked) =>
    others.filter((one) => (one.do === 'pack') === isPacked),
  )
  await tx.apply([...single, ...packed])
  for (const { objects, ...share } of due) {
    const first = nextDate(ports, await lastGiven(tx))
    const last = first + objects - 1
    await tx.apply([insert(added, { ...share, first, last, collection }), put(dated, { name: clockName, last })])
    given.push({ arrival: share.arrival, first })
  }
  if (changes.some(({ table }) => table.name === revocations.name)) await changeLayout(tx)
  return given
}

const isOf = <T extends Table>(table: T, change: Change): change is Change<T> & { readonly do: 'put' } =>
  change.do === 'put' && change.table.name === table.name

/** By the clock or later, at a microsecond drawn at random. */
const nextDate = ({ clock, random }: Pick<DatingPorts, 'clock' | 'random'>, last: number): number =>
  Math.max(epochMsOf(clock.now()) * 1000 + draw(random), last + 1 + draw(random))

/** The last date given; nobody else gives one until the transaction has ended. */
async function lastGiven(tx: Transaction): Promise<number> {
  const held = await holdClock(tx)
  // Whoever gives dates notes the last one; only a rebuild forgets it.
  return held?.last || ((await tx.greatest(added, 'last')) ?? 0)
}

/** The profile under which a share was posted, or the one that it corrects. */
async function collectionOf(tx: Transaction, act: ActId, author: Party): Promise<string | null> {
  for (let [at, hops] = [act, 0]; hops < mostHops; hops += 1) {
    const row = await tx.find(postedShares, { act: at })
    if (row !== undefined) return row.collection
    // Any act can be named: it is a correction where what it names says so too.
    const share = await tx.find(shares, { act: at, author })
    const replaced = share?.replaces ?? null
    const before = replaced === null ? undefined : await tx.find(shares, { act: replaced, author })
    if (before?.replacement !== at) return null
    at = before.act
  }
  return null
}

/** Of two who come first, one waits for the other here. */
async function holdClock(tx: Transaction): Promise<Row<typeof dated> | undefined> {
  const key = { name: clockName }
  const held = await tx.lock(dated, key)
  if (held !== undefined) return held
  await tx.apply([keep(dated, { ...key, last: 0 })])
  return tx.lock(dated, key)
}

/** Below a millisecond. */
function draw(random: Random): number {
  const [high = 0, low = 0] = random.bytes(2)
  return ((high << 8) | low) % 1000
}
