import { doubled } from './doubled.ts'

/** In which documents of a batch each word stands. */
export interface WordLists {
  /** Numbers of the words (`hashOf`), ascending. */
  readonly hashes: Float64Array
  /** Where the list of each word begins in `places`; one more for the end of the last. */
  readonly starts: Uint32Array
  /** Twice the document's place in the batch, plus 1 where the word stands in its naming; ascending within a word. */
  readonly places: Int32Array
}

/** Words by their numbers, and in which documents of a batch each stands. */
export class WordBatch {
  /** Slot by hash: the number of a word, from 1. */
  #wordTable = new Int32Array(1 << 17)
  #hashes = new Float64Array(1 << 16)
  #words = 0
  /** Of each word the last document of the batch that holds it, from 1, and in how many it stands. */
  #seen = new Int32Array(1 << 16)
  #counts = new Int32Array(1 << 16)
  #documents = 0
  /** Words of the batch. */
  #held = new Int32Array(1 << 16)
  #heldWords = 0

  #pairWords = new Int32Array(1 << 16)
  #pairPlaces = new Int32Array(1 << 16)
  #pairs = 0
  #place = 0

  /** How many words are known, of this batch and those before. */
  get words(): number {
    return this.#words
  }

  /** Knows no word any more. */
  forget(): void {
    this.#wordTable.fill(0)
    this.#words = 0
  }

  /** A new batch, without documents. */
  beginBatch(): void {
    for (let at = 0; at < this.#heldWords; at += 1) {
      const word = this.#held[at] ?? 0
      this.#seen[word] = 0
      this.#counts[word] = 0
    }
    this.#heldWords = 0
    this.#pairs = 0
    this.#documents = 0
  }

  /** A new document, without words; what is added next names it. `place` is greater than those of the batch before it. */
  begin(place: number): void {
    this.#documents += 1
    this.#place = place * 2 + 1
  }

  /** What is added from now on stands in the document and does not name it. */
  endNaming(): void {
    this.#place &= ~1
  }

  /** Adds a word to the document, once. */
  add(word: number): void {
    const seen = this.#seen[word] ?? 0
    if (seen === this.#documents) return
    if (seen === 0) this.#hold(word)
    this.#seen[word] = this.#documents
    this.#counts[word] = (this.#counts[word] ?? 0) + 1
    const at = this.#pairs
    if (at === this.#pairWords.length) {
      this.#pairWords = doubled(this.#pairWords)
      this.#pairPlaces = doubled(this.#pairPlaces)
    }
    this.#pairWords[at] = word
    this.#pairPlaces[at] = this.#place
    this.#pairs = at + 1
  }

  #hold(word: number): void {
    if (this.#heldWords === this.#held.length) this.#held = doubled(this.#held)
    this.#held[this.#heldWords++] = word
  }

  /** The words of all documents of the batch. */
  lists(): WordLists {
    const [words, places, pairs] = [this.#pairWords, this.#pairPlaces, this.#pairs]
    const hashes = new Float64Array(this.#heldWords)
    for (let at = 0; at < hashes.length; at += 1) hashes[at] = this.#hashes[this.#held[at] ?? 0] ?? 0
    const starts = new Uint32Array(hashes.sort().length + 1)
    const next = new Uint32Array(this.#words)
    for (let at = 0; at < hashes.length; at += 1) {
      const word = this.numberOf(hashes[at] ?? 0)
      next[word] = starts[at] ?? 0
      starts[at + 1] = (starts[at] ?? 0) + (this.#counts[word] ?? 0)
    }
    const sorted = new Int32Array(pairs)
    for (let at = 0; at < pairs; at += 1) {
      const word = words[at] ?? 0
      const to = next[word] ?? 0
      sorted[to] = places[at] ?? 0
      next[word] = to + 1
    }
    return { hashes, starts, places: sorted }
  }

  /** By which a word of that hash is added, as long as nothing is forgotten. */
  numberOf(hash: number): number {
    const mask = this.#wordTable.length - 1
    let slot = slotOf(hash) & mask
    for (;;) {
      const number = this.#wordTable[slot] ?? 0
      if (number === 0) break
      if (this.#hashes[number - 1] === hash) return number - 1
      slot = (slot + 1) & mask
    }
    if (this.#words * 2 >= mask) {
      this.#growWords()
      return this.numberOf(hash)
    }
    this.#hashes[this.#words] = hash
    this.#wordTable[slot] = ++this.#words
    return this.#words - 1
  }

  #growWords(): void {
    const table = new Int32Array(this.#wordTable.length * 2)
    const mask = table.length - 1
    for (let word = 0; word < this.#words; word += 1) {
      let slot = slotOf(this.#hashes[word] ?? 0) & mask
      while (table[slot] !== 0) slot = (slot + 1) & mask
      table[slot] = word + 1
    }
    this.#wordTable = table
    this.#hashes = doubled(this.#hashes)
    this.#seen = doubled(this.#seen)
    this.#counts = doubled(this.#counts)
  }
}

const slotOf = (hash: number): number => Math.trunc(hash / 0x10000) | 0
