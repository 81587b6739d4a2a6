import { isRefusal, type Refusal } from '#kernel/refusal.ts'
import type { AttachmentKey } from '#protocol/parcel/attachment.ts'
import { AttachmentOpener, type AttachmentClaim } from '#protocol/parcel/attachment-opener.ts'
import type { Ahead, Reading } from '#platform/record/reading.ts'

/**
 * A file that is opened while it comes, so that it need not be read again. Where the plaintext is wanted it is put together once, in memory
 * of the length that its author signed.
 */
export class Opening implements Disposable {
  readonly #opener: AttachmentOpener
  readonly #plaintext: Uint8Array | undefined
  #ahead: Ahead | undefined
  #opened = 0
  #refusal: Refusal | undefined

  /** `ahead`: given where the plaintext is wanted. */
  constructor(secret: AttachmentKey, claim: AttachmentClaim, ahead?: Reading['ahead']) {
    this.#ahead = ahead?.(claim.bytes)
    this.#plaintext = ahead === undefined ? undefined : (this.#ahead?.plaintext ?? new Uint8Array(claim.bytes))
    this.#opener = new AttachmentOpener(secret, claim, this.#plaintext)
  }

  /** Whether what came cannot be opened: nothing that comes behind it is looked at. */
  get isDamaged(): boolean {
    return this.#refusal !== undefined
  }

  /** The next sealed bytes. */
  take(sealed: Uint8Array): void {
    if (this.#refusal !== undefined) return
    const part = this.#opener.update(sealed)
    if (isRefusal(part)) this.#refusal = part
    else this.#ahead?.came((this.#opened += part.length))
  }

  /** What was begun to be read and did not come to its end here is forgotten. */
  [Symbol.dispose](): void {
    this.#ahead?.drop()
  }

  /** The whole plaintext, `undefined` where nobody wants it, or why the file is not the one that the act names. */
  finish(): Uint8Array | Refusal | undefined {
    const last = this.#refusal ?? this.#opener.finish()
    if (isRefusal(last)) return last
    this.#ahead?.came(this.#opened + last.length)
    this.#ahead = undefined
    return this.#plaintext
  }
}
