import type { FailpointName } from './failpoints.ts'
import type { Instant } from './instant.ts'

/** Wall time. The only source of "now"; the simulated one moves when told. */
export interface Clock {
  now(): Instant
}

/** Sleep and repetition, apart from the wall clock: a step of the clock never wakes or delays anyone. */
export interface Timers {
  /** Resolves after `ms`, or at once when the signal aborts (it never rejects). 0: once everyone else who is ready has had a turn. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
}

/**
 * Reason of an abort that only ends a wait, or a request whose answer nobody waits for. Without a reason the runtime makes an exception with
 * its stack each time.
 */
export const ended = 'ended'

/** Uniform random bytes from the system's generator; the simulated one comes from a seed. */
export interface Random {
  bytes(count: number): Uint8Array
}

/** The network, as `fetch` sees it. A federation in one process is a map of such functions. */
export type Fetch = (request: Request) => Promise<Response>

/**
 * A named place where a test build may kill the process or throw. The product passes one that does nothing. The names stand in
 * `failpoints`; an adapter for tests may have its own.
 */
export type Failpoint<Name extends string = FailpointName> = (name: Name) => void | Promise<void>
