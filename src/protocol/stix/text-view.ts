import { Buffer } from 'node:buffer'

/** Where parts of a text are put side by side. */
let joined = Buffer.allocUnsafeSlow(1 << 14)

/** Texts within one run of bytes, from byte `from` (inside) to `to` (outside): most are shorter than a decoder takes to be asked. */
export class TextView {
  readonly #bytes: Buffer

  constructor({ buffer, byteOffset, byteLength }: Uint8Array) {
    this.#bytes = Buffer.from(buffer, byteOffset, byteLength)
  }

  /** Of bytes that are known to be ASCII. */
  ascii(from: number, to: number): string {
    return this.#bytes.toString('latin1', from, to)
  }

  /** The same without what stands between each pair of places, which are in order. */
  without(gaps: readonly number[], from: number, to: number): string {
    if (gaps.length === 0) return this.utf8(from, to)
    if (joined.length < to - from) joined = Buffer.allocUnsafeSlow((to - from) * 2)
    let end = 0
    let at = from
    for (let gap = 0; gap < gaps.length; gap += 2) {
      end += this.#bytes.copy(joined, end, at, gaps[gap])
      at = gaps[gap + 1] ?? to
    }
    end += this.#bytes.copy(joined, end, at, to)
    return joined.toString('utf8', 0, end)
  }

  /** Of bytes that are known to be well-formed UTF-8. */
  utf8(from: number, to: number): string {
    return this.#bytes.toString('utf8', from, to)
  }
}
