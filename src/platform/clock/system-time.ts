import type { Instant } from '#kernel/instant.ts'
import { instantOf } from '#kernel/instant.ts'
import type { Clock, Random, Timers } from '#kernel/ports.ts'
import { randomBytes } from 'node:crypto'

/** The system's wall time. */
export const systemClock: Clock = { now: (): Instant => instantOf(Date.now()) }

/** The runtime's timers, which run on the monotonic clock. */
export const systemTimers: Timers = { sleep }

/** The system's generator. */
export const systemRandom: Random = { bytes: (count) => new Uint8Array(randomBytes(count)) }

/** setTimeout's own limit; a longer sleep is a chain of shorter ones. */
const longestTimerMs = 2_147_483_647

async function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  if (signal?.aborted) return
  if (ms <= 0) return oneTurn()
  await nap(Math.min(ms, longestTimerMs), signal)
  if (ms > longestTimerMs) await sleep(ms - longestTimerMs, signal)
}

const oneTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

function nap(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const wake = () => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', wake)
      resolve()
    }
    const timer = setTimeout(wake, ms)
    signal?.addEventListener('abort', wake)
  })
}
