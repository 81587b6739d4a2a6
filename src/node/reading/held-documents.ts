import type { StixReading } from '#protocol/stix/bundle.ts'
import type { Sifted } from '#rooms/exchange/posting/sift.ts'
import type { Lent } from './tasks.ts'

/** A document that a thread has read. */
export interface Held {
  readonly plaintext: Uint8Array
  /** Of a document that is still coming. */
  reading?: StixReading | undefined
  /** Of an envelope. */
  sifted?: Sifted
}

/**
 * Documents that a thread may be asked about again: the latest, and of those before it as many as fit into `maxBytes`. What is gone is read anew if it
 * is asked about, so that whoever sends much that comes to nothing fills no memory.
 */
export class HeldDocuments {
  readonly #maxBytes: number
  readonly #files = new Map<number, Held>()

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  /** The same view of the same memory each time, so that a document is read once. */
  of({ file, plaintext }: Pick<Lent, 'file' | 'plaintext'>): Held {
    const known = this.#files.get(file) ?? { plaintext }
    this.#files.delete(file)
    this.#files.set(file, known)
    let { bytes } = this
    for (const [oldest, held] of this.#files) {
      if (bytes <= this.#maxBytes || oldest === file) break
      this.#files.delete(oldest)
      bytes -= held.plaintext.length
    }
    return known
  }

  drop(file: number): void {
    this.#files.delete(file)
  }

  /** What all of them take. */
  get bytes(): number {
    return this.#files.values().reduce((sum, { plaintext }) => sum + plaintext.length, 0)
  }
}
