import { existsSync, globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { concat, fromBase64 } from '#kernel/bytes.ts'
import { Frontier } from './frontier.ts'
import {
  consistencyRanges,
  emptyRoot,
  inclusionRanges,
  isConsistent,
  isIncluded,
  joinNodes,
  leafHash,
  nodeHash,
  nodesOfRange,
  rootOfHashes,
} from './merkle.ts'
import type { Range } from './merkle.ts'

const vectors = fileURLToPath(new URL('../../../../shared/data/vectors/merkle', import.meta.url))
const lacksData = !existsSync(vectors)

interface InclusionCase {
  readonly leafIdx: number
  readonly treeSize: number
  readonly root: string
  readonly leafHash: string
  readonly proof: readonly string[] | null
  readonly wantErr: boolean
}

interface ConsistencyCase {
  readonly size1: number
  readonly size2: number
  readonly root1: string
  readonly root2: string
  readonly proof: readonly string[] | null
  readonly wantErr: boolean
}

const decode = (text: string): Uint8Array => fromBase64(text) ?? new Uint8Array(0)
const read = (path: string): unknown => JSON.parse(readFileSync(`${vectors}/${path}`, 'utf8'))

test.skipIf(lacksData)(
  'every inclusion proof of the outside vectors is judged as they say (no shared data: skipped)',
  () => {
    const files = globSync('inclusion/**/*.json', { cwd: vectors })
    const wrong = files.filter((path) => {
      const one = read(path) as InclusionCase
      const proof = (one.proof ?? []).map(decode)
      const inclusion = { index: one.leafIdx, size: one.treeSize, leaf: decode(one.leafHash), proof }
      return isIncluded(inclusion, decode(one.root)) === one.wantErr
    })
    expect(wrong).toEqual([])
    expect(files.length).toBeGreaterThan(90)
  },
)

test.skipIf(lacksData)(
  'every consistency proof of the outside vectors is judged as they say (no shared data: skipped)',
  () => {
    const files = globSync('consistency/**/*.json', { cwd: vectors })
    const wrong = files.filter((path) => {
      const one = read(path) as ConsistencyCase
      const heads = { oldSize: one.size1, oldRoot: decode(one.root1), size: one.size2, root: decode(one.root2) }
      return isConsistent({ ...heads, proof: (one.proof ?? []).map(decode) }) === one.wantErr
    })
    expect(wrong).toEqual([])
    expect(files.length).toBeGreaterThan(90)
  },
)

const leavesOf = (count: number): readonly Uint8Array[] =>
  Array.from({ length: count }, (_, at) => leafHash(Uint8Array.of(at >> 8, at & 255)))

/** RFC 6962 section 2.1, word for word. */
function mth(leaves: readonly Uint8Array[]): Uint8Array {
  if (leaves.length <= 1) return leaves[0] ?? emptyRoot()
  const k = 2 ** Math.ceil(Math.log2(leaves.length) - 1)
  return nodeHash(mth(leaves.slice(0, k)), mth(leaves.slice(k)))
}

const hashesOf = (leaves: readonly Uint8Array[], ranges: readonly Range[]): readonly Uint8Array[] =>
  ranges.map(({ start, end }) => mth(leaves.slice(start, end)))

test('RFC 6962 2.1: rows of hashes, the growing edge and joined subtrees give the root of the definition', () => {
  const all = leavesOf(70)
  const frontier = Frontier.empty()
  for (let size = 0; size <= all.length; size += 1) {
    const leaves = all.slice(0, size)
    const root = mth(leaves)
    expect(rootOfHashes(concat(...leaves))).toEqual(root)
    expect(frontier.root()).toEqual(root)
    const peaks = nodesOfRange({ start: 0, end: size }).map(({ level, index }) =>
      mth(leaves.slice(index * 2 ** level, (index + 1) * 2 ** level)),
    )
    expect(joinNodes(peaks)).toEqual(root)
    expect(Frontier.of(size, peaks)?.root()).toEqual(root)
    frontier.append(all[size] ?? emptyRoot())
  }
})

const sizeAndIndex = fc.integer({ min: 1, max: 300 }).chain((size) => fc.tuple(fc.constant(size), fc.nat(size - 1)))

test('RFC 6962 2.1.1: every leaf of every tree has a proof, and no other leaf, place, size or root has that proof', () => {
  fc.assert(
    fc.property(sizeAndIndex, fc.nat(), ([size, index], noise) => {
      const leaves = leavesOf(size)
      const leaf = leaves[index] ?? emptyRoot()
      const proof = hashesOf(leaves, inclusionRanges(index, size))
      const root = mth(leaves)
      const sound = { index, size, leaf, proof }
      expect(isIncluded(sound, root)).toBe(true)
      const flipped = proof.map((hash, at) => (at === noise % proof.length ? flip(hash, noise) : hash))
      if (size > 1) {
        expect(isIncluded({ ...sound, index: (index + 1) % size }, root)).toBe(false)
        expect(isIncluded({ ...sound, proof: flipped }, root)).toBe(false)
        expect(isIncluded({ ...sound, proof: proof.slice(1) }, root)).toBe(false)
      }
      expect(isIncluded({ ...sound, leaf: flip(leaf, noise) }, root)).toBe(false)
      expect(isIncluded({ ...sound, proof: [...proof, leaf] }, root)).toBe(false)
      expect(isIncluded(sound, flip(root, noise))).toBe(false)
      expect(isIncluded({ ...sound, index: size }, root)).toBe(false)
    }),
    { numRuns: 60 },
  )
})

test('RFC 6962 2.1.2: every prefix is shown consistent, and no other root is', () => {
  fc.assert(
    fc.property(sizeAndIndex, fc.nat(), ([size, before], noise) => {
      const leaves = leavesOf(size)
      const oldSize = before + 1
      const proof = hashesOf(leaves, consistencyRanges(oldSize, size))
      const sound = { oldSize, oldRoot: mth(leaves.slice(0, oldSize)), size, root: mth(leaves), proof }
      expect(isConsistent(sound)).toBe(true)
      expect(isConsistent({ ...sound, oldRoot: flip(sound.oldRoot, noise) })).toBe(false)
      expect(isConsistent({ ...sound, root: flip(sound.root, noise) })).toBe(false)
      expect(isConsistent({ ...sound, proof: [...proof, sound.root] })).toBe(false)
      const flipped = proof.map((hash, at) => (at === noise % proof.length ? flip(hash, noise) : hash))
      if (proof.length > 0) {
        expect(isConsistent({ ...sound, proof: flipped })).toBe(false)
        expect(isConsistent({ ...sound, proof: proof.slice(0, -1) })).toBe(false)
      }
    }),
    { numRuns: 60 },
  )
})

test('numbers beyond 2^32 keep their laws', () => {
  const size = 2 ** 40 + 3
  expect(inclusionRanges(size - 1, size)).toEqual([
    { start: 2 ** 40, end: 2 ** 40 + 2 },
    { start: 0, end: 2 ** 40 },
  ])
  expect(nodesOfRange({ start: 0, end: size }).map(({ level }) => level)).toEqual([40, 1, 0])
  expect(isConsistent({ oldSize: size, oldRoot: emptyRoot(), size: 2 ** 53, root: emptyRoot(), proof: [] })).toBe(false)
})

function flip(bytes: Uint8Array, noise: number): Uint8Array {
  const at = noise % bytes.length
  return bytes.with(at, (bytes[at] ?? 0) ^ (1 << (noise % 8)))
}
