import type { Timers } from '#kernel/ports.ts'
import { Client } from 'pg'
import { clientConfig } from './postgres-address.ts'
import type { DatabaseAddress } from './postgres-address.ts'
import { cellTypes } from './postgres-types.ts'

/** A connection of its own outside the pool, for what lives as long as a connection: leases and bells. */
export class Session implements AsyncDisposable {
  readonly client: Client
  #isAlive = true
  #whenGone: () => void = () => undefined
  /** Resolves when the connection is gone, for whatever reason. Never rejects. */
  readonly gone: Promise<void>

  private constructor(client: Client) {
    this.client = client
    this.gone = new Promise((resolve) => (this.#whenGone = resolve))
    for (const event of ['error', 'end'] as const) client.on(event, () => this.#end())
  }

  static async open(address: DatabaseAddress): Promise<Session> {
    const session = new Session(
      new Client({ ...clientConfig(address), types: cellTypes, connectionTimeoutMillis: 10_000 }),
    )
    try {
      await session.client.connect()
    } catch (error) {
      session.#end()
      throw error
    }
    return session
  }

  get isAlive(): boolean {
    return this.#isAlive
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#end()
    await this.client.end().catch(() => undefined)
  }

  #end(): void {
    this.#isAlive = false
    this.#whenGone()
  }
}

/** Keeps trying until it works or the signal aborts, pausing longer each time, five seconds at most. */
export async function openPatiently(
  address: DatabaseAddress,
  timers: Timers,
  signal: AbortSignal,
): Promise<Session | undefined> {
  for (let pauseMs = 50; !signal.aborted; pauseMs = Math.min(pauseMs * 2, 5000)) {
    const session = await Session.open(address).catch(() => undefined)
    if (session !== undefined) return session
    await timers.sleep(pauseMs, signal)
  }
  return undefined
}
