import type { Party } from '#protocol/identity/party.ts'
import { timestampKey } from '#protocol/stix/timestamp.ts'
import type { Reads } from '#platform/db/store.ts'
import type { Row } from '#platform/db/table.ts'
import { visibleTo, type Reader } from '#platform/http/reader.ts'
import { items } from '#platform/record/tables.ts'
import { objects } from './tables.ts'

const placed = ['arrival', 'id', 'modified'] as const
type Placed = Pick<Row<typeof objects>, (typeof placed)[number]>

/** Rows of a page's ids, in all shares. */
const mostPlaced = 100_000

/**
 * Which objects of one share are its author's own versions of what another state brought in, and which state that is (STIX 2.1 section 3.6: only
 * the creator makes a newer version or revokes). Whose share was signed first brought the object in; a version that he shares himself is passed on. Told
 * by what the reader may see and nothing else.
 */
export async function introducers(
  reads: Reads,
  reader: Reader,
  { arrival, rows }: { readonly arrival: number; readonly rows: readonly Pick<Placed, 'id' | 'modified'>[] },
): Promise<(row: Pick<Placed, 'id' | 'modified'>) => Party | undefined> {
  const where = { id: { in: [...new Set(rows.map(({ id }) => id))] } }
  const same: readonly Placed[] = await reads.select(objects, { where, columns: placed, limit: mostPlaced })
  const arrivals = [...new Set(same.map((row) => row.arrival))]
  const held = await reads.select(items, {
    where: { arrival: { in: arrivals }, ...visibleTo(reader) },
    columns: ['arrival', 'act', 'author', 'at'],
    limit: arrivals.length,
  })
  const shares = new Map(held.map((item) => [item.arrival, item]))
  const firsts = new Map<string, (typeof held)[number]>()
  for (const row of same) {
    const share = shares.get(row.arrival)
    const first = firsts.get(row.id)
    if (share !== undefined && (first === undefined || order(share) < order(first))) firsts.set(row.id, share)
  }
  const own = new Set(
    same.flatMap((row) => {
      const by = shares.get(row.arrival)?.author
      return by === firsts.get(row.id)?.author ? [versionOf(row)] : []
    }),
  )
  const author = shares.get(arrival)?.author
  return (row) => {
    const first = firsts.get(row.id)?.author
    return first === author || own.has(versionOf(row)) ? undefined : first
  }
}

const order = ({ at, act }: { readonly at: string; readonly act: string }): string => `${at} ${act}`
const versionOf = ({ id, modified }: Pick<Placed, 'id' | 'modified'>): string => `${id} ${timestampKey(modified) ?? ''}`
