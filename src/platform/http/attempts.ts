import { epochMsOf } from '#kernel/instant.ts'
import type { Clock } from '#kernel/ports.ts'
import type { Refusal } from '#kernel/refusal.ts'
import { refuse } from '#kernel/refusal.ts'

/** Failures in a row that cost nothing but their own work. */
const free = 5
const firstWaitMs = 1000
const longestWaitMs = 5 * 60_000
const mostNames = 10_000
/** Checks under way at once, for each takes 128 MiB and a core, and those that wait for their turn. */
const mostAtOnce = 2
const mostWaiting = 32

/** Slows whoever guesses: per name, whether it exists or not, and all together. One process counts for itself. */
export class Attempts {
  readonly #clock: Clock
  readonly #failed = new Map<string, { readonly times: number; readonly untilMs: number }>()
  #underWay = 0
  readonly #waiting: (() => void)[] = []

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Runs a check unless the name, or everybody, has to wait. */
  async judge(name: string, check: () => Promise<boolean>): Promise<boolean | Refusal<'attempts-slowed'>> {
    const waitMs = (this.#failed.get(name)?.untilMs ?? 0) - this.#nowMs()
    if (waitMs > 0) return slowed(waitMs)
    if (this.#waiting.length >= mostWaiting) return slowed(firstWaitMs)
    await this.#turn()
    try {
      const isRight = await check()
      if (isRight) this.#failed.delete(name)
      else this.#count(name)
      return isRight
    } finally {
      this.#underWay -= 1
      this.#waiting.shift()?.()
    }
  }

  async #turn(): Promise<void> {
    if (this.#underWay >= mostAtOnce) await new Promise<void>((resolve) => this.#waiting.push(resolve))
    this.#underWay += 1
  }

  #count(name: string): void {
    const times = (this.#failed.get(name)?.times ?? 0) + 1
    const waitMs = times < free ? 0 : Math.min(firstWaitMs * 2 ** (times - free), longestWaitMs)
    this.#failed.delete(name)
    this.#failed.set(name, { times, untilMs: this.#nowMs() + waitMs })
    const [oldest] = this.#failed.keys()
    if (this.#failed.size > mostNames && oldest !== undefined) this.#failed.delete(oldest)
  }

  #nowMs(): number {
    return epochMsOf(this.#clock.now())
  }
}

const slowed = (waitMs: number): Refusal<'attempts-slowed'> =>
  refuse('attempts-slowed', 'console: sign-in', { retryAfterMs: waitMs, seconds: Math.ceil(waitMs / 1000) })
