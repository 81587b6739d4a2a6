import { epochMsOf, type Instant } from '#kernel/instant.ts'

/** What one party may cost another in an hour (protocol.md 10), from the charter. */
export interface HourlyQuotas {
  readonly actsPerHour: number
  readonly bytesPerHour: number
  readonly verificationsPerHour: number
}

const hourMs = 3_600_000

/**
 * What a peer has cost us in the hour of the clock: every parcel that came is one act and one verification, whatever became of it. Over
 * quota it is not refused: we come back for the rest in the next hour. Kept in memory; a restart begins anew.
 */
export class Allowance {
  readonly #quotas: () => HourlyQuotas
  #hour = 0
  #parcels = 0
  #bytes = 0

  constructor(quotas: () => HourlyQuotas) {
    this.#quotas = quotas
  }

  spend(now: Instant, { parcels = 0, bytes = 0 }: { readonly parcels?: number; readonly bytes?: number }): void {
    this.#begin(now)
    this.#parcels += parcels
    this.#bytes += bytes
  }

  isSpent(now: Instant): boolean {
    this.#begin(now)
    const { actsPerHour, bytesPerHour, verificationsPerHour } = this.#quotas()
    return this.#parcels >= Math.min(actsPerHour, verificationsPerHour) || this.#bytes >= bytesPerHour
  }

  #begin(now: Instant): void {
    const hour = Math.floor(epochMsOf(now) / hourMs)
    if (hour === this.#hour) return
    this.#hour = hour
    this.#parcels = 0
    this.#bytes = 0
  }
}
