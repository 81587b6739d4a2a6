import { Fault } from '#kernel/fault.ts'
import type { Refusal } from '#kernel/refusal.ts'
import { isRefusal } from '#kernel/refusal.ts'
import type { Code } from '#protocol/codes.ts'
import type { AttachmentSealer } from './attachment.ts'
import type { AttachmentOpener } from './attachment-opener.ts'

/** What `AttachmentSealer.finish` says beside the bytes, known when the stream has ended. */
export interface SealedFile {
  readonly digest: string
  readonly bytes: number
  readonly sealedBytes: number
}

/** The sealed file of a stream of plaintext. `done` is called once, after the last piece was taken. */
export async function* sealStream(
  plaintext: AsyncIterable<Uint8Array>,
  sealer: AttachmentSealer,
  done: (file: SealedFile) => void,
): AsyncGenerator<Uint8Array, void, undefined> {
  for await (const piece of plaintext) {
    const sealed = sealer.update(piece)
    if (sealed.length > 0) yield sealed
  }
  const { sealed, ...file } = sealer.finish()
  yield sealed
  done(file)
}

/**
 * The plaintext of a sealed file of ours that was checked when it came. Damage is a fault here: our own stored bytes are not what
 * they were, and the reader must learn it before the stream ends.
 */
export async function* openStream(
  sealed: AsyncIterable<Uint8Array>,
  opener: AttachmentOpener,
): AsyncGenerator<Uint8Array, void, undefined> {
  for await (const piece of sealed) {
    const plaintext = whole(opener.update(piece))
    if (plaintext.length > 0) yield plaintext
  }
  yield whole(opener.finish())
}

/** Whether a sealed file that came from a peer is whole and the one its act names. */
export async function checkStream(
  sealed: AsyncIterable<Uint8Array>,
  opener: AttachmentOpener,
): Promise<Refusal<Code> | undefined> {
  for await (const piece of sealed) {
    const plaintext = opener.update(piece)
    if (isRefusal(plaintext)) return plaintext
  }
  const last = opener.finish()
  return isRefusal(last) ? last : undefined
}

function whole(plaintext: Uint8Array | Refusal<Code>): Uint8Array {
  if (isRefusal(plaintext)) throw new Fault(plaintext.code, { params: plaintext.params })
  return plaintext
}
