const slots = 1 << 18

/** Memory for what was met: threads that have the same one remember what the others met. */
export const latelyBytes = slots * 4

/** Texts that were met lately, by their hashes: of two that share a place the later one is remembered. */
export class Lately {
  readonly #hashes: Uint32Array

  constructor(memory: SharedArrayBuffer) {
    this.#hashes = new Uint32Array(memory)
  }

  /** Whether the text was met before in this place; it is from now on. Rarely true of one that was not. */
  meet(place: number, text: string): boolean {
    const hash = hashOf(text, place)
    const met = hash >>> 0 || 1
    const slot = (met ^ (met >>> 14)) & (slots - 1)
    if (this.#hashes[slot] === met) return true
    this.#hashes[slot] = met
    return false
  }
}

/** Of a collection. */
export const placeOf = (collection: string): number => hashOf(collection, 0x811c9dc5)

/** FNV-1a. */
function hashOf(text: string, from: number): number {
  let hash = from
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  return hash
}
