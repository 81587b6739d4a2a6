import type { Instant } from '#kernel/instant.ts'
import { isRefusal } from '#kernel/refusal.ts'
import type { ActId, SignedAct } from '#protocol/act/statement.ts'
import { atOnce, type SignatureCheck } from '#protocol/act/verify.ts'
import { suites } from '#protocol/suite/table.ts'
import type { Reads } from '#platform/db/store.ts'
import type { Row } from '#platform/db/table.ts'
import { actOf } from '#platform/record/load.ts'
import { acts } from '#platform/record/tables.ts'
import type { Charter } from '../charter.ts'
import { adopt } from '../lane/adopt.ts'
import { entries, orderables } from './tables.ts'

/** A charter and the arrival by which this node had all that it is made of. */
export interface Followed {
  readonly charter: Charter
  readonly arrival: number
}

type EntryRow = Row<typeof entries>

/** So many entries are read and looked at together; fewer than a few are followed one by one. */
const page = 250
const few = 8

export interface CatchingUp {
  readonly isAhead: (at: Instant) => boolean
  /** An entry to which this node has followed the lane before. */
  readonly known: ActId | undefined
  /** Whether this node found a signature bad in an entry. On the way to `known` all others were good. */
  readonly isMarred: (entry: ActId) => boolean
}

/**
 * Follows a lane that nobody disputes, many entries at a time. Ends where a place is claimed twice, where an entry or what it orders is not here or
 * does not fit, and before an entry in which a signature is bad: whoever follows step by step says what is wrong.
 *
 * The id of an entry commits to all entries before it, to what they order and to the countersignatures in them: where the lane as it
 * is read leads to one that is known, their signatures were looked at before, and only those of entries that were found marred are looked at
 * again. Those of others are looked at on other threads meanwhile.
 */
export async function caughtUp(reads: Reads, from: Followed, how: CatchingUp): Promise<Followed> {
  const { known } = how
  const last = known === undefined ? undefined : await reads.find(entries, { act: known })
  const isBefore = last !== undefined && last.number > from.charter.place.number + few
  const there = isBefore ? await pages(reads, from, { ...how, upTo: last }) : from
  return pages(reads, there.charter.newest === known ? there : from, how)
}

interface How extends Omit<CatchingUp, 'known'> {
  /** Where the way ends, and up to which the signatures of entries that are not marred were good. */
  readonly upTo?: EntryRow
}

async function pages(reads: Reads, from: Followed, how: How): Promise<Followed> {
  for (let followed = from; ;) {
    const rows = await rowsAfter(reads, followed.charter, how.upTo?.number)
    if (rows.length < few && how.upTo === undefined) return followed
    const { reached, isCut } = await pageOf(reads, { followed, rows, ...how })
    if (isCut || reached.charter === followed.charter) return reached
    followed = reached
  }
}

function rowsAfter(reads: Reads, { place }: Charter, upTo = Infinity): Promise<readonly EntryRow[]> {
  const { number } = place
  const where = { number: { gt: number, lte: Math.min(upTo, number + page) } }
  return reads.select(entries, { where, order: ['number', 'act'], limit: page + few })
}

interface Page extends How {
  readonly followed: Followed
  readonly rows: readonly EntryRow[]
}

/** How far a page leads; `isCut`: up to before an entry in which a signature is bad. */
async function pageOf(
  reads: Reads,
  { followed, rows, isAhead, isMarred, upTo }: Page,
): Promise<{ readonly reached: Followed; readonly isCut: boolean }> {
  const after = Map.groupBy(rows, ({ previous }) => previous)
  const held = await actsOf(reads, rows)
  const came = await arrivalsOf(reads, rows)
  const steps: { readonly reached: Followed; readonly checks: readonly Promise<boolean>[] }[] = []
  for (let reached = followed; ;) {
    const { charter, arrival } = reached
    const [row, rival] = after.get(charter.newest) ?? []
    const [entry, ordered] = row === undefined ? [] : [held.get(row.act), held.get(row.orders)]
    if (row === undefined || rival !== undefined || entry === undefined || ordered === undefined) break
    if (isAhead(entry.at)) break
    const checks: Promise<boolean>[] = []
    const later: SignatureCheck = ({ suite, publicKey, message, sig }) => {
      checks.push(suites[suite].verifyLater(publicKey, message, sig))
      return true
    }
    const known: SignatureCheck = isMarred(row.act) ? atOnce : () => true
    const check = upTo === undefined ? later : known
    const next = adopt(charter, { entry: entry.signed, ordered: ordered.signed }, check)
    if (isRefusal(next)) break
    reached = { charter: next, arrival: Math.max(arrival, row.arrival, came.get(row.orders) ?? 0) }
    steps.push({ reached, checks })
  }
  const areGood = await Promise.all(steps.map(async ({ checks }) => (await Promise.all(checks)).every(Boolean)))
  const bad = areGood.indexOf(false)
  const last = bad < 0 ? steps.at(-1) : steps[bad - 1]
  return { reached: last?.reached ?? followed, isCut: bad >= 0 }
}

interface HeldAct {
  readonly signed: SignedAct
  readonly at: Instant
}

async function actsOf(reads: Reads, rows: readonly EntryRow[]): Promise<ReadonlyMap<ActId, HeldAct>> {
  const ids = [...new Set(rows.flatMap(({ act, orders }) => [act, orders]))]
  const held = await reads.select(acts, { where: { act: { in: ids } }, limit: ids.length })
  return new Map(
    held.flatMap((row) => {
      const act = actOf(row)
      return act === undefined ? [] : [[row.act, { signed: act, at: act.said.at }] as const]
    }),
  )
}

async function arrivalsOf(reads: Reads, rows: readonly EntryRow[]): Promise<ReadonlyMap<ActId, number>> {
  const where = { act: { in: rows.map(({ orders }) => orders) } }
  const columns = ['act', 'arrival'] as const
  const came = await reads.select(orderables, { where, columns, limit: rows.length + 1 })
  return new Map(came.map(({ act, arrival }) => [act, arrival]))
}
