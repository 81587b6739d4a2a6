import { ended, type Timers } from '#kernel/ports.ts'
import type { Refusal } from '#kernel/refusal.ts'
import { refuse } from '#kernel/refusal.ts'
import { concat } from '#kernel/bytes.ts'

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

/** The bytes of a body as they arrive, within the limits; throws `BodyRefused` beyond them and lets go of the source. */
export async function* boundedBody(
  body: ReadableStream<Uint8Array> | null,
  limits: BodyLimits,
  timers: Timers,
): AsyncGenerator<Uint8Array, void, undefined> {
  if (body === null) return
  const reader = body.getReader()
  const over = new AbortController()
  const whole = timers.sleep(limits.totalMs, over.signal).then((): typeof late => late)
  let bytes = 0
  try {
    for (;;) {
      const next = await soonest(reader, whole, limits.idleMs, timers)
      if (next === late) throw new BodyRefused(refuse('too-slow', 'interfaces: slow body', { ...seconds(limits) }))
      if (next.done) return
      bytes += next.value.length
      if (bytes > limits.maxBytes) throw new BodyRefused(tooLarge(limits.maxBytes))
      if (next.value.length > 0) yield next.value
    }
  } finally {
    over.abort(ended)
    reader.cancel().catch(() => undefined)
  }
}

export async function readBounded(
  body: ReadableStream<Uint8Array> | null,
  limits: BodyLimits,
  timers: Timers,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  for await (const chunk of boundedBody(body, limits, timers)) chunks.push(chunk)
  return concat(...chunks)
}

export const tooLarge = (maxBytes: number): Refusal<'too-large'> =>
  refuse('too-large', 'protocol 10: body limit', { limit: maxBytes })

const seconds = (limits: BodyLimits) => ({ idleSeconds: limits.idleMs / 1000, totalSeconds: limits.totalMs / 1000 })

async function soonest(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  whole: Promise<typeof late>,
  idleMs: number,
  timers: Timers,
): Promise<ReadableStreamReadResult<Uint8Array> | typeof late> {
  const arrived = new AbortController()
  const silence = timers.sleep(idleMs, arrived.signal).then((): typeof late => late)
  try {
    return await Promise.race([reader.read(), silence, whole])
  } finally {
    arrived.abort(ended)
  }
}
