import { encodeUtf8 } from '#kernel/bytes.ts'
import { PackedTexts } from '#platform/db/packed-texts.ts'
import { asciiClass, isPlainAscii, newWordsIn, wordsOf } from './words.ts'

const maxChunks = 1 << 17
const slots = maxChunks * 2
/** Longer texts go the usual way, which counts their words. */
const maxChars = 4000
const firstArenaBytes = 1 << 20

/** Upper case to lower. */
const lowerOf = Uint8Array.from({ length: 128 }, (_, code) => (code >= 0x41 && code <= 0x5a ? code + 0x20 : code))

/**
 * The words of one document after the other, as `wordsOf` gives them, each once and already as the database takes them. What a chunk of
 * ASCII stands for is looked up by its letters where they stand: most of a text is made of few chunks, met before.
 */
export class WordBook {
  /** Slot by hash: the number of a chunk, from 1. */
  #table = new Int32Array(slots)
  readonly #chunks: string[] = []
  readonly #wordsOfChunk: Int32Array[] = []
  readonly #numbers = new Map<string, number>()
  /** Words in the form of elements of a COPY (length, UTF-8), one after the other; where each begins, and the end. */
  #arena = new Uint8Array(firstArenaBytes)
  readonly #starts: number[] = [0]
  /** The last document that holds a word. */
  #seen = new Int32Array(1 << 16)
  #document = 0
  #words: number[] = []
  #bytes = 0

  /** A new document, without words. */
  begin(): void {
    if (this.#chunks.length >= maxChunks || this.#starts.length > maxChunks) this.#forget()
    this.#document += 1
    this.#words = []
    this.#bytes = 0
  }

  /** All words of the document so far. */
  packed(): PackedTexts {
    const packed = new Uint8Array(this.#bytes)
    const arena = this.#arena
    const starts = this.#starts
    let at = 0
    for (const word of this.#words) {
      const end = starts[word + 1] ?? 0
      for (let from = starts[word] ?? 0; from < end; from += 1) packed[at++] = arena[from] ?? 0
    }
    return new PackedTexts(this.#words.length, packed)
  }

  /** Adds a word as it stands. */
  addWord(word: string): void {
    this.#add(this.#numberOf(word))
  }

  /** Adds the words of a text. */
  addText(text: string): void {
    if (text.length > maxChars || !isPlainAscii(text)) {
      for (const word of wordsOf(text)) this.addWord(word)
      return
    }
    if (!this.#addAscii(text)) for (const word of wordsOf(text)) this.addWord(word)
  }

  /** False where a chunk goes on behind its `'s`: it does not stand in the text as it is. */
  #addAscii(text: string): boolean {
    let [from, to, isCut] = [-1, -1, false]
    for (let at = 0; at <= text.length; at += 1) {
      const kind = at === text.length ? 0 : asciiClass[text.charCodeAt(at)]
      if (kind === 2) {
        if (isCut) return false
        if (from < 0) from = at
        to = at + 1
      } else if (kind === 0 && isGenitive(text, at)) {
        isCut = from >= 0
        at += 1
      } else if (kind === 0) {
        if (from >= 0) for (const word of this.#chunk(text, from, to)) this.#add(word)
        from = -1
        isCut = false
      }
    }
    return true
  }

  #add(word: number): void {
    if (this.#seen[word] === this.#document) return
    this.#seen[word] = this.#document
    this.#words.push(word)
    this.#bytes += this.#startOf(word + 1) - this.#startOf(word)
  }

  #startOf(word: number): number {
    return this.#starts[word] ?? 0
  }

  #chunk(text: string, from: number, to: number): Int32Array {
    let hash = to - from
    for (let at = from; at < to; at += 1) hash = (Math.imul(hash, 31) + (lowerOf[text.charCodeAt(at)] ?? 0)) | 0
    let slot = (Math.imul(hash, 0x9e3779b1) >>> 0) % slots
    for (;;) {
      const number = this.#table[slot] ?? 0
      if (number === 0) return this.#newChunk(text.slice(from, to).toLowerCase(), slot)
      if (isSame(this.#chunks[number - 1] ?? '', text, from, to)) return this.#wordsOfChunk[number - 1] ?? noWords
      slot = (slot + 1) % slots
    }
  }

  #newChunk(chunk: string, slot: number): Int32Array {
    const words = Int32Array.from(newWordsIn(chunk), (word) => this.#numberOf(word))
    this.#chunks.push(chunk)
    this.#wordsOfChunk.push(words)
    // A full table would be searched without end; `begin` empties it long before.
    if (this.#chunks.length < slots - 1) this.#table[slot] = this.#chunks.length
    return words
  }

  #numberOf(word: string): number {
    const known = this.#numbers.get(word)
    if (known !== undefined) return known
    const bytes = encodeUtf8(word)
    const number = this.#starts.length - 1
    const start = this.#startOf(number)
    const end = start + 4 + bytes.length
    if (end > this.#arena.length) this.#arena = grown(this.#arena, end)
    new DataView(this.#arena.buffer).setInt32(start, bytes.length)
    this.#arena.set(bytes, start + 4)
    this.#starts.push(end)
    this.#numbers.set(word, number)
    if (number >= this.#seen.length)
      this.#seen = Int32Array.from({ length: number * 2 }, (_, at) => this.#seen[at] ?? 0)
    return number
  }

  #forget(): void {
    this.#table = new Int32Array(slots)
    this.#chunks.length = 0
    this.#wordsOfChunk.length = 0
    this.#numbers.clear()
    this.#starts.length = 1
    this.#seen.fill(0)
    this.#document = 0
  }
}

const noWords = new Int32Array(0)

/** `'s` with no letter behind it: no part of any chunk. */
function isGenitive(text: string, at: number): boolean {
  if (text.charCodeAt(at) !== 0x27 || (text.charCodeAt(at + 1) | 0x20) !== 0x73) return false
  const next = text.charCodeAt(at + 2) | 0x20
  return at + 2 >= text.length || next < 0x61 || next > 0x7a
}

function isSame(chunk: string, text: string, from: number, to: number): boolean {
  if (chunk.length !== to - from) return false
  for (let at = from; at < to; at += 1) {
    if (chunk.charCodeAt(at - from) !== lowerOf[text.charCodeAt(at)]) return false
  }
  return true
}

function grown(arena: Uint8Array<ArrayBuffer>, least: number): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(Math.max(arena.length * 2, least))
  larger.set(arena)
  return larger
}
