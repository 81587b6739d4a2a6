import { Buffer } from 'node:buffer'

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

  /** Of bytes that are known to be well-formed UTF-8. */
  utf8(from: number, to: number): string {
    return this.#bytes.toString('utf8', from, to)
  }
}
