import { Fault } from '#kernel/fault.ts'
import type { Refusal } from '#kernel/refusal.ts'
import type { Opening } from '#platform/record/reading.ts'
import type { Done, Lent, SealedBy } from './tasks.ts'
import type { Thread } from './thread.ts'

/** A document, and the thread that reads it. */
export interface Place {
  readonly lent: Lent
  readonly thread: Thread
}

/** Opens a sealed document in the thread that reads it. The thread is given a piece while it opens the one before. */
export class OpeningThere implements Opening {
  readonly #place: Place
  readonly #by: SealedBy
  readonly #settle: () => void
  /** Whether the thread was given the latest piece and those before, or all are opened. */
  #under: Promise<void> = Promise.resolve()
  #refusal: Refusal | undefined
  #isOver = false

  /** `settle`: nothing of it comes any more. */
  constructor(place: Place, by: SealedBy, settle: () => void) {
    this.#place = place
    this.#by = by
    this.#settle = settle
  }

  get isDamaged(): boolean {
    return this.#refusal !== undefined
  }

  take(sealed: Uint8Array): Promise<void> {
    const { thread, lent } = this.#place
    const before = this.#under
    this.#under = this.#opened(before, thread.ask({ kind: 'open', lent, by: this.#by, sealed }))
    // Whoever waits for it hears of its failure.
    this.#under.catch(() => undefined)
    return before
  }

  async finish(): Promise<Uint8Array | Refusal | undefined> {
    await this.#under
    const { thread, lent } = this.#place
    if (this.#refusal === undefined) this.#note(await thread.ask({ kind: 'end', lent, by: this.#by }))
    if (this.#refusal !== undefined) return this.#refusal
    this.#over()
    return lent.plaintext
  }

  /** What was begun to be opened and did not come to its end is forgotten. */
  [Symbol.dispose](): void {
    if (this.#isOver) return
    this.#over()
    drop(this.#place)
  }

  #over(): void {
    this.#isOver = true
    this.#settle()
  }

  async #opened(before: Promise<void>, asked: Promise<Done>): Promise<void> {
    const [, done] = await Promise.all([before, asked])
    this.#note(done)
  }

  #note(done: Done): void {
    if (done.kind === 'failed') throw new Fault(done.fault)
    if (done.kind === 'opened') this.#refusal ??= done.refusal
  }
}

/** Nobody asks for it any more. */
export function drop({ thread, lent }: Place): void {
  thread.passOver(lent.file)
  thread.tell({ kind: 'drop', lent })
}
