import { hashBytes } from '#protocol/journal/merkle.ts'
import { tileWidth } from '#protocol/journal/tile.ts'
import type { Reads, Store } from '#platform/db/store.ts'
import { keep, type Row } from '#platform/db/table.ts'
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

/** An entry as it was read back. */
export type EntryRow = Row<typeof entries>

/** The tree as one cadence reads it: the right edge is read back once, and so is each tile that it needs, however many proofs are made of them. */
export interface ReadBack {
  readonly tree: TreeRows
  /** The newest entry; `undefined` where it is missing. */
  readonly last: EntryRow | undefined
}

/** Reads the right edge of a journal of `size` entries. */
export async function readBack(reads: Reads, epoch: number, size: number): Promise<ReadBack> {
  const start = Math.max(0, size - 1 - ((size - 1) % tileWidth))
  const rows = await reads.select(entries, { where: { epoch, entry: { gte: start, lt: size } } })
  const edge = joinRows(rows, start, ({ entry, leaf }) => ({ at: entry, hash: leaf }))
  const stored = ownTree(reads, epoch)
  const roots = new Map<string, Promise<Uint8Array>>()
  const full = new Map<string, Promise<Uint8Array | undefined>>()
  const tree: TreeRows = {
    leaves: async (from, to) =>
      from < start ? stored.leaves(from, to) : edge.subarray((from - start) * hashBytes, (to - start) * hashBytes),
    roots: (level, from, to) => once(roots, `${level} ${from} ${to}`, () => stored.roots(level, from, to)),
    tile: (level, index) => once(full, `${level} ${index}`, () => stored.tile(level, index)),
  }
  const last = rows.at(-1)
  return { tree, last: last?.entry === size - 1 ? last : undefined }
}

function once<Value>(known: Map<string, Promise<Value>>, name: string, read: () => Promise<Value>): Promise<Value> {
  const found = known.get(name) ?? read()
  known.set(name, found)
  return found
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
