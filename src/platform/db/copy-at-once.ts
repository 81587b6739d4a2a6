import type { Connection, Submittable } from 'pg'

/** CopyData and CopyDone of the protocol, their lengths not yet in them. */
const copyData = 0x64
const copyDone = Uint8Array.of(0x63, 0, 0, 0, 4)

/**
 * A COPY whose rows are all there: sent in one message with its statement, it waits for the server once. A server that refuses the statement
 * passes over rows that follow it (PostgreSQL, protocol: COPY operations). `done` resolves when the connection is ready for more.
 */
export class CopyAtOnce implements Submittable {
  readonly done: Promise<void>
  readonly #text: string
  readonly #parts: readonly Uint8Array[]
  readonly #resolve: () => void
  readonly #reject: (error: unknown) => void

  constructor(text: string, parts: readonly Uint8Array[]) {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    this.#text = text
    this.#parts = parts
    this.done = promise
    this.#resolve = resolve
    this.#reject = reject
  }

  submit(connection: Connection): void {
    const { stream } = connection
    stream.cork()
    connection.query(this.#text)
    for (const part of this.#parts) {
      stream.write(headOf(part))
      stream.write(part)
    }
    stream.write(copyDone)
    stream.uncork()
  }

  handleCopyInResponse(): void {}

  handleCommandComplete(): void {}

  handleReadyForQuery(): void {
    this.#resolve()
  }

  handleError(error: unknown): void {
    this.#reject(error)
  }
}

function headOf(part: Uint8Array): Uint8Array {
  const head = new Uint8Array(5)
  head[0] = copyData
  new DataView(head.buffer).setUint32(1, part.length + 4)
  return head
}
