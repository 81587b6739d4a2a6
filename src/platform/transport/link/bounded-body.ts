import { ended, type Timers } from '#kernel/ports.ts'
import type { Refusal } from '#kernel/refusal.ts'
import { refuse } from '#kernel/refusal.ts'
import { concat } from '#kernel/bytes.ts'
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

const late = Symbol('late')

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
  const over = new AbortController()
  const whole = timers.sleep(limits.totalMs, over.signal).then((): typeof late => late)
  let bytes = 0
  try {
    for (;;) {
      const next = await soonest(parts, whole, limits.idleMs, timers)
      if (next === late) throw new BodyRefused(refuse('too-slow', 'interfaces: slow body', { ...seconds(limits) }))
      if (next.value === undefined) return
      bytes += next.value.length
      if (bytes > limits.maxBytes) throw new BodyRefused(tooLarge(limits.maxBytes))
      if (next.value.length > 0) yield next.value
    }
  } finally {
    over.abort(ended)
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
  let bytes = 0
  for await (const part of boundedBody(body, limits, timers)) {
    if (beyond.length > 0 || bytes + part.length > room.length) beyond.push(part)
    else {
      room.set(part, bytes)
      bytes += part.length
    }
  }
  return beyond.length === 0 && bytes === room.length ? room : concat(room.subarray(0, bytes), ...beyond)
}

export const tooLarge = (maxBytes: number): Refusal<'too-large'> =>
  refuse('too-large', 'protocol 10: body limit', { limit: maxBytes })

const seconds = (limits: BodyLimits) => ({ idleSeconds: limits.idleMs / 1000, totalSeconds: limits.totalMs / 1000 })

async function soonest(
  parts: Parts,
  whole: Promise<typeof late>,
  idleMs: number,
  timers: Timers,
): Promise<Awaited<ReturnType<Parts['next']>> | typeof late> {
  const arrived = new AbortController()
  const silence = timers.sleep(idleMs, arrived.signal).then((): typeof late => late)
  try {
    return await Promise.race([parts.next(), silence, whole])
  } finally {
    arrived.abort(ended)
  }
}
