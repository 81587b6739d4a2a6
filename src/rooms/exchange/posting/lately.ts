const slots = 1 << 18

/** Memory for what was met: threads that have the same one remember what the others met. */
export const latelyBytes = slots * 4

/** Texts that were met lately, by their hashes: of two that share a place the later one is remembered. */
export class Lately {
  readonly #hashes: Uint32Array

  constructor(memory: SharedArrayBuffer) {
    this.#hashes = new Uint32Array(memory)
  }

  /** Whether the text was met before; it is from now on. Rarely true of one that was not. */
  meet(text: string): boolean {
    let hash = 0x811c9dc5
    for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
    const met = hash >>> 0 || 1
    const slot = (met ^ (met >>> 14)) & (slots - 1)
    if (this.#hashes[slot] === met) return true
    this.#hashes[slot] = met
    return false
  }
}
