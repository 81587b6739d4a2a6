const firstBytes = 1 << 20

/**
 * Bytes that come in pieces, in memory that other threads see without a copy. `expected`: how many will come, a guess that only spares
 * growing.
 */
export class SharedBytes {
  #memory: Uint8Array<SharedArrayBuffer>
  #length = 0

  constructor(expected: number = firstBytes) {
    this.#memory = new Uint8Array(new SharedArrayBuffer(expected))
  }

  get length(): number {
    return this.#length
  }

  add(piece: Uint8Array): void {
    const end = this.#length + piece.length
    if (end > this.#memory.length) {
      const larger = new Uint8Array(new SharedArrayBuffer(Math.max(firstBytes, end, this.#memory.length * 2)))
      larger.set(this.#memory.subarray(0, this.#length))
      this.#memory = larger
    }
    this.#memory.set(piece, this.#length)
    this.#length = end
  }

  /** What has come so far. */
  get bytes(): Uint8Array<SharedArrayBuffer> {
    return this.#memory.subarray(0, this.#length)
  }
}

/** The bytes themselves where other threads see them, else `undefined`. */
export function sharedView(bytes: Uint8Array): Uint8Array<SharedArrayBuffer> | undefined {
  const { buffer, byteOffset, length } = bytes
  return buffer instanceof SharedArrayBuffer ? new Uint8Array(buffer, byteOffset, length) : undefined
}
