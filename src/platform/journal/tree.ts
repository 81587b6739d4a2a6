import { concat } from '#kernel/bytes.ts'
import { Fault } from '#kernel/fault.ts'
import {
  consistencyRanges,
  hashBytes,
  inclusionRanges,
  joinNodes,
  nodesOfRange,
  rootOfHashes,
} from '#protocol/journal/merkle.ts'
import type { Range } from '#protocol/journal/merkle.ts'
import { hashOfSpan, spanOfNode, tileWidth, widthAt } from '#protocol/journal/tile.ts'

/** A Merkle tree as rows hold it: full tiles with their roots, and loose leaves at the right edge. Hashes lie one after the other. */
export interface TreeRows {
  /** Leaf hashes `from` to `to` (exclusive), as many as are loose. */
  leaves(from: number, to: number): Promise<Uint8Array>
  /** Roots of the full tiles `from` to `to` (exclusive) of a level. */
  roots(level: number, from: number, to: number): Promise<Uint8Array>
  /** A full tile, or `undefined`. */
  tile(level: number, index: number): Promise<Uint8Array | undefined>
}

/** The first `width` hashes of a tile. Faults where the rows do not have them. */
export async function tileOf(rows: TreeRows, level: number, index: number, width: number): Promise<Uint8Array> {
  const from = index * tileWidth
  const loose = width < tileWidth ? await looseHashes(rows, level, from, from + width) : undefined
  if (loose?.length === width * hashBytes) return loose
  const full = await rows.tile(level, index)
  const hashes = full ?? (await looseHashes(rows, level, from, from + width))
  if (hashes.length < width * hashBytes) throw new Fault('tree-incomplete', { params: { level, index, width } })
  return hashes.subarray(0, width * hashBytes)
}

/** The hashes of ranges of a tree of `size` leaves. Each tile is read once. */
export async function hashesOf(rows: TreeRows, ranges: readonly Range[], size: number): Promise<readonly Uint8Array[]> {
  const spans = ranges.map((range) => nodesOfRange(range).map(spanOfNode))
  const wanted = new Map(spans.flat().map(({ level, index }) => [`${level}/${index}`, { level, index }]))
  const read = new Map<string, Uint8Array>()
  for (const [name, { level, index }] of wanted)
    read.set(name, await tileOf(rows, level, index, widthAt(size, level, index)))
  return spans.map((nodes) =>
    joinNodes(
      nodes.map((span) => {
        const hash = hashOfSpan(read.get(`${span.level}/${span.index}`) ?? new Uint8Array(0), span)
        if (hash === undefined) throw new Fault('tree-incomplete', { params: { level: span.level, index: span.index } })
        return hash
      }),
    ),
  )
}

export async function rootAt(rows: TreeRows, size: number): Promise<Uint8Array> {
  const [root] = await hashesOf(rows, [{ start: 0, end: size }], size)
  return root ?? joinNodes([])
}

/** The consistency proof; empty from size 0 and between equal sizes. */
export async function proveConsistency(rows: TreeRows, oldSize: number, size: number): Promise<readonly Uint8Array[]> {
  return oldSize === 0 ? [] : hashesOf(rows, consistencyRanges(oldSize, size), size)
}

export async function proveInclusion(rows: TreeRows, index: number, size: number): Promise<readonly Uint8Array[]> {
  return hashesOf(rows, inclusionRanges(index, size), size)
}

export interface FullTile {
  readonly level: number
  readonly tile: number
  readonly hashes: Uint8Array
  readonly root: Uint8Array
}

/**
 * The full tiles of a tree of `size` leaves that are not stored yet, level by level; `stored` tells how many are. `write` is awaited
 * for each, for the next level reads it.
 */
export async function completeTiles(
  rows: TreeRows,
  size: number,
  stored: (level: number) => Promise<number>,
  write: (tile: FullTile) => Promise<void>,
): Promise<void> {
  for (let level = 0, full = Math.floor(size / tileWidth); full > 0; level += 1, full = Math.floor(full / tileWidth)) {
    for (let tile = await stored(level); tile < full; tile += 1) {
      const hashes = await tileOf(rows, level, tile, tileWidth)
      await write({ level, tile, hashes, root: rootOfHashes(hashes) })
    }
  }
}

/** Loose leaves, or the roots of the tiles below: those just filled may not be stored yet and are computed. */
async function looseHashes(rows: TreeRows, level: number, from: number, to: number): Promise<Uint8Array> {
  if (level === 0) return rows.leaves(from, to)
  const stored = await rows.roots(level - 1, from, to)
  const computed: Uint8Array[] = []
  for (let tile = from + stored.length / hashBytes; tile < to; tile += 1)
    computed.push(rootOfHashes(await tileOf(rows, level - 1, tile, tileWidth)))
  return concat(stored, ...computed)
}

/** Hashes of rows, one after the other, up to the first that is missing. `at` tells each row's number. */
export function joinRows<Row>(
  rows: readonly Row[],
  from: number,
  of: (row: Row) => { readonly at: number; readonly hash: Uint8Array },
): Uint8Array {
  const found = rows.map(of)
  const gap = found.findIndex(({ at }, place) => at !== from + place)
  return concat(...(gap < 0 ? found : found.slice(0, gap)).map(({ hash }) => hash))
}
