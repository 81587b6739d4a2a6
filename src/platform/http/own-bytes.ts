const owned = new WeakMap<ReadableStream, Uint8Array>()

/** A body of bytes that nobody else uses and that are let go once they are sent. Given as bytes they would be copied. */
export function bodyOf(bytes: Uint8Array): ReadableStream<Uint8Array> {
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(bytes)
      controller.close()
    },
  })
  owned.set(body, bytes)
  return body
}

/** The bytes of such a body, for a sender that needs no stream; whoever takes them reads nothing of it. */
export const ownBytesOf = ({ body }: Response): Uint8Array | undefined => (body === null ? undefined : owned.get(body))
