const firstBytes = 1 << 20

/** Bytes that come in pieces, in memory that other threads see without a copy. */
export class SharedBytes {
  #memory: Uint8Array
  #length = 0

  /** `room`: where they are to stand as long as it is enough. */
  constructor(room: Uint8Array = new Uint8Array(new SharedArrayBuffer(firstBytes))) {
    this.#memory = room
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
  get bytes(): Uint8Array {
    return this.#memory.subarray(0, this.#length)
  }
}

/** The bytes themselves where other threads see them, else `undefined`. */
export function sharedView(bytes: Uint8Array): Uint8Array<SharedArrayBuffer> | undefined {
  const { buffer, byteOffset, length } = bytes
  return buffer instanceof SharedArrayBuffer ? new Uint8Array(buffer, byteOffset, length) : undefined
}
