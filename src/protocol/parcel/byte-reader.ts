import { concat } from '#kernel/bytes.ts'

/** Bytes as they come, taken in the lengths in which they are needed. Holds at most one piece of the source beyond what was asked for. */
export class ByteReader implements AsyncDisposable {
  readonly #source: AsyncIterator<Uint8Array> | Iterator<Uint8Array>
  #rest: Uint8Array = new Uint8Array(0)

  constructor(source: Iterable<Uint8Array> | AsyncIterable<Uint8Array>) {
    this.#source = Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator]()
  }

  /** Exactly so many bytes, or `undefined` where the source ends before. */
  async take(bytes: number): Promise<Uint8Array | undefined> {
    const parts: Uint8Array[] = []
    for (let left = bytes; left > 0;) {
      const part = await this.some(left)
      if (part === undefined) return undefined
      parts.push(part)
      left -= part.length
    }
    return concat(...parts)
  }

  /** At least one byte and at most so many, or `undefined` at the end. */
  async some(most: number): Promise<Uint8Array | undefined> {
    while (this.#rest.length === 0) {
      const next = await this.#source.next()
      if (next.done === true) return undefined
      this.#rest = next.value
    }
    const part = this.#rest.subarray(0, most)
    this.#rest = this.#rest.subarray(part.length)
    return part
  }

  /** Lets go of the source. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#source.return?.()
  }
}
