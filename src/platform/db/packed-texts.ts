/** A cell of texts as it goes to PostgreSQL: how many, and each as its length (32 bits, big-endian) and its UTF-8 without NUL. */
export class PackedTexts {
  readonly count: number
  readonly elements: Uint8Array

  constructor(count: number, elements: Uint8Array) {
    this.count = count
    this.elements = elements
  }
}
