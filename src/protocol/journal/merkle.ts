import { hash } from 'node:crypto'
import { equalBytes } from '#kernel/bytes.ts'

/** Bytes of a node or leaf hash: SHA-256. */
export const hashBytes = 32

/** Leaves `start` (inclusive) to `end` (exclusive) of a tree; its hash is MTH(D[start:end]) of RFC 6962 section 2.1. */
export interface Range {
  readonly start: number
  readonly end: number
}

/** A complete subtree: `2 ** level` leaves from leaf `index * 2 ** level` on. */
export interface TreeNode {
  readonly level: number
  readonly index: number
}

/** Where a leaf stands in a tree, what it hashes to, and its siblings from the leaf up. */
export interface Inclusion {
  readonly index: number
  readonly size: number
  readonly leaf: Uint8Array
  readonly proof: readonly Uint8Array[]
}

/** Two heads of one tree and the hashes that show the first to be a prefix of the second. */
export interface Consistency {
  readonly oldSize: number
  readonly oldRoot: Uint8Array
  readonly size: number
  readonly root: Uint8Array
  readonly proof: readonly Uint8Array[]
}

/** Root of the tree without leaves: SHA-256 of nothing. */
export const emptyRoot = (): Uint8Array => digest(new Uint8Array(0))

/** `SHA-256(0x00 || entry)`, RFC 6962 section 2.1. */
export function leafHash(entry: Uint8Array): Uint8Array {
  const block = new Uint8Array(1 + entry.length)
  block.set(entry, 1)
  return digest(block)
}

/** Leaf hashes of entries, one after the other. The fast way for many. */
export function leafHashes(entries: readonly Uint8Array[]): Uint8Array {
  const hashes = new Uint8Array(entries.length * hashBytes)
  let block = new Uint8Array(0)
  for (const [at, entry] of entries.entries()) {
    if (block.length !== 1 + entry.length) block = new Uint8Array(1 + entry.length)
    block.set(entry, 1)
    digestInto(block, hashes, at * hashBytes)
  }
  return hashes
}

/** `SHA-256(0x01 || left || right)`, RFC 6962 section 2.1. Both are 32 bytes. */
export function nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array {
  const block = new Uint8Array(1 + 2 * hashBytes)
  block[0] = 1
  block.set(left, 1)
  block.set(right, 1 + hashBytes)
  return digest(block)
}

/** Root over leaf hashes that lie one after the other, 32 bytes each. About one hash per leaf. */
export function rootOfHashes(hashes: Uint8Array): Uint8Array {
  if (hashes.length === 0) return emptyRoot()
  const row = hashes.slice()
  const block = new Uint8Array(1 + 2 * hashBytes)
  block[0] = 1
  let count = hashes.length / hashBytes
  while (count > 1) {
    const pairs = count >> 1
    for (let pair = 0; pair < pairs; pair += 1) {
      block.set(row.subarray(pair * 64, pair * 64 + 64), 1)
      digestInto(block, row, pair * hashBytes)
    }
    if (count % 2 === 1) row.copyWithin(pairs * hashBytes, (count - 1) * hashBytes, count * hashBytes)
    count = pairs + (count % 2)
  }
  return row.slice(0, hashBytes)
}

/** What the inclusion proof of a leaf consists of: the sibling ranges from the leaf up (RFC 6962 section 2.1.1). */
export function inclusionRanges(index: number, size: number): readonly Range[] {
  const ranges: Range[] = []
  let [start, end] = [0, size]
  while (end - start > 1) {
    const split = start + powerBelow(end - start)
    if (index < split) {
      ranges.push({ start: split, end })
      end = split
    } else {
      ranges.push({ start, end: split })
      start = split
    }
  }
  return ranges.reverse()
}

