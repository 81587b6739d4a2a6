import type { Random } from '#kernel/ports.ts'
import { createHash } from 'node:crypto'

/** Reproducible bytes of a seed (sfc32 over SHA-256 of its text). For simulations and fixtures: never for a key that guards anything. */
export class SeededRandom implements Random {
  readonly #seed: string
  readonly #state: Uint32Array

  constructor(seed: string | number) {
    this.#seed = String(seed)
    const digest = createHash('sha256').update(`tamga seeded random\n${this.#seed}`).digest()
    this.#state = Uint32Array.from([0, 4, 8, 12], (at) => digest.readUInt32LE(at))
  }

  bytes(count: number): Uint8Array {
    const words = new Uint32Array(Math.ceil(count / 4))
    for (let at = 0; at < words.length; at++) words[at] = this.#word()
    return new Uint8Array(words.buffer, 0, count).slice()
  }

  /** A fraction in [0, 1). */
  fraction(): number {
    return this.#word() / 0x1_0000_0000
  }

  /** A whole number in [0, below). */
  int(below: number): number {
    return Math.floor(this.fraction() * below)
  }

  /** True with the given probability. */
  chance(probability: number): boolean {
    return this.fraction() < probability
  }

  /** One of a list that is not empty. */
  pick<Item>(items: readonly [Item, ...Item[]]): Item {
    return items[this.int(items.length)] ?? items[0]
  }

  /** A generator of its own, so that a new consumer does not shift what the others draw. */
  fork(name: string): SeededRandom {
    return new SeededRandom(`${this.#seed}\n${name}`)
  }

  #word(): number {
    const [a = 0, b = 0, c = 0, counter = 0] = this.#state
    const sum = (a + b + counter) >>> 0
    this.#state.set([b ^ (b >>> 9), c + (c << 3), ((c << 21) | (c >>> 11)) + sum, counter + 1])
    return sum
  }
}
