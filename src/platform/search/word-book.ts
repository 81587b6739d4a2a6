import { doubled } from './doubled.ts'
import { WordBatch, type WordLists } from './word-batch.ts'
import { hashOf } from './word-hash.ts'
import { dependentKind, spellings, type Spellings } from './spellings.ts'
import { characterKinds, chunksOf, newWordsIn } from './words.ts'

/** Chunks and words that are kept from batch to batch; what is met beyond is worked out each time. */
const maxChunks = 1 << 17
const maxWords = 1 << 18
const firstTexts = 1 << 16
/** Whoever writes many chunks of one hash makes his own text slow, and no one else's. */
const maxProbes = 64
/** A longer chunk is a sentence of a script without spaces, which is not met again. */
const maxChunkLength = 64

/**
 * The words of a batch of documents, as `wordsOf` gives them, turned round: for each word the documents. What a chunk stands for is looked up
 * by its letters where they stand: most of a text is made of few chunks, met before.
 */
export class WordBook {
  /** Slot by hash of the letters: the number of a chunk, from 1. */
  #chunkTable = new Int32Array(1 << 16)
  readonly #chunkHashes = new Int32Array(maxChunks)
  #chunks = 0
  /** Letters of the chunks, in lower case, one after the other, and where each begins. */
  #letters = new Uint16Array(1 << 20)
  readonly #letterStarts = new Int32Array(maxChunks + 1)
  /** Words of the chunks, one after the other, and where those of each begin. */
  #chunkWords = new Int32Array(1 << 18)
  readonly #wordStarts = new Int32Array(maxChunks + 1)
  /** Words of chunks in texts where they do not stand as they are, and of other scripts. */
  readonly #others = new Map<string, readonly number[]>()

  readonly #batch = new WordBatch()
  #text = new Uint16Array(firstTexts)
  #bytes = Buffer.from(this.#text.buffer)
  readonly #spellings: Spellings = spellings()

