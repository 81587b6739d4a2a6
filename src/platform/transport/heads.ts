import { addMs, type Instant } from '#kernel/instant.ts'
import type { Party } from '#protocol/identity/party.ts'
import type { Reads, Store } from '#platform/db/store.ts'
import { placeOf } from '#protocol/parcel/stream.ts'
import { update } from '#platform/db/table.ts'
import type { Source } from './taking.ts'
import { handed, sources } from './tables.ts'

/**
 * What a peer's heads say of what it serves (protocol.md 7). `overdue`: it answers, and for some cadences without a fresh head. `withheld`:
 * its heads name parcels that it does not serve, or others were sent acts for us too that it did not send us. `none`: no head has come yet.
 */
export type HeadState = 'none' | 'current' | 'overdue' | 'withheld'

export interface PeerHeads {
  readonly state: HeadState
  /** Acts of the peer's that another addressee had to hand on to us, and that the peer has not sent since though it answered. */
  readonly withheld: number
}

export interface HeadsAsked {
  readonly peer: Party
  readonly now: Instant
  readonly cadenceMs: number
  /** Since when the peer answers; `undefined` while it does not. */
  readonly openSince: Instant | undefined
}

/** Pulls come this often, or with every hint, and each answer brings a head: so many cadences or pulls without a fresh one are no accident. */
const slowestPullMs = 2000
const patientRounds = 3
const mostCounted = 100_000

export async function peerHeads(reads: Reads, { peer, now, cadenceMs, openSince }: HeadsAsked): Promise<PeerHeads> {
  const rows = await reads.select(sources, { where: { peer }, limit: 1000 })
  // Fresh heads of exercises say nothing of what is real.
  const seen = rows
    .filter(isReal)
    .flatMap(({ head_seen: at }) => at ?? [])
    .reduce(later, '')
  if (seen === '') return { state: 'none', withheld: 0 }
  const withheld = await reads.count(handed, { author: peer, at: { lt: seen as Instant } }, mostCounted)
  const roundMs = Math.max(cadenceMs, slowestPullMs)
  const shortBy = addMs(now, -2 * roundMs)
  const isShort = rows.some(({ short_since: since }) => since !== null && since <= shortBy)
  if (isShort || withheld > 0) return { state: 'withheld', withheld }
  const limit = addMs(now, -patientRounds * roundMs)
  const isOverdue = openSince !== undefined && later(seen, openSince) < limit
  return { state: isOverdue ? 'overdue' : 'current', withheld }
}

const isReal = ({ stream }: Source): boolean => placeOf(stream).kind === 'main'
const later = (one: string, other: string): string => (one > other ? one : other)

/** Clocks of nodes may be a day apart, and a little more. */
const clocksApartMs = 25 * 3_600_000

/**
 * When a peer was last heard to say where its stream ends: when its newest head was seen here, but no later than a day after the head's own
 * date, so that an old one in a file is an old one, and not since its heads name parcels that it does not serve. `undefined` before the first.
 */
export async function lastHeard(reads: Reads, peer: Party): Promise<Instant | undefined> {
  const rows = await reads.select(sources, { where: { peer }, limit: 1000 })
  const heard = rows
    .filter(isReal)
    .flatMap(({ head_at: at, head_seen: seen, short_since: short }): readonly Instant[] => {
      if (at === null || seen === null) return []
      const bounds = [seen, addMs(at, clocksApartMs), ...(short === null ? [] : [short])]
      return [bounds.reduce((least, one) => (one < least ? one : least))]
    })
  return heard.toSorted().at(-1)
}

/** Notes since when the peer's heads name parcels after our cursor that it does not serve; `false` when it does, or there are none. */
export async function noteShort(store: Store, source: Source, isShort: boolean, now: Instant): Promise<void> {
  const where = { ...source, short_since: isShort ? null : { not: null } }
  await store.transaction((tx) => tx.apply([update(sources, where, { short_since: isShort ? now : null })]))
}
