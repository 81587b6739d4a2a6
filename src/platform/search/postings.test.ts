import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { blocksOf, placesIn, soughtWord } from './postings.ts'
import type { WordLists } from './word-batch.ts'
import { hashOf, wordHashes } from './word-hash.ts'

type Held = ReadonlyMap<number, readonly number[]>

function listsOf(held: Held): WordLists {
  const words = [...held].toSorted(([one], [other]) => one - other)
  const starts = [0]
  for (const [, places] of words) starts.push((starts.at(-1) ?? 0) + places.length)
  return {
    hashes: Float64Array.from(words, ([hash]) => hash),
    starts: Uint32Array.from(starts),
    places: Int32Array.from(words.flatMap(([, places]) => places)),
  }
}

/** Twice a place, odd where the word names it; each place once. */
const places = fc
  .uniqueArray(fc.nat(2 ** 24), { minLength: 1, maxLength: 8, selector: (place) => place >> 1 })
  .map((list) => list.toSorted((one, other) => one - other))
/** Words whose numbers begin alike stand in one row. */
const hash = fc.oneof(
  fc.nat(wordHashes - 1),
  fc.nat(40).map((low) => 7 * 2 ** 16 + low),
)
const few = fc
  .uniqueArray(fc.tuple(hash, places), { maxLength: 30, selector: ([word]) => word })
  .map((list) => new Map(list))

const placesOf = (held: Held, asked: number): readonly number[] | undefined => {
  const found = blocksOf(listsOf(held)).map(({ words }) => placesIn(words, asked))
  return found.find((list) => list !== undefined)
}

test('each word of a batch is found in one of its rows, with its places', () => {
  fc.assert(
    fc.property(few, hash, (held, other) => {
      const blocks = blocksOf(listsOf(held))
      expect(blocks.map(({ bucket }) => bucket)).toEqual(
        [...new Set(blocks.map(({ bucket }) => bucket))].toSorted((one, next) => one - next),
      )
      for (const [word, of] of held) expect(placesOf(held, word)).toEqual(of)
      expect(placesOf(held, other)).toEqual(held.get(other))
    }),
  )
})

const batchOf = (words: readonly string[], place: (at: number) => number): Held =>
  new Map(words.map((word, at) => [hashOf(word), [place(at)]]))

test.each([300, 2000, 20_000])(
  'the rows of a batch of %i words are those in which its words are looked for',
  (count) => {
    const words = Array.from({ length: count }, (_, at) => `word ${at}`)
    const blocks = blocksOf(listsOf(batchOf(words, (at) => at)))
    const byBucket = new Map(blocks.map(({ bucket, words: held }) => [bucket, held]))
    expect(byBucket.size).toBe(blocks.length)
    for (const [at, word] of words.entries()) {
      const { hash: asked, named, anywhere } = soughtWord(word)
      const inRows = (buckets: readonly number[]) =>
        buckets.flatMap((bucket) => placesIn(byBucket.get(bucket) ?? new Uint8Array(0), asked) ?? [])
      expect(inRows(anywhere)).toEqual([at])
      // Where rows hold single words, those of no name are not read for finds in names.
      expect(inRows(named)).toEqual(at % 2 === 1 || count > 1024 ? [at] : [])
    }
  },
)

test('rows of a large batch are few', () => {
  const words = Array.from({ length: 50_000 }, (_, at) => `word ${at}`)
  expect(blocksOf(listsOf(batchOf(words, () => 1)))).toHaveLength(1024)
  expect(blocksOf(listsOf(batchOf(words.slice(0, 10_000), () => 1)))).toHaveLength(256)
})

test('the number of a word never changes: databases keep it', () => {
  expect(['', 'drone', 'угроз', '上海合', '=192.0.2.7'].map(hashOf)).toEqual([
    29611878760781, 43396090314735, 56278135341167, 131566668786458, 184074881433953,
  ])
})