  /** A new batch, without documents. */
  beginBatch(): void {
    this.#batch.beginBatch()
    if (this.#chunks < maxChunks && this.#batch.words < maxWords && this.#others.size < maxChunks) return
    this.#batch.forget()
    this.#chunkTable.fill(0)
    this.#others.clear()
    this.#chunks = 0
  }

  /** A new document, without words; what is added next names it. `place` is greater than those of the batch before it. */
  begin(place: number): void {
    this.#batch.begin(place)
  }

  /** What is added from now on stands in the document and does not name it. */
  endNaming(): void {
    this.#batch.endNaming()
  }

  /** The words of all documents of the batch. */
  lists(): WordLists {
    return this.#batch.lists()
  }

  /** Adds a word as it stands. */
  addWord(word: string): void {
    this.#batch.add(this.#batch.numberOf(hashOf(word)))
  }

  /** Adds the words of a text. */
  addText(text: string): void {
    if (!this.#spell(text) || !this.#addSpelled(text.length)) for (const chunk of chunksOf(text)) this.#addOther(chunk)
  }

  /** Puts the text where it is looked at, as chunks are spelled. False where what some character stands for depends on others. */
  #spell(text: string): boolean {
    const { kinds, codes } = this.#spellings
    const { length } = text
    if (length > this.#text.length) {
      this.#text = new Uint16Array(length * 2)
      this.#bytes = Buffer.from(this.#text.buffer)
    }
    const spelled = this.#text
    // Faster than asking for one character after the other.
    this.#bytes.write(text, 'utf16le')
    for (let at = 0; at < length; at += 1) {
      const code = spelled[at] ?? 0
      if (kinds[code] === dependentKind) return false
      spelled[at] = codes[code] ?? 0
    }
    return true
  }

  #addOther(chunk: string): void {
    const words = this.#others.get(chunk) ?? newWordsIn(chunk).map((word) => this.#batch.numberOf(hashOf(word)))
    for (const word of words) this.#batch.add(word)
    if (chunk.length <= maxChunkLength && this.#others.size < maxChunks) this.#others.set(chunk, words)
  }

  /** False where a chunk does not stand in the text as it is: behind a `'s` within it, and in addresses made harmless. */
  #addSpelled(length: number): boolean {
    const text = this.#text
    const { kinds } = this.#spellings
    let from = -1
    let to = -1
    let hash = 0
    let hashTo = 0
    let isCut = false
    /** The kinds of letters in the chunk under way, together. */
    let held = 0
    for (let at = 0; at <= length; at += 1) {
      const code = at === length ? 0x20 : (text[at] ?? 0)
      const kind = kinds[code] ?? 0
      // A script without spaces and another one are chunks apart.
      if (from >= 0 && (held === dense) !== (kind === dense)) {
        if (!(held === mixed ? this.#addMixed(from, to) : this.#addChunk(hashTo, from, to))) return false
        from = -1
        isCut = false
      }
      if (kind === end) {
        if (at < length && isDisarmed(text, at, length)) return false
        if (code === 0x27 && this.#isGenitive(at, length)) {
          isCut = from >= 0
          at += 1
        } else {
          const isOver = from >= 0
          if (isOver && !(held === mixed ? this.#addMixed(from, to) : this.#addChunk(hashTo, from, to))) return false
          from = -1
          isCut = false
        }
      } else {
        if (kind !== mark) {
          if (isCut) return false
          if (from < 0) {
            from = at
            hash = 0x811c9dc5
            held = 0
          }
          held |= kind
          to = at + 1
        }
        hash = Math.imul(hash ^ code, 0x01000193)
        if (kind === mark) continue
        hashTo = hash
        if ((kind & mixed) === 0) continue
        // Most letters stand behind letters.
        for (; to < length; to += 1) {
          const next = text[to] ?? 0
          const nextKind = kinds[next] ?? 0
          if ((nextKind & mixed) === 0) break
          held |= nextKind
          hash = Math.imul(hash ^ next, 0x01000193)
        }
        at = to - 1
        hashTo = hash
      }
    }
    return true
  }

  /** False where what a chunk stands for depends on what is around it. It has its hash and stands from and to there. */
  #addChunk(hash: number, from: number, to: number): boolean {
    const table = this.#chunkTable
    const mask = table.length - 1
    let slot = chunkSlotOf(hash) & mask
    for (let probes = 0; probes < maxProbes; probes += 1) {
      const number = table[slot] ?? 0
      if (number === 0) break
      if (this.#chunkHashes[number - 1] === hash && this.#isChunk(number - 1, from, to)) {
        const words = this.#chunkWords
        const end = this.#wordStarts[number] ?? 0
        for (let at = this.#wordStarts[number - 1] ?? 0; at < end; at += 1) this.#batch.add(words[at] ?? 0)
        return true
      }
      slot = (slot + 1) & mask
    }
    return this.#addNewChunk(hash, from, to)
  }

  #isChunk(chunk: number, from: number, to: number): boolean {
    const start = this.#letterStarts[chunk] ?? 0
    if ((this.#letterStarts[chunk + 1] ?? 0) - start !== to - from) return false
    const [letters, text] = [this.#letters, this.#text]
    for (let at = from; at < to; at += 1) if (letters[start + at - from] !== text[at]) return false
    return true
  }

  #addMixed(from: number, to: number): boolean {
    const text = String.fromCharCode(...this.#text.subarray(from, to))
    if (text.includes('hxxp')) return false
    for (const chunk of chunksOf(text)) this.#addOther(chunk)
    return true
  }

  /** `'s` with no letter behind it: no part of any chunk. */
  #isGenitive(at: number, length: number): boolean {
    if (this.#text[at + 1] !== 0x73 || at + 1 >= length) return false
    const next = this.#text[at + 2] ?? 0
    const isDigit = next >= 0x30 && next <= 0x39
    return at + 2 >= length || isDigit || ((this.#spellings.kinds[next] ?? 0) & letters) === 0
  }

  #addNewChunk(hash: number, from: number, to: number): boolean {
    const chunk = String.fromCharCode(...this.#text.subarray(from, to))
    if (chunk.includes('hxxp')) return false
    const words = newWordsIn(chunk).map((word) => this.#batch.numberOf(hashOf(word)))
    for (const word of words) this.#batch.add(word)
    if (this.#chunks < maxChunks && chunk.length <= maxChunkLength) this.#keepChunk(hash, chunk, words)
    return true
  }

  #keepChunk(hash: number, chunk: string, words: readonly number[]): void {
    const number = this.#chunks
    const letters = this.#letterStarts[number] ?? 0
    while (letters + chunk.length > this.#letters.length) this.#letters = doubled(this.#letters)
    for (let at = 0; at < chunk.length; at += 1) this.#letters[letters + at] = chunk.charCodeAt(at)
    this.#letterStarts[number + 1] = letters + chunk.length
    const start = this.#wordStarts[number] ?? 0
    while (start + words.length > this.#chunkWords.length) this.#chunkWords = doubled(this.#chunkWords)
    this.#chunkWords.set(words, start)
    this.#wordStarts[number + 1] = start + words.length
    this.#chunkHashes[number] = hash
    this.#chunks = number + 1
    if (this.#chunks * 2 < this.#chunkTable.length) return this.#enterChunk(number)
    this.#chunkTable = new Int32Array(this.#chunkTable.length * 2)
    for (let chunk = 0; chunk < this.#chunks; chunk += 1) this.#enterChunk(chunk)
  }

  /** Where too many have gone before it, it is not found again and worked out anew each time. */
  #enterChunk(chunk: number): void {
    const mask = this.#chunkTable.length - 1
    let slot = chunkSlotOf(this.#chunkHashes[chunk] ?? 0) & mask
    for (let probes = 0; probes < maxProbes; probes += 1) {
      if (this.#chunkTable[slot] === 0) {
        this.#chunkTable[slot] = chunk + 1
        return
      }
      slot = (slot + 1) & mask
    }
  }
}

const { end, mark, dense } = characterKinds
/** Letters of two scripts may stand for each other. */
const mixed = characterKinds.ascii | characterKinds.cyrillic
const letters = mixed | dense

const chunkSlotOf = (hash: number): number => hash ^ (hash >>> 15)

/** `[.]`, `[:]`, `[dot]` and `(.)`, as they are written in `a[.]example`. */
function isDisarmed(text: Uint16Array, at: number, length: number): boolean {
  const isRound = text[at] === 0x28
  if (!(isRound || text[at] === 0x5b)) return false
  const isDot = !isRound && at + 4 < length && isDotAt(text, at + 1)
  const end = at + (isDot ? 4 : 2)
  if (end >= length || text[end] !== (isRound ? 0x29 : 0x5d)) return false
  return isDot || text[at + 1] === 0x2e || (!isRound && text[at + 1] === 0x3a)
}

const isDotAt = (text: Uint16Array, at: number): boolean =>
  ((text[at] ?? 0) | 0x20) === 0x64 && ((text[at + 1] ?? 0) | 0x20) === 0x6f && ((text[at + 2] ?? 0) | 0x20) === 0x74
