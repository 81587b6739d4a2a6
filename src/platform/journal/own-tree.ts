import type { Reads, Store } from '#platform/db/store.ts'
import { keep } from '#platform/db/table.ts'
import { entries, tiles } from './tables.ts'
import { completeTiles, joinRows } from './tree.ts'
import type { TreeRows } from './tree.ts'

/** The tree of an epoch of this node's own journal. */
export function ownTree(reads: Reads, epoch: number): TreeRows {
  return {
    async leaves(from, to) {
      const where = { epoch, entry: { gte: from, lt: to } }
      const rows = await reads.select(entries, { where, columns: ['entry', 'leaf'] })
      return joinRows(rows, from, ({ entry, leaf }) => ({ at: entry, hash: leaf }))
    },
    async roots(level, from, to) {
      const where = { epoch, level, tile: { gte: from, lt: to } }
      const rows = await reads.select(tiles, { where, columns: ['tile', 'root'] })
      return joinRows(rows, from, ({ tile, root }) => ({ at: tile, hash: root }))
    },
    async tile(level, tile) {
      return (await reads.find(tiles, { epoch, level, tile }))?.hashes
    },
  }
}

/** How many entries the epoch has. */
export async function sizeOf(reads: Reads, epoch: number): Promise<number> {
  return ((await reads.greatest(entries, 'entry', { epoch })) ?? -1) + 1
}

/** Stores the tiles that have become full. */
export async function keepTiles(store: Store, epoch: number, size: number): Promise<void> {
  const stored = async (level: number): Promise<number> =>
    ((await store.greatest(tiles, 'tile', { epoch, level })) ?? -1) + 1
  await completeTiles(ownTree(store, epoch), size, stored, async (tile) => {
    await store.transaction((tx) => tx.apply([keep(tiles, { epoch, ...tile })]))
  })
}
