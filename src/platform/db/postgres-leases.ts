import type { DatabaseAddress } from './postgres-address.ts'
import { Session } from './postgres-session.ts'
import { faultOf, isPassing } from './postgres-fault.ts'
import type { Lease } from './store.ts'

/**
 * Names held by this process, as session locks of one connection kept for them: when it is gone, so are all leases, and
 * the server has already given them to others.
 */
export class PostgresLeases implements AsyncDisposable {
  readonly #address: DatabaseAddress
  readonly #held = new Map<string, Lease>()
  #session: Promise<Session> | undefined
  /** One question at a time on the connection. */
  #last: Promise<unknown> = Promise.resolve()

  constructor(address: DatabaseAddress) {
    this.#address = address
  }

  /** Asks once more on a new connection when the old one turns out to be gone, whose locks the server has given up. */
  take(name: string): Promise<Lease | undefined> {
    return this.#inTurn(() => this.#tryLock(name).catch((error: unknown) => this.#tryAgain(name, error)))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const session = await this.#session?.catch(() => undefined)
    await session?.[Symbol.asyncDispose]()
  }

  async #tryLock(name: string): Promise<Lease | undefined> {
    if (this.#held.get(name)?.isHeld === true) return undefined
    const session = await this.#open()
    const text = 'SELECT pg_try_advisory_lock(hashtextextended($1, 0)) AS held'
    const { rows } = await session.client.query<{ held: boolean }>(text, [name])
    return rows[0]?.held === true ? this.#hold(name, session) : undefined
  }

  async #tryAgain(name: string, error: unknown): Promise<Lease | undefined> {
    const session = await this.#session?.catch(() => undefined)
    await session?.[Symbol.asyncDispose]()
    if (!isPassing(faultOf(error))) throw error
    return this.#tryLock(name)
  }

  #hold(name: string, session: Session): Lease {
    let isReleased = false
    const release = (): Promise<void> =>
      this.#inTurn(async () => {
        if (isReleased) return
        isReleased = true
        if (!session.isAlive) return
        this.#held.delete(name)
        await session.client.query('SELECT pg_advisory_unlock(hashtextextended($1, 0))', [name])
      })
    const lease: Lease = {
      get isHeld() {
        return !isReleased && session.isAlive
      },
      [Symbol.asyncDispose]: release,
    }
    this.#held.set(name, lease)
    return lease
  }

  async #open(): Promise<Session> {
    const present = await this.#session?.catch(() => undefined)
    if (present?.isAlive === true) return present
    this.#session = Session.open(this.#address)
    return this.#session
  }

  async #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const turn = this.#last.then(work)
    this.#last = turn.catch(() => undefined)
    try {
      return await turn
    } catch (error) {
      throw faultOf(error)
    }
  }
}
