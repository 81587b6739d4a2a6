import type { Reads } from '#platform/db/store.ts'
import type { Row, Where } from '#platform/db/table.ts'
import { objects } from '../tables.ts'
import type { KnownLayouts } from './known-runs.ts'
import { momentOf } from './repeats.ts'
import { added } from './tables.ts'
import type { Copy } from './versions.ts'

/** What a page is taken from: the shares that a collection holds and its reader may see. */
export interface Scope {
  readonly reads: Reads
  readonly shares: Where<typeof added>
  /** What this process has read of the same before. */
  readonly known?: KnownLayouts
}

/** An object of a collection: where it lies, and when it was added. */
export interface Found {
  /** Microseconds since 1970, unique in the collection. */
  readonly date: number
  readonly arrival: number
  readonly position: number
  readonly start: number
  readonly length: number
}

/** The same with what says which version of which object it is. */
export interface Candidate extends Found, Copy {
  readonly id: string
}

export const placed = ['arrival', 'position', 'id', 'modified', 'start', 'length'] as const
/** Copies of the objects of one page, in all shares. */
const mostCopies = 200_000

/** Every copy of these objects in the shares of the scope. */
export async function copiesOf(
  { reads, shares }: Scope,
  ids: readonly string[],
  types?: readonly string[],
): Promise<readonly Candidate[]> {
  const type = types === undefined ? {} : { type: { in: types } }
  const where = { id: { in: [...new Set(ids)] }, ...type }
  const rows = await reads.select(objects, { where, columns: placed, limit: mostCopies })
  const arrivals = [...new Set(rows.map(({ arrival }) => arrival))]
  const held = await reads.select(added, { where: { ...shares, arrival: { in: arrivals } }, limit: arrivals.length })
  const byArrival = new Map(held.map((share) => [share.arrival, share]))
  return rows.flatMap((row) => {
    const share = byArrival.get(row.arrival)
    return share === undefined ? [] : [candidateOf(share, row)]
  })
}

export function candidateOf(
  { first, author }: Row<typeof added>,
  { arrival, position, id, modified, start, length }: Pick<Row<typeof objects>, (typeof placed)[number]>,
): Candidate {
  return { date: first + position, arrival, position, id, moment: momentOf(modified), author, start, length }
}
