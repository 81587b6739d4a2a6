import type { Log } from '#kernel/log.ts'
import { addMs, type Instant } from '#kernel/instant.ts'
import type { Clock } from '#kernel/ports.ts'
import { isRefusal } from '#kernel/refusal.ts'
import type { ActId } from '#protocol/act/statement.ts'
import type { Reads } from '#platform/db/store.ts'
import type { Row } from '#platform/db/table.ts'
import { loadAct } from '#platform/record/load.ts'
import type { Charter } from '../charter.ts'
import { adopt } from '../lane/adopt.ts'
import { installedCharter } from './install.ts'
import { entries } from './tables.ts'

/** An entry may claim to be so far ahead of our clock; a later one waits until ours has come so far. */
const aheadMs = 25 * 3_600_000
/** Entries that claim one place: all but one are refused, and more than this are not looked at. */
const mostSiblings = 100

export interface LanePorts {
  readonly clock: Clock
  readonly log: Log
}

/**
 * The newest charter that the entries of the record make, and nothing but them: each process of a node works it out for itself, at its start
 * and whenever an entry has come. It only ever goes on along the lane.
 */
export class LiveCharter {
  #charter: Charter
  readonly #ports: LanePorts
  /** Entries already said to have no place. */
  readonly #told = new Set<ActId>()

  private constructor(charter: Charter, ports: LanePorts) {
    this.#charter = charter
    this.#ports = ports
  }

  /** `undefined` for a node that belongs to no coalition yet. */
  static async open(reads: Reads, ports: LanePorts): Promise<LiveCharter | undefined> {
    const genesis = await installedCharter(reads)
    if (genesis === undefined) return undefined
    const live = new LiveCharter(genesis, ports)
    await live.follow(reads)
    return live
  }

  get charter(): Charter {
    return this.#charter
  }

  /** Adopts what has come since. Answers whether anything was. Safe within a transaction: it sees what is committed. */
  async follow(reads: Reads): Promise<boolean> {
    let charter = this.#charter
    for (;;) {
      const next = await this.#next(reads, charter)
      if (next === undefined) break
      charter = next
    }
    if (charter.place.number <= this.#charter.place.number) return false
    this.#charter = charter
    const { number, outcome } = charter.place
    this.#ports.log({ level: outcome === 'refused' ? 'error' : 'info', event: 'charter-adopted', number, outcome })
    return true
  }

  async #next(reads: Reads, charter: Charter): Promise<Charter | undefined> {
    const where = { previous: charter.newest, author: charter.depositary }
    const rows = await reads.select(entries, { where, order: ['arrival'], limit: mostSiblings })
    for (const row of rows) {
      const next = await this.#adopted(reads, charter, row)
      if (next !== undefined) return next
    }
    return undefined
  }

  async #adopted(reads: Reads, charter: Charter, row: Row<typeof entries>): Promise<Charter | undefined> {
    const [entry, ordered] = [await loadAct(reads, row.act), await loadAct(reads, row.orders)]
    if (entry === undefined || ordered === undefined || this.#isAhead(entry.said.at)) return undefined
    const next = adopt(charter, { entry, ordered })
    if (!isRefusal(next)) return next
    if (!this.#told.has(row.act)) {
      this.#told.add(row.act)
      this.#ports.log({ level: 'error', event: 'entry-not-adopted', entry: row.act, code: next.code })
    }
    return undefined
  }

  #isAhead(at: Instant): boolean {
    return at > addMs(this.#ports.clock.now(), aheadMs)
  }
}
