import { concat } from '#kernel/bytes.ts'
import { isRefusal, type Refusal } from '#kernel/refusal.ts'
import type { AttachmentOpener } from '#protocol/parcel/attachment-opener.ts'

/** A file that is opened while it comes, so that it need not be read again; keeps the plaintext only where it is wanted. */
export class Opening {
  readonly #opener: AttachmentOpener
  readonly #isWanted: boolean
  readonly #parts: Uint8Array[] = []
  #refusal: Refusal | undefined

  constructor(opener: AttachmentOpener, isWanted: boolean) {
    this.#opener = opener
    this.#isWanted = isWanted
  }

  /** The next sealed bytes. After what cannot be opened nothing more is looked at. */
  take(sealed: Uint8Array): void {
    if (this.#refusal !== undefined) return
    const part = this.#opener.update(sealed)
    if (isRefusal(part)) this.#refusal = part
    else if (this.#isWanted) this.#parts.push(part)
  }

  /** The whole plaintext, `undefined` where nobody wants it, or why the file is not the one that the act names. */
  finish(): Uint8Array | Refusal | undefined {
    const last = this.#refusal ?? this.#opener.finish()
    if (isRefusal(last)) return last
    return this.#isWanted ? concat(...this.#parts, last) : undefined
  }
}
