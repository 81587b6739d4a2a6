import type { Instant } from '#kernel/instant.ts'
import type { Party } from '#protocol/identity/party.ts'
import type { Reads } from '#platform/db/store.ts'
import type { HeadState } from './heads.ts'
import type { LinkState } from './link/link-state.ts'
import { streamsTo } from './mark.ts'
import type { NumberingState } from './numbering.ts'
import { streamNames } from './ports.ts'
import { outbox, sources } from './tables.ts'

/** How a link stands, for the people who watch it. */
export interface PeerStatus extends StreamCounts {
  readonly party: Party
  readonly state: LinkState['kind']
  /** Whether numbers go on in our stream to the peer. */
  readonly numbering: NumberingState
  readonly lastContact?: Instant
  /** The peer's clock less ours, as of its last answer. */
  readonly skewMs?: number
  readonly head: HeadState
  /** Acts of the peer's that others had to hand on. */
  readonly withheld: number
}

export interface StreamCounts {
  /** Acts not numbered yet. Here and below: of real traffic and of exercises. */
  readonly queued: number
  readonly sent: number
  readonly received: number
  /** Parcels that the peer's head names and we lack. */
  readonly behind: number
}

/** Queued acts beyond this are not counted. */
const mostQueued = 100_000

export async function streamCounts(reads: Reads, peer: Party): Promise<StreamCounts> {
  const theirs = await reads.select(sources, { where: { peer }, limit: 1000 })
  const ours = (await Promise.all(streamNames.map((kind) => streamsTo(reads, peer, kind)))).flat()
  return {
    queued: await reads.count(outbox, { peer, withheld_code: null }, mostQueued),
    sent: ours.reduce((sum, { number }) => sum + number, 0),
    received: theirs.reduce((sum, { cursor }) => sum + cursor, 0),
    behind: theirs.reduce((sum, { cursor, head_number: head }) => sum + Math.max(0, head - cursor), 0),
  }
}
