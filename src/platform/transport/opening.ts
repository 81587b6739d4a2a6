import { isRefusal, type Refusal } from '#kernel/refusal.ts'
import type { AttachmentKey } from '#protocol/parcel/attachment.ts'
import { AttachmentOpener, type AttachmentClaim } from '#protocol/parcel/attachment-opener.ts'

/** A plaintext of at least so many bytes lies where reading threads see it too; a shorter one is copied to them sooner. */
const leastSharedBytes = 256 * 1024

/**
 * A file that is opened while it comes, so that it need not be read again. Where the plaintext is wanted it is put together once, in memory
 * of the length that its author signed.
 */
export class Opening {
  readonly #opener: AttachmentOpener
  readonly #plaintext: Uint8Array | undefined
  #refusal: Refusal | undefined

  constructor(secret: AttachmentKey, claim: AttachmentClaim, isWanted: boolean) {
    this.#plaintext = isWanted ? roomFor(claim.bytes) : undefined
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
  }

  /** The whole plaintext, `undefined` where nobody wants it, or why the file is not the one that the act names. */
  finish(): Uint8Array | Refusal | undefined {
    const last = this.#refusal ?? this.#opener.finish()
    return isRefusal(last) ? last : this.#plaintext
  }
}

function roomFor(bytes: number): Uint8Array {
  return bytes < leastSharedBytes ? new Uint8Array(bytes) : new Uint8Array(new SharedArrayBuffer(bytes))
}
