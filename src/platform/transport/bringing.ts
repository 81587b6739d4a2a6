import type { Log } from '#kernel/log.ts'
import { ended } from '#kernel/ports.ts'
import type { NumberedParcel } from './carrier.ts'
import { nameOf } from './passing.ts'
import { maxAtOnce, maxPushed } from './pushing.ts'

export interface BringingPorts {
  readonly log: Log
  readonly push: (stream: string, urgent: readonly NumberedParcel[], signal: AbortSignal) => Promise<void>
}

/**
 * Brings a peer its urgent parcels beside the loop that numbers them: none waits for what the peer makes of those before. As many lists are
 * under way as a peer takes at a time; what is numbered meanwhile goes into the next.
 */
export class Bringing implements AsyncDisposable {
  readonly #ports: BringingPorts
  readonly #waiting = new Map<string, readonly NumberedParcel[]>()
  readonly #underWay = new Set<Promise<void>>()
  readonly #stop = new AbortController()

  constructor(ports: BringingPorts) {
    this.#ports = ports
  }

  bring(stream: string, urgent: readonly NumberedParcel[]): void {
    if (this.#stop.signal.aborted) return
    // One more than a list takes says that there are others to come for.
    const waiting = [...(this.#waiting.get(stream) ?? []), ...urgent].slice(0, maxPushed + 1)
    this.#waiting.set(stream, waiting)
    this.#next()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#waiting.clear()
    this.#stop.abort(ended)
    await Promise.all(this.#underWay)
  }

  #next(): void {
    for (const [stream, urgent] of this.#waiting) {
      if (this.#underWay.size >= maxAtOnce) return
      this.#waiting.delete(stream)
      const pushed = this.#push(stream, urgent).finally(() => {
        this.#underWay.delete(pushed)
        this.#next()
      })
      this.#underWay.add(pushed)
    }
  }

  /** What was not brought, the peer comes for. */
  async #push(stream: string, urgent: readonly NumberedParcel[]): Promise<void> {
    const { push, log } = this.#ports
    await push(stream, urgent, this.#stop.signal).catch((error: unknown) =>
      log({ level: 'error', event: 'push-failed', stream, error: nameOf(error) }),
    )
  }
}
