import { letGo } from '#kernel/bytes.ts'
import { isRefusal, type Refusal } from '#kernel/refusal.ts'
import type { AttachmentKey } from '#protocol/parcel/attachment.ts'
import { AttachmentOpener, type AttachmentClaim } from '#protocol/parcel/attachment-opener.ts'
import type { Opening } from '#platform/record/reading.ts'

/**
 * Opens a file where its bytes come in. Where the plaintext is wanted it is put together once, in memory of the length that its author
 * signed.
 */
export class OpeningHere implements Opening {
  readonly #opener: AttachmentOpener
  readonly #plaintext: Uint8Array | undefined
  #refusal: Refusal | undefined

  constructor(secret: AttachmentKey, claim: AttachmentClaim, { isWanted }: { readonly isWanted: boolean }) {
    this.#plaintext = isWanted ? new Uint8Array(claim.bytes) : undefined
    this.#opener = new AttachmentOpener(secret, claim, this.#plaintext)
  }

  get isDamaged(): boolean {
    return this.#refusal !== undefined
  }

  take(sealed: Uint8Array): Promise<void> {
    const part = this.#refusal ?? this.#opener.update(sealed)
    if (isRefusal(part)) this.#refusal = part
    letGo(sealed)
    return Promise.resolve()
  }

  [Symbol.dispose](): void {
    // What it holds goes with it.
  }

  finish(): Promise<Uint8Array | Refusal | undefined> {
    const last = this.#refusal ?? this.#opener.finish()
    return Promise.resolve(isRefusal(last) ? last : this.#plaintext)
  }
}
