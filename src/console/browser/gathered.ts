const gatherMs = 100

/** Does at once what was asked for within a moment, each thing once: of many events each asks for the same. */
export class Gathered<Thing> {
  readonly #things = new Map<string, Thing>()
  readonly #each: (thing: Thing) => void
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(each: (thing: Thing) => void) {
    this.#each = each
  }

  add(thing: Thing): void {
    this.#things.set(JSON.stringify(thing), thing)
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined
      const things = [...this.#things.values()]
      this.#things.clear()
      for (const one of things) this.#each(one)
    }, gatherMs)
  }

  drop(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#things.clear()
  }
}
