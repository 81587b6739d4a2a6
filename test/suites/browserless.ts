/** What the console's modules ask of a browser as they are loaded: they can be loaded where there is none. */
class Kept implements Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'> {
  readonly #items = new Map<string, string>()

  get length(): number {
    return this.#items.size
  }

  key(at: number): string | null {
    return [...this.#items.keys()][at] ?? null
  }

  getItem(name: string): string | null {
    return this.#items.get(name) ?? null
  }

  setItem(name: string, text: string): void {
    this.#items.set(name, text)
  }

  removeItem(name: string): void {
    this.#items.delete(name)
  }
}

Object.defineProperty(globalThis, 'localStorage', { value: new Kept(), configurable: true })
Object.defineProperty(globalThis, 'sessionStorage', { value: new Kept(), configurable: true })
Object.defineProperty(globalThis, 'addEventListener', { value: () => undefined, configurable: true })
