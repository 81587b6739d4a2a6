import type { Reads } from '#platform/db/store.ts'
import type { Source } from '../taking.ts'
import { received, sources } from '../tables.ts'

/** Numbers named to a person at a time. */
const most = 256

/** The lowest numbers of a peer's stream that were never taken in, up to the last one that his newest head names. */
export async function missingIn(reads: Reads, { peer, stream }: Source): Promise<readonly number[]> {
  const place = (await reads.find(sources, { peer, stream })) ?? { cursor: 0, head_number: 0 }
  const missing: number[] = []
  for (let next = place.cursor + 1; next <= place.head_number && missing.length < most;) {
    const page = await reads.select(received, {
      where: { peer, stream, number: { gte: next } },
      order: ['number'],
      limit: most,
      columns: ['number'],
    })
    const taken = new Set(page.map(({ number }) => number))
    const end = page.length < most ? place.head_number : (page.at(-1)?.number ?? place.head_number)
    for (; next <= end && missing.length < most; next += 1) if (!taken.has(next)) missing.push(next)
  }
  return missing
}
