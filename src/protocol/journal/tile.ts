import { concat } from '#kernel/bytes.ts'
import { hashBytes, rootOfHashes } from './merkle.ts'
import type { TreeNode } from './merkle.ts'

/** Hashes of a full tile, entries of a full bundle. */
export const tileWidth = 256

/** A tile of hashes at a level (0 holds leaf hashes), or a bundle of entries. Width below 256: partial. c2sp.org/tlog-tiles. */
export interface TileRef {
  readonly level: number | 'entries'
  readonly index: number
  readonly width: number
}

/** `tile/0/x001/x234/067`, `tile/entries/000.p/5`: the path below a log's prefix. */
export function tilePath({ level, index, width }: TileRef): string {
  const digits = String(index)
  const groups = digits.padStart(Math.ceil(digits.length / 3) * 3, '0').match(/\d{3}/gu) ?? []
  const name = groups.map((group, at) => (at < groups.length - 1 ? `x${group}` : group)).join('/')
  return `tile/${level}/${name}${width < tileWidth ? `.p/${width}` : ''}`
}

const shape = /^tile\/(entries|[1-5]?\d|6[0-3])\/((?:x\d{3}\/)*\d{3})(?:\.p\/([1-9]\d{0,2}))?$/u

/** `undefined` unless the path is exactly what `tilePath` writes. */
export function parseTilePath(path: string): TileRef | undefined {
  const [, level, name, width] = shape.exec(path) ?? []
  if (level === undefined || name === undefined) return undefined
  const index = Number(name.replaceAll(/[x/]/gu, ''))
  const ref = {
    level: level === 'entries' ? level : Number(level),
    index,
    width: width === undefined ? tileWidth : Number(width),
  } satisfies TileRef
  return Number.isSafeInteger(index) && tilePath(ref) === path ? ref : undefined
}

/** Width that the tile has in a tree of `size` leaves; 0 where there is no such tile. */
export function widthAt(size: number, level: number, index: number): number {
  const hashes = Math.floor(size / tileWidth ** level) - index * tileWidth
  return Math.max(0, Math.min(tileWidth, hashes))
}

/** Where a complete subtree's hash comes from: `count` hashes of a tile from the `at`th on. */
export interface TileSpan {
  readonly level: number
  readonly index: number
  readonly at: number
  readonly count: number
}

export function spanOfNode(node: TreeNode): TileSpan {
  const level = Math.floor(node.level / 8)
  const count = 2 ** (node.level % 8)
  const first = node.index * count
  return { level, index: Math.floor(first / tileWidth), at: first % tileWidth, count }
}

/** The hash of the subtree above a span, or `undefined` where the tile is too short. */
export function hashOfSpan(hashes: Uint8Array, { at, count }: TileSpan): Uint8Array | undefined {
  const end = (at + count) * hashBytes
  return hashes.length < end ? undefined : rootOfHashes(hashes.subarray(at * hashBytes, end))
}

/** Entries one after the other, each behind its length as a big-endian uint16. */
export function encodeBundle(entries: readonly Uint8Array[]): Uint8Array {
  return concat(...entries.flatMap((entry) => [Uint8Array.of(entry.length >> 8, entry.length & 0xff), entry]))
}

/** `undefined` unless the bytes are exactly `width` entries. */
export function decodeBundle(bytes: Uint8Array, width: number): readonly Uint8Array[] | undefined {
  const entries: Uint8Array[] = []
  let at = 0
  while (at + 2 <= bytes.length && entries.length < width) {
    const end = at + 2 + (bytes[at] ?? 0) * 256 + (bytes[at + 1] ?? 0)
    if (end > bytes.length) return undefined
    entries.push(bytes.subarray(at + 2, end))
    at = end
  }
  return at === bytes.length && entries.length === width ? entries : undefined
}
