import type { ActId } from '#protocol/act/statement.ts'
import type { Party } from '#protocol/identity/party.ts'
import type { Reads } from '#platform/db/store.ts'
import { lanePoint, type Charter } from '../charter.ts'
import { entries } from './tables.ts'

/** Two entries after one place by one depositary: a proof of guilt, whatever they order. */
export interface LaneFork {
  readonly depositary: Party
  readonly previous: ActId
  readonly entries: readonly [ActId, ActId]
  /** The arrival by which both were here. */
  readonly arrival: number
}

/** Entries that are compared; a lane is far shorter. */
const mostEntries = 100_000

/** Every fork among the entries that are here, in the order in which each was complete. */
export async function knownForks(reads: Reads): Promise<readonly LaneFork[]> {
  const columns = ['act', 'author', 'previous', 'arrival'] as const
  const rows = await reads.select(entries, { order: ['arrival'], limit: mostEntries, columns })
  const first = new Map<string, ActId>()
  const forks: LaneFork[] = []
  for (const { act, author, previous, arrival } of rows) {
    const key = `${author} ${previous}`
    const other = first.get(key)
    if (other === undefined) first.set(key, act)
    else forks.push({ depositary: author, previous, entries: [other, act], arrival })
  }
  return forks
}

/** The first fork that the present depositary made in its present mandate. */
export function forkOf(forks: readonly LaneFork[], charter: Charter): LaneFork | undefined {
  const begins = lanePoint(charter, charter.mandate)?.place.number ?? 0
  return forks.find(({ depositary, previous }) => {
    const at = depositary === charter.depositary ? lanePoint(charter, previous) : undefined
    return at !== undefined && at.place.number >= begins
  })
}