/** What the consistency proof from `oldSize` to `size` consists of (RFC 6962 section 2.1.2); empty for equal sizes. */
export function consistencyRanges(oldSize: number, size: number): readonly Range[] {
  const ranges: Range[] = []
  let [start, end] = [0, size]
  while (oldSize < end) {
    const split = start + powerBelow(end - start)
    if (oldSize <= split) {
      ranges.push({ start: split, end })
      end = split
    } else {
      ranges.push({ start, end: split })
      start = split
    }
  }
  if (start > 0) ranges.push({ start, end })
  return ranges.reverse()
}

/** The complete subtrees that make up a range, left to right. The range starts where a subtree of its size may start. */
export function nodesOfRange(range: Range): readonly TreeNode[] {
  const nodes: TreeNode[] = []
  let start = range.start
  while (start < range.end) {
    let [level, leaves] = [0, 1]
    while (start + leaves * 2 <= range.end) [level, leaves] = [level + 1, leaves * 2]
    nodes.push({ level, index: start / leaves })
    start += leaves
  }
  return nodes
}

/** Hash of a range out of the hashes of its `nodesOfRange`, in their order. */
export function joinNodes(hashes: readonly Uint8Array[]): Uint8Array {
  return hashes.length === 0 ? emptyRoot() : hashes.reduceRight((right, left) => nodeHash(left, right))
}

/** The root that an inclusion proof leads to, or `undefined` where the numbers do not fit together. */
export function rootFromInclusion({ index, size, leaf, proof }: Inclusion): Uint8Array | undefined {
  if (!isCount(index) || !isCount(size) || index >= size || ![leaf, ...proof].every(isHash)) return undefined
  const ranges = inclusionRanges(index, size)
  if (ranges.length !== proof.length) return undefined
  let root = leaf
  for (const [at, range] of ranges.entries()) {
    const sibling = proof[at] ?? leaf
    root = range.start > index ? nodeHash(root, sibling) : nodeHash(sibling, root)
  }
  return root
}

export function isIncluded(inclusion: Inclusion, root: Uint8Array): boolean {
  const led = rootFromInclusion(inclusion)
  return led !== undefined && equalBytes(led, root)
}

/** Whether the proof shows the old head to be a prefix of the new one. Size 0 proves nothing and is never consistent here. */
export function isConsistent({ oldSize, oldRoot, size, root, proof }: Consistency): boolean {
  if (!isCount(oldSize) || !isCount(size) || oldSize === 0 || oldSize > size) return false
  if (oldSize === size) return proof.length === 0 && equalBytes(oldRoot, root)
  if (![oldRoot, root, ...proof].every(isHash)) return false
  const ranges = consistencyRanges(oldSize, size)
  if (ranges.length !== proof.length) return false
  let [before, after] = [oldRoot, oldRoot]
  for (const [at, range] of ranges.entries()) {
    const hashed = proof[at] ?? oldRoot
    if (range.start >= oldSize) after = nodeHash(after, hashed)
    else if (range.end === oldSize) [before, after] = [hashed, hashed]
    else [before, after] = [nodeHash(hashed, before), nodeHash(hashed, after)]
  }
  return equalBytes(before, oldRoot) && equalBytes(after, root)
}

function digest(bytes: Uint8Array): Uint8Array {
  const target = new Uint8Array(hashBytes)
  digestInto(bytes, target, 0)
  return target
}

/** A digest in latin-1 is three times as fast to get out of node:crypto as one in a buffer. */
function digestInto(bytes: Uint8Array, target: Uint8Array, offset: number): void {
  const latin1 = hash('sha256', bytes, 'latin1')
  for (let at = 0; at < hashBytes; at += 1) target[offset + at] = latin1.charCodeAt(at)
}

const isHash = (bytes: Uint8Array): boolean => bytes.length === hashBytes
const isCount = (value: number): boolean => Number.isSafeInteger(value) && value >= 0

/** The greatest power of two below `count`, which is at least 2. */
function powerBelow(count: number): number {
  let power = 1
  while (power * 2 < count) power *= 2
  return power
}
