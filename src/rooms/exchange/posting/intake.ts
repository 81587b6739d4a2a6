import type { Timers } from '#kernel/ports.ts'
import { refuse, type Refusal } from '#kernel/refusal.ts'
import { SharedBytes } from '#platform/record/shared-bytes.ts'
import { BodyRefused, boundedBody, tooLarge } from '#platform/transport/link/bounded-body.ts'
import { Turns } from './turns.ts'

/** The longest body of a request, in bytes, as the API root says it (TAXII 2.1 section 4.2). */
export const maxContentLength = 100 * 1024 * 1024
/** Bytes of bodies that come at the same time, together. */
const mostBytes = 3 * maxContentLength
const bodyLimits = { maxBytes: maxContentLength, idleMs: 20_000, totalMs: 30 * 60_000 }
/** What is longer is worked on one at a time. */
const longBytes = 4 * 1024 * 1024

/** Takes bodies in, and bounds what they cost together: memory while they come, work once they are there. */
export class Intake {
  readonly #timers: Timers
  #bytes = 0
  readonly #turns = new Turns()

  constructor(timers: Timers) {
    this.#timers = timers
  }

  /**
   * Reads a body whole, counted while it comes: what is said of its length can only refuse it. Answers what `work` makes of it, or why it is
   * not taken.
   */
  async take<Result>(request: Request, work: (bytes: Uint8Array) => Promise<Result>): Promise<Result | Refusal> {
    const declaredBytes = Number(request.headers.get('content-length') ?? 0)
    if (declaredBytes > maxContentLength) return tooLarge(maxContentLength)
    const kept = new SharedBytes(roomFor(declaredBytes))
    try {
      for await (const part of boundedBody(request.body, bodyLimits, this.#timers)) {
        if (this.#bytes + part.length > mostBytes) return busy()
        this.#bytes += part.length
        kept.add(part)
      }
      return await (kept.length > longBytes ? this.#turns.take(() => work(kept.bytes)) : work(kept.bytes))
    } catch (error) {
      if (error instanceof BodyRefused) return error.refusal
      throw error
    } finally {
      this.#bytes -= kept.length
    }
  }
}

/** What is said of a length is believed as far as it costs nothing if it is not true. */
const roomFor = (declaredBytes: number): Uint8Array | undefined =>
  declaredBytes > 0 ? new Uint8Array(new SharedArrayBuffer(Math.min(declaredBytes, longBytes))) : undefined

const busy = (): Refusal => refuse('unavailable', 'interfaces: bodies at the same time')
