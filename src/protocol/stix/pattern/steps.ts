/** Counts what a search costs. Once all is spent, whoever asks gets `false` and gives up; nothing that was found then is told. */
export class Steps {
  #left: number

  constructor(limit: number) {
    this.#left = limit
  }

  get isSpent(): boolean {
    return this.#left < 0
  }

  /** Whether there was as much left. */
  spend(steps = 1): boolean {
    this.#left -= steps
    return this.#left >= 0
  }
}
