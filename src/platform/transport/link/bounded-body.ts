import { ended, type Timers } from '#kernel/ports.ts'
import type { Refusal } from '#kernel/refusal.ts'
import { refuse } from '#kernel/refusal.ts'
import { concat, letGo } from '#kernel/bytes.ts'
import { partsOfStream, type Parts } from '#kernel/streamed-response.ts'

/** How much a sender may send and how long it may take. Counted while the bytes arrive; Content-Length is never believed. */
export interface BodyLimits {
  readonly maxBytes: number
  /** Longest silence between two chunks. */
  readonly idleMs: number
  /** Longest time from the first wait to the last byte, whatever the pace. */
  readonly totalMs: number
}

/** Thrown out of a stream of bytes, where a refusal cannot be returned. Whoever answers the request answers `refusal`. */
export class BodyRefused extends Error {
  readonly refusal: Refusal<'too-large' | 'too-slow'>

  constructor(refusal: Refusal<'too-large' | 'too-slow'>) {
    super(refusal.code)
    this.name = 'BodyRefused'
    this.refusal = refusal
  }
}

/** A body of a request or, with fewer turns of the loop, the parts of an answer. */
export type Body = ReadableStream<Uint8Array> | Parts | null | undefined

/** The bytes of a body as they arrive, within the limits; throws `BodyRefused` beyond them and lets go of the source. */
export async function* boundedBody(
  body: Body,
  limits: BodyLimits,
  timers: Timers,
): AsyncGenerator<Uint8Array, void, undefined> {
  if (body === null || body === undefined) return
  const parts = body instanceof ReadableStream ? partsOfStream(body) : body
  const pace = new Pace(limits, timers, () => parts.stop())
  let bytes = 0
  try {
    for (;;) {
      const part = await pace.waitFor(parts.next())
      if (part === undefined) return
      bytes += part.length
      if (bytes > limits.maxBytes) throw new BodyRefused(tooLarge(limits.maxBytes))
      if (part.length > 0) yield part
    }
  } finally {
    pace.end()
    parts.stop()
  }
}

/** `declaredBytes`: room is made for so many at once, within the limit; there may come more or fewer. */
export async function readBounded(
  body: Body,
  limits: BodyLimits & { readonly declaredBytes?: number },
  timers: Timers,
): Promise<Uint8Array> {
  const room = new Uint8Array(Math.min(limits.declaredBytes ?? 0, limits.maxBytes))
  const beyond: Uint8Array[] = []
  const isOwned = body !== null && body !== undefined && 'isOwned' in body && body.isOwned
  let bytes = 0
  for await (const part of boundedBody(body, limits, timers)) {
    if (beyond.length > 0 || bytes + part.length > room.length) beyond.push(part)
    else {
      room.set(part, bytes)
      bytes += part.length
      if (isOwned) letGo(part)
    }
  }
  return beyond.length === 0 && bytes === room.length ? room : concat(room.subarray(0, bytes), ...beyond)
}

export const tooLarge = (maxBytes: number): Refusal<'too-large'> =>
  refuse('too-large', 'protocol 10: body limit', { limit: maxBytes })

const seconds = (limits: BodyLimits) => ({ idleSeconds: limits.idleMs / 1000, totalSeconds: limits.totalMs / 1000 })

/** Silence is looked for so often within the longest that is allowed: one timer for a body, and not one for each part of it. */
const looks = 2

/** Stops a sender that is silent for too long while it is waited for, or takes too long for the whole. */
class Pace {
  readonly #limits: BodyLimits
  readonly #over = new AbortController()
  readonly #stop: () => void
  #parts = 0
  #isWaiting = true
  #isLate = false

  constructor(limits: BodyLimits, timers: Timers, stop: () => void) {
    this.#limits = limits
    this.#stop = stop
    void this.#watch(timers)
  }

  /** The next part, `undefined` at the end. */
  async waitFor(next: ReturnType<Parts['next']>): Promise<Uint8Array | undefined> {
    this.#isWaiting = true
    try {
      const { value } = await next
      if (!this.#isLate) return value
    } catch (error) {
      if (!this.#isLate) throw error
    } finally {
      this.#parts += 1
      this.#isWaiting = false
    }
    throw new BodyRefused(refuse('too-slow', 'interfaces: slow body', { ...seconds(this.#limits) }))
  }

  end(): void {
    this.#over.abort(ended)
  }

  async #watch(timers: Timers): Promise<void> {
    const { idleMs, totalMs } = this.#limits
    let [seen, silent, spentMs] = [0, 0, 0]
    while (silent < looks && spentMs < totalMs) {
      const stepMs = Math.min(idleMs / looks, totalMs - spentMs)
      await timers.sleep(stepMs, this.#over.signal)
      if (this.#over.signal.aborted) return
      spentMs += stepMs
      silent = this.#isWaiting && seen === this.#parts ? silent + 1 : 0
      seen = this.#parts
    }
    this.#isLate = true
    this.#stop()
  }
}
