/**
 * Work that all who ask for it at the same time have in common. Whoever asks while it is under way waits for the round behind that, together
 * with all who do: what he is answered began after he asked.
 */
export class Together<Result> {
  readonly #work: () => Promise<Result>
  #running: Promise<Result> | undefined
  #next: Promise<Result> | undefined

  constructor(work: () => Promise<Result>) {
    this.#work = work
  }

  ask(): Promise<Result> {
    if (this.#running === undefined) return this.#begun()
    const begin = (): Promise<Result> => this.#begun()
    this.#next ??= this.#running.then(begin, begin)
    return this.#next
  }

  #begun(): Promise<Result> {
    this.#next = undefined
    const running = this.#work().finally(() => {
      if (this.#running === running && this.#next === undefined) this.#running = undefined
    })
    this.#running = running
    return running
  }
}
