import { epochMsOf, type Instant } from '#kernel/instant.ts'
import type { Party } from '#protocol/identity/party.ts'

/** How many requests a peer may make: so many at once, and so many more in every second. */
export interface PaceLaw {
  readonly burst: number
  readonly perSecond: number
}

/** A file of a gigabyte at the speed of a fast line, and every loop of a peer beside it, stay below. */
export const paceLaw: PaceLaw = { burst: 2048, perSecond: 256 }

interface Bucket {
  left: number
  atMs: number
}

/** One bucket per peer of the charter: what one of them asks too often leaves the others theirs. */
export class Pace {
  readonly #law: PaceLaw
  readonly #buckets = new Map<Party, Bucket>()

  constructor(law: PaceLaw = paceLaw) {
    this.#law = law
  }

  /** Whether the peer may ask now. A clock that was set back refills nothing and takes nothing away. */
  admit(peer: Party, now: Instant): boolean {
    const { burst, perSecond } = this.#law
    const nowMs = epochMsOf(now)
    const { left, atMs } = this.#buckets.get(peer) ?? { left: burst, atMs: nowMs }
    const filled = Math.min(burst, left + (Math.max(0, nowMs - atMs) * perSecond) / 1000)
    const isAdmitted = filled >= 1
    this.#buckets.set(peer, { left: isAdmitted ? filled - 1 : filled, atMs: nowMs })
    return isAdmitted
  }
}
