import type { Log } from '#kernel/log.ts'
import type { Timers } from '#kernel/ports.ts'
import { startLoop, type Loop } from '#platform/clock/loop.ts'
import type { Store } from '#platform/db/store.ts'
import { remove, update, type Change } from '#platform/db/table.ts'
import { postings, unpacked } from './tables.ts'
import { packedRow, typesBucket } from './types-row.ts'

const nothingMs = 24 * 3_600_000
/** After one row of some thousand documents others have a turn. */
const rowsAtOnce = 1
const pauseMs = 20

/** After an upgrade: packs rows that were written before. Disposing it ends after those at hand. */
export function startPacking(ports: { readonly store: Store; readonly timers: Timers; readonly log: Log }): Loop {
  return startLoop({
    ...ports,
    name: 'packing',
    round: async () => ((await packSome(ports.store)) > 0 ? pauseMs : nothingMs),
  })
}

/** Packs the next rows, in one transaction with that they are packed, and answers how many were left to it. */
export async function packSome(store: Store): Promise<number> {
  if ((await store.count(unpacked, {}, 1)) === 0) return 0
  return store.transaction(async (tx) => {
    const next = await tx.select(unpacked, { limit: rowsAtOnce })
    const changes: Change[] = []
    for (const { arrival, first } of next) {
      const key = { bucket: typesBucket, arrival, first }
      // Whoever takes the act out of the index, or puts it in anew, waits or was there before.
      const words = packedRow((await tx.lock(postings, key))?.words ?? new Uint8Array([1]))
      if (words !== undefined) changes.push(update(postings, key, { words }))
      changes.push(remove(unpacked, { arrival, first }))
    }
    await tx.apply(changes)
    return next.length
  })
}
