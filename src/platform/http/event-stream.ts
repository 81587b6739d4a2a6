import { encodeUtf8 } from '#kernel/bytes.ts'

/** One connection of server-sent events with a bounded queue: a reader who does not keep up is let go and comes back. */
export class EventStream {
  readonly response: Response
  pings = 0
  #controller: ReadableStreamDefaultController<Uint8Array> | undefined
  readonly #onEnd: () => void

  constructor(queue: number, onEnd: () => void) {
    this.#onEnd = onEnd
    const body = new ReadableStream<Uint8Array<ArrayBuffer>>(
      { start: (controller) => void (this.#controller = controller), cancel: () => this.#forget() },
      new CountQueuingStrategy({ highWaterMark: queue }),
    )
    this.response = new Response(body, {
      headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' },
    })
  }

  send(text: string): void {
    if ((this.#controller?.desiredSize ?? 0) <= 0) this.end()
    else this.#controller?.enqueue(encodeUtf8(text))
  }

  ping(): void {
    this.pings += 1
    this.send(': ping\n\n')
  }

  end(): void {
    this.#controller?.close()
    this.#forget()
  }

  #forget(): void {
    this.#controller = undefined
    this.#onEnd()
  }
}
