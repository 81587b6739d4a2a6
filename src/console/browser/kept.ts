/** What is being written, by what it is about. It outlives a look at another screen; a reload forgets it. */
export class Kept<Value> {
  readonly #values = new Map<string, Value>()

  get(about: string): Value | undefined {
    return this.#values.get(about)
  }

  set(about: string, value: Value | undefined): void {
    if (value === undefined) this.#values.delete(about)
    else this.#values.set(about, value)
  }
}
