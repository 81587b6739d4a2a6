import { Fault } from '#kernel/fault.ts'
import type { Log } from '#kernel/log.ts'
import { ended, type Timers } from '#kernel/ports.ts'

export interface LoopOptions {
  readonly name: string
  readonly timers: Timers
  readonly log: Log
  /**
   * One round. Answers how long to pause in ms, 0 for none. An error that it throws is logged and the round repeated after a
   * pause that doubles up to half a minute.
   */
  readonly round: (signal: AbortSignal) => Promise<number>
}

/** A repeated piece of work that can be woken early and stops cleanly: disposing waits for the round under way. */
export interface Loop extends AsyncDisposable {
  /** Runs the next round at once, or right after the one under way. */
  wake(): void
}

const firstPauseMs = 200
const longestPauseMs = 30_000

export function startLoop({ name, timers, log, round }: LoopOptions): Loop {
  const stop = new AbortController()
  let bell = new AbortController()
  const run = async (): Promise<void> => {
    for (let failures = 0; !stop.signal.aborted;) {
      bell = new AbortController()
      const pauseMs = await round(stop.signal).catch((error: unknown) => {
        failures += 1
        log({ level: 'error', event: 'loop-failed', loop: name, error: nameOf(error) })
        return undefined
      })
      if (pauseMs !== undefined) failures = 0
      const ms = pauseMs ?? Math.min(longestPauseMs, firstPauseMs * 2 ** Math.min(failures, 10))
      if (ms > 0) await timers.sleep(ms, AbortSignal.any([bell.signal, stop.signal]))
    }
  }
  const done = run()
  return {
    wake: () => bell.abort(ended),
    async [Symbol.asyncDispose]() {
      stop.abort(ended)
      await done
    },
  }
}

/** Names and places, never messages: they may quote content. */
function nameOf(error: unknown): string {
  if (error instanceof Fault) return error.code
  return error instanceof Error
    ? `${error.name} ${/^ {4}at .*$/mu.exec(error.stack ?? '')?.[0].trim() ?? ''}`
    : typeof error
}
