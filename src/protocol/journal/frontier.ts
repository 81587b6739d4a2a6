import { concat } from '#kernel/bytes.ts'
import { hashBytes, joinNodes, nodeHash, nodesOfRange } from './merkle.ts'

/** The right edge of a growing tree: the roots of its complete subtrees, largest first. Appending costs about one hash. */
export class Frontier {
  readonly #peaks: Uint8Array[]
  #size: number

  private constructor(size: number, peaks: readonly Uint8Array[]) {
    this.#size = size
    this.#peaks = [...peaks]
  }

  static empty(): Frontier {
    return new Frontier(0, [])
  }

  /** `peaks`: the hashes of `nodesOfRange({ start: 0, end: size })`. */
  static of(size: number, peaks: readonly Uint8Array[]): Frontier | undefined {
    const expected = nodesOfRange({ start: 0, end: size }).length
    return peaks.length === expected && concat(...peaks).length === expected * hashBytes
      ? new Frontier(size, peaks)
      : undefined
  }

  get size(): number {
    return this.#size
  }

  append(leaf: Uint8Array): void {
    let grown = leaf
    for (let rest = this.#size; rest % 2 === 1; rest = (rest - 1) / 2) {
      const left = this.#peaks.pop()
      if (left !== undefined) grown = nodeHash(left, grown)
    }
    this.#peaks.push(grown)
    this.#size += 1
  }

  root(): Uint8Array {
    return joinNodes(this.#peaks)
  }
}
