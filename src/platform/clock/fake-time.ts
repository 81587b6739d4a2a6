import type { Instant } from '#kernel/instant.ts'
import { addMs, epochMsOf, parseInstant } from '#kernel/instant.ts'
import { Fault } from '#kernel/fault.ts'
import type { Clock, Timers } from '#kernel/ports.ts'

interface Sleeper {
  readonly dueMs: number
  readonly order: number
  readonly wake: () => void
}

/** Lets everything that is ready run before the next sleeper wakes: one turn of the event loop. */
const oneTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/**
 * A wall clock and timers that move only when told, in one order for one history: sleepers wake by due time, then by
 * the order in which they went to sleep, each after what the former set off has come to rest.
 */
export class FakeTime implements Clock, Timers {
  #now: Instant
  #elapsedMs = 0
  #order = 0
  #sleepers: Sleeper[] = []
  readonly #settle: () => Promise<void>

  /** `settle` is awaited before the first and after every wake; the default is one turn of the event loop. */
  constructor(start = '2026-11-21T18:00:00.000Z', settle: () => Promise<void> = oneTurn) {
    const now = parseInstant(start)
    if (now === undefined) throw new Fault('bad-instant', { params: { text: start } })
    this.#now = now
    this.#settle = settle
  }

  now(): Instant {
    return this.#now
  }

  /** How many are asleep, and for how long the next one still is. */
  get asleep(): number {
    return this.#sleepers.length
  }

  get nextWakeMs(): number | undefined {
    const next = this.#sleepers[0]
    return next === undefined ? undefined : next.dueMs - this.#elapsedMs
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    if (ms <= 0 || signal?.aborted) return Promise.resolve()
    return new Promise((resolve) => {
      const sleeper: Sleeper = { dueMs: this.#elapsedMs + ms, order: this.#order++, wake }
      const abort = () => {
        this.#sleepers = this.#sleepers.filter((other) => other !== sleeper)
        wake()
      }
      function wake(): void {
        signal?.removeEventListener('abort', abort)
        resolve()
      }
      signal?.addEventListener('abort', abort)
      this.#insert(sleeper)
    })
  }

  /** Moves wall clock and timers together, waking each sleeper at its own moment. */
  async advance(ms: number): Promise<void> {
    const endMs = this.#elapsedMs + ms
    await this.#settle()
    for (let next = this.#sleepers[0]; next !== undefined && next.dueMs <= endMs; next = this.#sleepers[0]) {
      this.#sleepers.shift()
      this.#moveTo(next.dueMs)
      next.wake()
      await this.#settle()
    }
    this.#moveTo(endMs)
  }

  /** Moves the wall clock alone, forwards or backwards, as an administrator or a bad time server would. */
  step(ms: number): void {
    this.#now = addMs(this.#now, ms)
  }

  /** Sets the wall clock alone. */
  set(at: Instant): void {
    this.step(epochMsOf(at) - epochMsOf(this.#now))
  }

  #moveTo(elapsedMs: number): void {
    this.#now = addMs(this.#now, Math.round(elapsedMs) - Math.round(this.#elapsedMs))
    this.#elapsedMs = elapsedMs
  }

  #insert(sleeper: Sleeper): void {
    const at = this.#sleepers.findIndex((other) => other.dueMs > sleeper.dueMs)
    this.#sleepers.splice(at < 0 ? this.#sleepers.length : at, 0, sleeper)
  }
}
