import type { WordLists } from './word-batch.ts'
import { hashOf } from './word-hash.ts'

/** From so many words on a batch keeps 256 rows, and from so many 1024, with many words each, instead of a row for each word. */
const mediumFromWords = 1024
const coarseFromWords = 16_384
const hashBytes = 6

/** The row of a batch that holds a word. */
export interface PostingBlock {
  readonly bucket: number
  readonly words: Uint8Array
}

/** A word asked for, and the buckets of which one holds it wherever it stands: in names, or anywhere. */
export interface SoughtWord {
  readonly hash: number
  readonly named: readonly number[]
  readonly anywhere: readonly number[]
  /** Only documents that it names count. */
  readonly isNaming: boolean
}

export function soughtWord(word: string): SoughtWord {
  const hash = hashOf(word)
  const named = [fineBucket(hash) + 1, coarseBucket(hash), mediumBucket(hash)]
  return { hash, named, anywhere: [fineBucket(hash), ...named], isNaming: false }
}

/** The same, of documents that it names. */
export function namingWord(word: string): SoughtWord {
  const sought = soughtWord(word)
  return { ...sought, anywhere: sought.named, isNaming: true }
}

/** Of the same, as rows hold it: the word stands in no row that does not hold these bytes. */
export function hashBytesOf(hash: number): Uint8Array {
  const bytes = Buffer.alloc(hashBytes)
  bytes.writeUIntBE(hash, 0, hashBytes)
  return bytes
}

/** Of words of which no document of the batch is named; those that name one have the next number. */
const fineBucket = (hash: number): number => Math.floor(hash / 2 ** 16) * 2
const coarseBucket = (hash: number): number => Math.floor(hash / 2 ** 38) - 1024
const mediumBucket = (hash: number): number => Math.floor(hash / 2 ** 40) - 1024 - 256

/**
 * A batch's words as rows, ascending by bucket. A word is its number (48 bits, big-endian), the count of its documents and for each the
 * distance from the one before, twice, plus 1 where the word names it; counts and distances are varints.
 */
export function blocksOf(lists: WordLists): readonly PostingBlock[] {
  const { hashes } = lists
  const writer = new BlockWriter(lists)
  const isFine = hashes.length < mediumFromWords
  const bucketOf = isFine ? fineBucket : hashes.length < coarseFromWords ? mediumBucket : coarseBucket
  const blocks: PostingBlock[] = []
  for (let at = 0; at < hashes.length;) {
    const bucket = bucketOf(hashes[at] ?? 0)
    const start = at
    while (at < hashes.length && bucketOf(hashes[at] ?? 0) === bucket) at += 1
    if (isFine) {
      blocks.push(...fineBlocks(writer, bucket, { start, end: at }))
      continue
    }
    for (let word = start; word < at; word += 1) writer.word(word)
    blocks.push({ bucket, words: writer.take() })
  }
  return blocks
}

function fineBlocks(
  writer: BlockWriter,
  bucket: number,
  { start, end }: { readonly start: number; readonly end: number },
): readonly PostingBlock[] {
  const blocks: PostingBlock[] = []
  for (const isNamed of [false, true]) {
    for (let word = start; word < end; word += 1) if (writer.isNaming(word) === isNamed) writer.word(word)
    const words = writer.take()
    if (words.length > 0) blocks.push({ bucket: bucket + Number(isNamed), words })
  }
  return blocks
}

const noWords: WordLists = { hashes: new Float64Array(0), starts: new Uint32Array(0), places: new Int32Array(0) }

class BlockWriter {
  /** One stays, and with it the code that the runtime has compiled for its kind. */
  static readonly kept = new BlockWriter(noWords)

  readonly #lists: WordLists
  readonly #bytes: Uint8Array
  #from = 0
  #to = 0

  constructor(lists: WordLists) {
    this.#lists = lists
    this.#bytes = new Uint8Array(lists.hashes.length * (hashBytes + 5) + lists.places.length * 5)
  }

  /** Whether the word names a document. */
  isNaming(word: number): boolean {
    const { starts, places } = this.#lists
    const end = starts[word + 1] ?? 0
    for (let at = starts[word] ?? 0; at < end; at += 1) if (((places[at] ?? 0) & 1) === 1) return true
    return false
  }

  word(word: number): void {
    const { hashes, starts, places } = this.#lists
    const start = starts[word] ?? 0
    const end = starts[word + 1] ?? 0
    this.#hash(hashes[word] ?? 0)
    this.#varint(end - start)
    let last = 0
    for (let at = start; at < end; at += 1) {
      const place = places[at] ?? 0
      this.#varint(place - (last & ~1))
      last = place
    }
  }

  /** What was written since the last time. */
  take(): Uint8Array {
    const taken = this.#bytes.subarray(this.#from, this.#to)
    this.#from = this.#to
    return taken
  }

  #hash(hash: number): void {
    const upper = Math.floor(hash / 0x10000)
    const lower = hash % 0x10000
    const to = this.#to
    this.#bytes[to] = upper >>> 24
    this.#bytes[to + 1] = upper >>> 16
    this.#bytes[to + 2] = upper >>> 8
    this.#bytes[to + 3] = upper
    this.#bytes[to + 4] = lower >>> 8
    this.#bytes[to + 5] = lower
    this.#to = to + hashBytes
  }

  #varint(value: number): void {
    let rest = value
    while (rest >= 0x80) {
      this.#bytes[this.#to++] = rest | 0x80
      rest >>>= 7
    }
    this.#bytes[this.#to++] = rest
  }
}

/** Places of a word in a batch, as `WordLists` has them; `undefined` where the row does not hold it. */
export function placesIn(words: Uint8Array, hash: number): readonly number[] | undefined {
  const reader = new BlockReader(words)
  while (!reader.isAtEnd) {
    const isIt = reader.hash() === hash
    let left = reader.varint()
    if (!isIt) reader.skip(left)
    else {
      const places: number[] = []
      for (let last = 0; left > 0; left -= 1) {
        last = (last & ~1) + reader.varint()
        places.push(last)
      }
      return places
    }
  }
  return undefined
}

class BlockReader {
  readonly #bytes: Uint8Array
  #at = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#bytes.length
  }

  hash(): number {
    let hash = 0
    for (let left = hashBytes; left > 0; left -= 1) hash = hash * 0x100 + (this.#bytes[this.#at++] ?? 0)
    return hash
  }

  varint(): number {
    let value = 0
    for (let shift = 0; ; shift += 7) {
      const byte = this.#bytes[this.#at++] ?? 0
      value |= (byte & 0x7f) << shift
      if (byte < 0x80) return value
    }
  }

  skip(varints: number): void {
    for (let left = varints; left > 0 && this.#at < this.#bytes.length; left -= 1) {
      while ((this.#bytes[this.#at] ?? 0) >= 0x80) this.#at += 1
      this.#at += 1
    }
  }
}
