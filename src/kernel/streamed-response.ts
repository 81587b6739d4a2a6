/** Bytes as they come, one part after the other. */
export interface Parts {
  next(): Promise<{ readonly done?: boolean | undefined; readonly value?: Uint8Array | undefined }>
  /** Lets go of where they come from; what has not come yet is not waited for. */
  stop(): void
  /** The parts are given away: nobody else holds one. */
  readonly isOwned?: true
}

/** An answer whose bytes can be had as its socket gives them, by whoever reads it once and from the start: a stream of them takes longer. */
export class StreamedResponse extends Response {
  readonly parts: Parts

  constructor(parts: Parts, init: ResponseInit) {
    super(streamOf(parts), init)
    this.parts = parts
  }
}

/** The bytes of an answer; `undefined` where it has no body. */
export function partsOf(response: Response): Parts | undefined {
  if (response instanceof StreamedResponse) return response.parts
  return response.body === null ? undefined : partsOfStream(response.body)
}

export function partsOfStream(stream: ReadableStream<Uint8Array>): Parts {
  const reader = stream.getReader()
  return {
    next: () => reader.read(),
    stop: () => {
      reader.cancel().catch(() => undefined)
    },
  }
}

/** Nothing is taken before somebody reads. */
function streamOf(parts: Parts): ReadableStream<Uint8Array<ArrayBuffer>> {
  return new ReadableStream(
    {
      async pull(controller) {
        const { value } = await parts.next()
        if (value === undefined) controller.close()
        else controller.enqueue(value as Uint8Array<ArrayBuffer>)
      },
      cancel: () => parts.stop(),
    },
    { highWaterMark: 0 },
  )
}
