import type { Timers } from '#kernel/ports.ts'
import { unnested } from './nesting.ts'
import type { DatabaseAddress } from './postgres-address.ts'
import { openPatiently } from './postgres-session.ts'
import type { Session } from './postgres-session.ts'
import { quote } from './sql.ts'

/** The NOTIFY channel of a topic. */
export const channelOf = (topic: string): string => `tamga_${topic}`

/**
 * Listens on one connection for all topics, from the first listener on. After every (re)connection each topic rings once,
 * since its bell may have rung unheard.
 */
export class PostgresBells implements AsyncDisposable {
  readonly #address: DatabaseAddress
  readonly #timers: Timers
  readonly #listeners = new Map<string, Set<() => void>>()
  readonly #stop = new AbortController()
  #session: Session | undefined
  #turn: Promise<void> = Promise.resolve()
  #listening: Promise<void> | undefined

  constructor(address: DatabaseAddress, timers: Timers) {
    this.#address = address
    this.#timers = timers
  }

  on(topic: string, listener: () => void): () => void {
    const channel = channelOf(topic)
    const own = (): void => unnested(listener)
    const others = this.#listeners.get(channel)
    if (others === undefined) {
      this.#listeners.set(channel, new Set([own]))
      if (this.#session !== undefined) void this.#listen(this.#session, channel)
    } else {
      others.add(own)
    }
    this.#listening ??= this.#run()
    return () => this.#listeners.get(channel)?.delete(own)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort()
    await this.#session?.[Symbol.asyncDispose]()
    await this.#listening
  }

  async #run(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      const session = await openPatiently(this.#address, this.#timers, this.#stop.signal)
      if (session === undefined) return
      if (!this.#stop.signal.aborted) {
        this.#session = session
        session.client.on('notification', ({ channel }) => this.#ring(channel))
        for (const channel of this.#listeners.keys()) void this.#listen(session, channel)
        await session.gone
      }
      this.#session = undefined
      await session[Symbol.asyncDispose]()
    }
  }

  /** One statement at a time on the session. */
  #listen(session: Session, channel: string): Promise<void> {
    this.#turn = this.#turn.then(() => this.#listenNow(session, channel))
    return this.#turn
  }

  async #listenNow(session: Session, channel: string): Promise<void> {
    try {
      await session.client.query(`LISTEN ${quote(channel)}`)
      this.#ring(channel)
    } catch {
      await session[Symbol.asyncDispose]()
    }
  }

  #ring(channel: string): void {
    for (const listener of this.#listeners.get(channel) ?? []) listener()
  }
}
