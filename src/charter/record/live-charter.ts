import type { Log } from '#kernel/log.ts'
import { addMs, type Instant } from '#kernel/instant.ts'
import type { Clock } from '#kernel/ports.ts'
import { isRefusal } from '#kernel/refusal.ts'
import { parseActId } from '#protocol/act/act-id.ts'
import type { ActId } from '#protocol/act/statement.ts'
import { atOnce } from '#protocol/act/verify.ts'
import type { Party } from '#protocol/identity/party.ts'
import type { Reads } from '#platform/db/store.ts'
import type { Cas } from '#platform/journal/cas.ts'
import type { Row } from '#platform/db/table.ts'
import { loadAct } from '#platform/record/load.ts'
import { lastHeard } from '#platform/transport/heads.ts'
import { lanePoint, withClosed, type AgreementRow, type Charter } from '../charter.ts'
import { adopt } from '../lane/adopt.ts'
import { caughtUp, type CatchingUp, type Followed } from './catch-up.ts'
import { closedHere } from './closed.ts'
import { frozenOnReceipt, withFrozen } from './freezes.ts'
import { forkOf, knownForks, type LaneFork } from './forks.ts'
import { installedCharter } from './install.ts'
import { closedActs, entries, orderables } from './tables.ts'

/** An entry may claim to be so far ahead of our clock; a later one waits until ours has come so far. */
const aheadMs = 25 * 3_600_000
/** Entries that claim one place, and proposals of a successor: more than this are not looked at. */
const mostSiblings = 100
/** So many entries followed together pay for looking at the signatures of a whole page. */
const worthwhile = 64
/** Acts of closed agreements are counted no further. */
const mostClosed = 100_000
/** The mark is moved after so many entries: a start looks at the signatures of fewer. */
const markEvery = 16
const sureName = (self: Party): string => `${self} lane`
const marredName = (self: Party, entry: ActId): string => `${self} lane marred ${entry}`

/** An entry that claims a later time than this node's clock allows: it has its place here from `from` on. */
export interface EarlyEntry {
  readonly act: ActId
  readonly number: number
  readonly at: Instant
  readonly from: Instant
}

export interface LanePorts {
  readonly self: Party
  readonly clock: Clock
  readonly log: Log
  /**
   * Outside the database: up to which entry the signatures were looked at, and in which of them one is bad, so that a start looks at
   * those alone again.
   */
  readonly cas?: Pick<Cas, 'mark' | 'swapMark'>
}

type EntryRow = Row<typeof entries>

/**
 * The newest charter that the entries of the record make, and nothing but them: each process of a node works it out for itself, at its start
 * and whenever an entry has come. It goes on along the lane, halts where its depositary forked it, and goes back only to where a successor
 * begins that the threshold has named.
 */
