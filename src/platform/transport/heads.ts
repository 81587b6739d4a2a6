import { addMs, type Instant } from '#kernel/instant.ts'
import type { Party } from '#protocol/identity/party.ts'
import type { Reads, Store } from '#platform/db/store.ts'
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
  const seen = rows.flatMap(({ head_seen: at }) => at ?? []).reduce(later, '')
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

const later = (one: string, other: string): string => (one > other ? one : other)

/** Notes since when the peer's heads name parcels after our cursor that it does not serve; `false` when it does, or there are none. */
export async function noteShort(store: Store, source: Source, isShort: boolean, now: Instant): Promise<void> {
  const where = { ...source, short_since: isShort ? null : { not: null } }
  await store.transaction((tx) => tx.apply([update(sources, where, { short_since: isShort ? now : null })]))
}
