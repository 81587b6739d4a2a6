const maxBytes = 64 * 1024 * 1024

/**
 * Plaintexts that were open a moment ago, by the name under which they will be asked for again: an upload until it is shared, an act
 * until it is indexed. At most 64 MiB; the oldest go first, and whoever finds nothing opens the file. In memory alone.
 */
export class FreshFiles {
  readonly #files = new Map<string, Uint8Array>()
  #bytes = 0

  keep(name: string, plaintext: Uint8Array): void {
    this.drop(name)
    if (plaintext.length > maxBytes) return
    this.#files.set(name, plaintext)
    this.#bytes += plaintext.length
    for (const oldest of this.#files.keys()) {
      if (this.#bytes <= maxBytes) return
      this.drop(oldest)
    }
  }

  get(name: string): Uint8Array | undefined {
    return this.#files.get(name)
  }

  drop(name: string): void {
    this.#bytes -= this.#files.get(name)?.length ?? 0
    this.#files.delete(name)
  }
}
