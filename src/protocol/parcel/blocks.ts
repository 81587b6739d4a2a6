/** Cuts bytes that come in parts of any length into blocks of one length. Only a block that comes in two parts or more is copied. */
export class Blocks {
  readonly #held: Uint8Array
  #heldBytes = 0

  constructor(blockBytes: number) {
    this.#held = new Uint8Array(blockBytes)
  }

  /** How many blocks `take` would answer. */
  countWith(part: Uint8Array): number {
    return Math.floor((this.#heldBytes + part.length) / this.#held.length)
  }

  /** The blocks that are whole now; each is to be used before the next is asked for. What is left over is held. */
  *take(part: Uint8Array): Generator<Uint8Array, void, undefined> {
    const size = this.#held.length
    let at = this.#heldBytes === 0 ? 0 : this.#hold(part)
    if (this.#heldBytes === size) {
      this.#heldBytes = 0
      yield this.#held
    }
    for (; at + size <= part.length; at += size) yield part.subarray(at, at + size)
    this.#hold(part.subarray(at))
  }

  /** What is held: less than a block. */
  rest(): Uint8Array {
    return this.#held.subarray(0, this.#heldBytes)
  }

  /** How many bytes of the part found room. */
  #hold(part: Uint8Array): number {
    const some = part.subarray(0, this.#held.length - this.#heldBytes)
    this.#held.set(some, this.#heldBytes)
    this.#heldBytes += some.length
    return some.length
  }
}