export class LiveCharter {
  #followed: Followed
  /** What `charter` answers: the newest with its age, and with this party's closed agreements. */
  #shown: Charter
  /** Up to which arrival, and by which charter, the closed agreements were worked out. */
  #closed: {
    readonly arrival: number
    /** Fewer than before: some of them are untrusted now. */
    readonly count: number
    readonly newest: ActId
    readonly rows: readonly AgreementRow[]
  }
  /** Parties whose seal is frozen here before the lane says so. */
  #frozen: ReadonlySet<Party> = new Set()
  #fork: LaneFork | undefined
  #early: EarlyEntry | undefined
  readonly #ports: LanePorts
  /** Entries already said to have no place. */
  readonly #told = new Set<ActId>()

  private constructor(charter: Charter, ports: LanePorts) {
    this.#followed = { charter, arrival: 0 }
    this.#shown = charter
    this.#closed = { arrival: 0, count: 0, newest: charter.newest, rows: [] }
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
    return this.#shown
  }

  /** Two entries of one place by the present depositary: nothing more of its is adopted. */
  get fork(): LaneFork | undefined {
    return this.#fork
  }

  /** The next entry, where it waits for our clock. */
  get early(): EarlyEntry | undefined {
    return this.#early
  }

  /** Adopts what has come since. Answers whether anything was. Safe within a transaction: it sees what is committed. */
  async follow(reads: Reads): Promise<boolean> {
    const isLonger = await this.#goOn(reads)
    const { charter } = this.#followed
    const headAt = await this.#headAt(reads, charter)
    const frozen = await frozenOnReceipt(reads, charter)
    const isSame = this.#shown.newest === charter.newest && this.#shown.headAt === headAt
    if (!isSame || frozen.symmetricDifference(this.#frozen).size > 0) this.#show(charter, headAt, frozen)
    await this.followClosed(reads)
    return isLonger
  }

  /** Works out the closed agreements again if something of theirs has come. Answers whether anything had. */
  async followClosed(reads: Reads): Promise<boolean> {
    const arrival = (await reads.greatest(closedActs, 'arrival')) ?? 0
    const count = arrival === 0 ? 0 : await reads.count(closedActs, {}, mostClosed)
    const { charter } = this.#followed
    const isSame = arrival === this.#closed.arrival && count === this.#closed.count
    if (isSame && charter.newest === this.#closed.newest) return false
    const rows = arrival === 0 ? [] : (await closedHere(reads, charter)).flatMap(({ row }) => row ?? [])
    this.#closed = { arrival, count, newest: charter.newest, rows }
    this.#show(charter, this.#shown.headAt)
    return true
  }

  #show(charter: Charter, headAt: Charter['headAt'], frozen = this.#frozen): void {
    this.#frozen = frozen
    this.#shown = withFrozen(withClosed({ ...charter, headAt }, this.#closed.rows), frozen)
  }

  /** The age of the charter: what the depositary itself has is never old. Before its first head, its last entry says how far the lane was. */
  async #headAt(reads: Reads, { depositary, place }: Charter): Promise<Charter['headAt']> {
    if (depositary === this.#ports.self) return 'untracked'
    return (await lastHeard(reads, depositary)) ?? place.at
  }

  async #goOn(reads: Reads): Promise<boolean> {
    const from = this.#followed
    let followed = await this.#succeeded(reads, from)
    const forks = await knownForks(reads)
    this.#early = undefined
    if (forks.length === 0) followed = await caughtUp(reads, followed, this.#catchingUp())
    for (let [alone, few] = [0, 1]; ;) {
      const next = await this.#next(reads, followed, forkOf(forks, followed.charter))
      if (next === undefined) break
      followed = next
      alone += 1
      if (forks.length > 0 || alone < few) continue
      // Behind an entry with a bad signature the lane goes on by pages. Where such entries stand close together, that is tried ever more seldom.
      followed = await caughtUp(reads, next, this.#catchingUp())
      const isWorthIt = followed.charter.place.number - next.charter.place.number >= worthwhile
      ;[alone, few] = [0, isWorthIt ? 1 : 2 * few]
    }
    this.#noteFork(forkOf(forks, followed.charter))
    if (followed.charter.newest === from.charter.newest || this.#followed !== from) return false
    this.#followed = followed
    await this.#markSure(followed)
    const { number, outcome } = followed.charter.place
    this.#ports.log({ level: outcome === 'refused' ? 'error' : 'info', event: 'charter-adopted', number, outcome })
    return true
  }

  #catchingUp(): CatchingUp {
    const { cas, self } = this.#ports
    const digest = cas?.mark(sureName(self))?.digest
    return {
      isAhead: (at) => this.#isAhead(at),
      known: digest === undefined ? undefined : parseActId(digest),
      isMarred: (entry) => cas?.mark(marredName(self, entry)) !== undefined,
    }
  }

  /** Durable before the mark goes beyond the entry. Where another process was first, it says the same. */
  async #noteMarred({ act, number }: EntryRow): Promise<void> {
    const { cas, self } = this.#ports
    await cas?.swapMark(marredName(self, act), undefined, { number, digest: act })
  }

  /** Where another process was first, it says the same or will. */
  async #markSure({ charter }: Followed): Promise<void> {
    const { cas, self } = this.#ports
    const name = sureName(self)
    const marked = cas?.mark(name)
    const { number } = charter.place
    const isDue = Math.abs(number - (marked?.number ?? 0)) >= markEvery
    if (cas !== undefined && isDue) await cas.swapMark(name, marked, { number, digest: charter.newest })
  }

  /** Of those that claim the next place a successor, else the first that came; none that came once the lane was forked. */
  async #next(reads: Reads, from: Followed, fork: LaneFork | undefined): Promise<Followed | undefined> {
    const where = { previous: from.charter.newest }
    const rows = await reads.select(entries, { where, order: ['arrival'], limit: mostSiblings })
    let first: Followed | undefined
    for (const row of rows) {
      const next = await this.#adopted(reads, from, row)
      if (next?.charter.mandate === row.act) return next
      if (next !== undefined && (first === undefined || next.arrival < first.arrival)) first = next
    }
    return fork !== undefined && first !== undefined && first.arrival >= fork.arrival ? undefined : first
  }

  /**
   * Where a successor begins on our lane, however far the old depositary had gone on. Of several the earliest place holds, and of one place
   * the least id: whatever came first.
   */
  async #succeeded(reads: Reads, followed: Followed): Promise<Followed> {
    const { charter } = followed
    const named = await reads.select(orderables, {
      where: { subject: 'depositary' },
      order: ['act'],
      limit: mostSiblings,
    })
    if (named.length === 0) return followed
    const where = { orders: { in: named.map(({ act }) => act) } }
    const rows = await reads.select(entries, { where, order: ['number', 'act'], limit: mostSiblings })
    for (const row of rows) {
      if (lanePoint(charter, row.act) !== undefined) return followed
      const before = lanePoint(charter, row.previous)
      if (before === undefined || before === charter) continue
      const next = await this.#adopted(reads, { charter: before, arrival: 0 }, row)
      if (next === undefined || next.charter.mandate !== row.act) continue
      this.#ports.log({ level: 'warn', event: 'depositary-succeeded', number: row.number, from: charter.place.number })
      return { ...next, charter: { ...next.charter, fallen: [...charter.fallen, charter] } }
    }
    return followed
  }

  async #adopted(reads: Reads, { charter, arrival }: Followed, row: EntryRow): Promise<Followed | undefined> {
    const [entry, ordered] = [await loadAct(reads, row.act), await loadAct(reads, row.orders)]
    if (entry === undefined || ordered === undefined) return undefined
    if (this.#isAhead(entry.said.at)) return this.#noteEarly(row, entry.said.at)
    let areGood = true
    const next = adopt(charter, { entry, ordered }, (signature) => {
      const isGood = atOnce(signature)
      areGood &&= isGood
      return isGood
    })
    if (!isRefusal(next)) {
      if (!areGood) await this.#noteMarred(row)
      const came = await reads.find(orderables, { act: row.orders })
      return { charter: next, arrival: Math.max(arrival, row.arrival, came?.arrival ?? 0) }
    }
    if (!this.#told.has(row.act)) {
      this.#told.add(row.act)
      this.#ports.log({ level: 'error', event: 'entry-not-adopted', entry: row.act, code: next.code })
    }
    return undefined
  }

  #noteEarly({ act, number }: EntryRow, at: Instant): undefined {
    const from = addMs(at, -aheadMs)
    this.#early = { act, number, at, from }
    if (this.#told.has(act)) return
    this.#told.add(act)
    this.#ports.log({ level: 'warn', event: 'entry-ahead', entry: act, number, at, from })
  }

  #isAhead(at: Instant): boolean {
    return at > addMs(this.#ports.clock.now(), aheadMs)
  }

  #noteFork(fork: LaneFork | undefined): void {
    if (fork !== undefined && this.#fork === undefined) {
      this.#ports.log({ level: 'error', event: 'lane-forked', depositary: fork.depositary, previous: fork.previous })
    }
    this.#fork = fork
  }
}
