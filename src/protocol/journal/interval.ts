import type { Random } from '#kernel/ports.ts'
import { concat, encodeUtf8, equalBytes } from '#kernel/bytes.ts'
import { hashBytes, leafHash, nodeHash } from './merkle.ts'

/** Levels of the tree below each entry, and the leaves it has room for. */
export const intervalLevels = 16
export const intervalRoom = 2 ** intervalLevels

/**
 * What an interval may hold: an act; the digest of the heads seen in the interval; in entry 0 of a later epoch the digest of
 * the checkpoint that closed the epoch before. Digests are SHA-256 in lower-case hex. Hashed as a leaf in this spelling.
 */
export type IntervalLeaf = `act--${string}` | `heads--${string}` | `closing--${string}`

/** A leaf's place: its position among 65,536 and its 16 siblings from the leaf up, 512 bytes. */
export interface Placed<Leaf extends IntervalLeaf = IntervalLeaf> {
  readonly leaf: Leaf
  readonly position: number
  readonly siblings: Uint8Array
}

export interface Interval {
  readonly root: Uint8Array
  readonly placed: readonly Placed[]
}

/**
 * The tree of one interval: its leaves at random positions, every empty subtree a random value, so that the root, and
 * whatever a proof shows, tells nothing of the number of leaves. Without leaves the root is random.
 * At most 65,536 leaves, no two the same (who calls sees to it). Costs 16 hashes a leaf.
 */
export function buildInterval(leaves: readonly IntervalLeaf[], random: Random): Interval {
  if (leaves.length > intervalRoom) throw new RangeError('more leaves than an interval has room for')
  if (leaves.length === 0) return { root: random.bytes(hashBytes), placed: [] }
  const positions = drawPositions(leaves.length, random)
  const placed = leaves
    .map((leaf, at) => ({ leaf, position: positions[at] ?? 0, siblings: new Uint8Array(intervalLevels * hashBytes) }))
    .sort((one, other) => one.position - other.position)
  let row: readonly Subtree[] = placed.map(({ leaf, position }, at) => ({
    index: position,
    hash: hashOfLeaf(leaf),
    from: at,
    to: at + 1,
  }))
  for (let level = 0; level < intervalLevels; level += 1) row = climb(row, { level, placed, random })
  return { root: row[0]?.hash ?? random.bytes(hashBytes), placed }
}

/** The root that a placed leaf leads to; `undefined` for a position or siblings of another shape. */
export function intervalRoot({ leaf, position, siblings }: Placed): Uint8Array | undefined {
  if (!Number.isInteger(position) || position < 0 || position >= intervalRoom) return undefined
  if (siblings.length !== intervalLevels * hashBytes) return undefined
  let hash = hashOfLeaf(leaf)
  for (let level = 0; level < intervalLevels; level += 1) {
    const sibling = siblings.subarray(level * hashBytes, (level + 1) * hashBytes)
    hash = ((position >> level) & 1) === 1 ? nodeHash(sibling, hash) : nodeHash(hash, sibling)
  }
  return hash
}

/** An entry of the journal: `0x01` and the interval's root. 33 bytes. */
export const encodeEntry = (root: Uint8Array): Uint8Array => concat(Uint8Array.of(1), root)

/** Root of the interval that an entry commits to; `undefined` for bytes that are no entry. */
export function decodeEntry(entry: Uint8Array): Uint8Array | undefined {
  return entry.length === 1 + hashBytes && entry[0] === 1 ? entry.subarray(1) : undefined
}

export function isInInterval(placed: Placed, entry: Uint8Array): boolean {
  const [root, led] = [decodeEntry(entry), intervalRoot(placed)]
  return root !== undefined && led !== undefined && equalBytes(root, led)
}

/** A subtree that holds the placed leaves `from` to `to`. */
interface Subtree {
  readonly index: number
  readonly hash: Uint8Array
  readonly from: number
  readonly to: number
}

interface Climb {
  readonly level: number
  readonly placed: readonly Placed[]
  readonly random: Random
}

const hashOfLeaf = (leaf: IntervalLeaf): Uint8Array => leafHash(encodeUtf8(leaf))

function climb(row: readonly Subtree[], climbing: Climb): readonly Subtree[] {
  const parents: Subtree[] = []
  for (let at = 0; at < row.length; at += 1) {
    const here = row[at]
    const next = row[at + 1]
    if (here === undefined) break
    if (here.index % 2 === 0 && next?.index === here.index + 1) {
      parents.push(join(here, next, climbing))
      at += 1
    } else parents.push(joinEmpty(here, climbing))
  }
  return parents
}

function join(left: Subtree, right: Subtree, climbing: Climb): Subtree {
  noteSibling(left, right.hash, climbing)
  noteSibling(right, left.hash, climbing)
  return { index: left.index / 2, hash: nodeHash(left.hash, right.hash), from: left.from, to: right.to }
}

function joinEmpty(here: Subtree, climbing: Climb): Subtree {
  const empty = climbing.random.bytes(hashBytes)
  noteSibling(here, empty, climbing)
  const isRight = here.index % 2 === 1
  const hash = isRight ? nodeHash(empty, here.hash) : nodeHash(here.hash, empty)
  return { index: Math.floor(here.index / 2), hash, from: here.from, to: here.to }
}

function noteSibling({ from, to }: Subtree, sibling: Uint8Array, { level, placed }: Climb): void {
  for (let at = from; at < to; at += 1) placed[at]?.siblings.set(sibling, level * hashBytes)
}

/** Distinct uniform positions: the first `count` of a shuffle, of which only the touched places are kept. */
function drawPositions(count: number, random: Random): readonly number[] {
  const moved = new Map<number, number>()
  const pool = { bytes: random.bytes(4 * count), at: 0 }
  return Array.from({ length: count }, (_, at) => {
    const drawn = at + drawBelow(intervalRoom - at, pool, random)
    const position = moved.get(drawn) ?? drawn
    moved.set(drawn, moved.get(at) ?? at)
    return position
  })
}

/** Uniform from 0 (inclusive) to `bound` (exclusive), without bias: what lies above the last whole multiple is drawn again. */
function drawBelow(bound: number, pool: { readonly bytes: Uint8Array; at: number }, random: Random): number {
  const limit = 2 ** 32 - (2 ** 32 % bound)
  for (;;) {
    const [a = 0, b = 0, c = 0, d = 0] =
      pool.at < pool.bytes.length ? pool.bytes.subarray(pool.at, pool.at + 4) : random.bytes(4)
    pool.at += 4
    const drawn = ((a << 24) | (b << 16) | (c << 8) | d) >>> 0
    if (drawn < limit) return drawn % bound
  }
}
