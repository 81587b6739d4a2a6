import { equalBytes } from '#kernel/bytes.ts'

/** The last head that this node let out of the house. */
export interface CasHead {
  readonly size: number
  readonly root: Uint8Array
  /** Leaf hash of the last entry, `undefined` for a head of size 0. */
  readonly leaf: Uint8Array
}

/**
 * The last parcel that was numbered in a stream to a peer, and its header's digest; of a journal that is witnessed, the size last
 * cosigned, and the root in hex.
 */
export interface StreamMark {
  readonly number: number
  readonly digest: string
}

/**
 * Compare-and-swap of a journal's head, of the streams' last numbers and of the last heads cosigned for others, outside the database and its backups: a restored
 * database must neither roll the journal back nor give a number twice nor cosign a rolled back journal. Two adapters, one suite: a file of its own, and memory.
 */
export interface Cas extends AsyncDisposable {
  read(origin: string): CasHead | undefined
  /** Durable when it answers true, seen by `read` before. False when the present head is not the expected one; nothing has changed then. */
  swap(origin: string, expected: CasHead | undefined, next: CasHead): Promise<boolean>
  /** Leaf hashes of swapped heads from entry `from` on, up to the first gap: what no witness may have seen yet. */
  leaves(origin: string, from: number): readonly Uint8Array[]
  /** Forgets leaf hashes of entries below `size`: witnesses hold them. */
  settle(origin: string, size: number): void
  /** `stream`: a name of the caller's; `undefined` before its first mark. */
  mark(stream: string): StreamMark | undefined
  /** As `swap`, for a stream. */
  swapMark(stream: string, expected: StreamMark | undefined, next: StreamMark): Promise<boolean>
}

export const isSameHead = (one: CasHead | undefined, other: CasHead | undefined): boolean =>
  one === undefined || other === undefined ? one === other : one.size === other.size && equalBytes(one.root, other.root)

export const isSameMark = (one: StreamMark | undefined, other: StreamMark | undefined): boolean =>
  one?.number === other?.number && one?.digest === other?.digest

/** In memory, for simulations: outlives the process that it belongs to, not the machine. */
export class MemoryCas implements Cas {
  readonly #heads = new Map<string, CasHead>()
  readonly #leaves = new Map<string, Map<number, Uint8Array>>()
  readonly #marks = new Map<string, StreamMark>()

  read(origin: string): CasHead | undefined {
    return this.#heads.get(origin)
  }

  async swap(origin: string, expected: CasHead | undefined, next: CasHead): Promise<boolean> {
    if (!isSameHead(this.#heads.get(origin), expected)) return false
    this.#heads.set(origin, next)
    this.#of(origin).set(next.size - 1, next.leaf)
    return true
  }

  leaves(origin: string, from: number): readonly Uint8Array[] {
    const held: Uint8Array[] = []
    for (let leaf = this.#of(origin).get(from); leaf !== undefined; leaf = this.#of(origin).get(from + held.length))
      held.push(leaf)
    return held
  }

  settle(origin: string, size: number): void {
    for (const entry of this.#of(origin).keys()) if (entry < size) this.#of(origin).delete(entry)
  }

  mark(stream: string): StreamMark | undefined {
    return this.#marks.get(stream)
  }

  async swapMark(stream: string, expected: StreamMark | undefined, next: StreamMark): Promise<boolean> {
    if (!isSameMark(this.mark(stream), expected)) return false
    this.#marks.set(stream, next)
    return true
  }

  /** The same, and apart from now on: what a copy of the machine has. */
  copy(): MemoryCas {
    const copy = new MemoryCas()
    for (const [origin, head] of this.#heads) copy.#heads.set(origin, head)
    for (const [origin, leaves] of this.#leaves) copy.#leaves.set(origin, new Map(leaves))
    for (const [stream, mark] of this.#marks) copy.#marks.set(stream, mark)
    return copy
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // Holds no handle.
  }

  #of(origin: string): Map<number, Uint8Array> {
    const leaves = this.#leaves.get(origin) ?? new Map<number, Uint8Array>()
    this.#leaves.set(origin, leaves)
    return leaves
  }
}
