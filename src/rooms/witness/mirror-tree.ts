import { equalBytes } from '#kernel/bytes.ts'
import { Fault } from '#kernel/fault.ts'
import type { Reads, Transaction } from '#platform/db/store.ts'
import { keep, remove, update } from '#platform/db/table.ts'
import type { TreeRows } from '#platform/journal/tree.ts'
import { completeTiles, joinRows, rootAt } from '#platform/journal/tree.ts'
import { tileWidth } from '#protocol/journal/tile.ts'
import { leaves, logs, tiles } from './tables.ts'

/** The mirrored tree of another party's journal. */
export function mirrorTree(reads: Reads, hash: string): TreeRows {
  return {
    async leaves(from, to) {
      const rows = await reads.select(leaves, { where: { hash, entry: { gte: from, lt: to } } })
      return joinRows(rows, from, ({ entry, leaf }) => ({ at: entry, hash: leaf }))
    },
    async roots(level, from, to) {
      const where = { hash, level, tile: { gte: from, lt: to } }
      const rows = await reads.select(tiles, { where, columns: ['tile', 'root'] })
      return joinRows(rows, from, ({ tile, root }) => ({ at: tile, hash: root }))
    },
    async tile(level, tile) {
      return (await reads.find(tiles, { hash, level, tile }))?.hashes
    },
  }
}

/** Turns loose leaves into tiles wherever `size` leaves fill one. */
export async function foldLeaves(tx: Transaction, hash: string, size: number): Promise<void> {
  const stored = async (level: number): Promise<number> =>
    ((await tx.greatest(tiles, 'tile', { hash, level })) ?? -1) + 1
  await completeTiles(mirrorTree(tx, hash), size, stored, async (tile) => {
    await tx.apply([keep(tiles, { hash, ...tile })])
  })
  await tx.apply([remove(leaves, { hash, entry: { lt: size - (size % tileWidth) } })])
}

/**
 * Folds the leaf just added, with which the mirror has the size of the head. A mirror that does not lead to its root is damaged: it is dropped,
 * to be fetched anew, and the answer is false.
 */
export async function foldMirror(tx: Transaction, hash: string, { size, root }: Omit<Led, 'hash'>): Promise<boolean> {
  if (await leadsTo(tx, { hash, size, root })) {
    if (size % tileWidth === 0) await foldLeaves(tx, hash, size)
    return true
  }
  await tx.apply([
    remove(leaves, { hash }),
    remove(tiles, { hash }),
    update(logs, { hash }, { mirrored: 0, mirror_note: '' }),
  ])
  return false
}

interface Led {
  readonly hash: string
  readonly size: number
  readonly root: Uint8Array
}

async function leadsTo(tx: Transaction, { hash, size, root }: Led): Promise<boolean> {
  try {
    return equalBytes(await rootAt(mirrorTree(tx, hash), size), root)
  } catch (error) {
    if (error instanceof Fault && error.code === 'tree-incomplete') return false
    throw error
  }
}
