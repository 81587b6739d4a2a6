import { epochMsOf, type Instant } from '#kernel/instant.ts'
import type { Timers } from '#kernel/ports.ts'
import type { Party } from '#protocol/identity/party.ts'
import { placeOf } from '#protocol/parcel/stream.ts'
import { startLoop, type Loop } from '#platform/clock/loop.ts'
import { Allowance, type HourlyQuotas } from './allowance.ts'
import { Bringing } from './bringing.ts'
import { carry, reconsider } from './carrier.ts'
import { nextDue } from './incoming.ts'
import { askProofs, giveUpProofs, unrecordedAfterMs, type ProofPorts } from './following.ts'
import { afterEvent, newLink, type LinkEvent, type LinkState } from './link/link-state.ts'
import type { LinkReply } from './link/link-client.ts'
import { pull, type AskPeer } from './puller.ts'
import { askWanted } from './handing.ts'
import { peerHeads, type HeadState, type PeerHeads } from './heads.ts'
import { Numbering, type NumberingPorts } from './numbering.ts'
import { PeerFiles, type FilePorts } from './peer-files.ts'
import { streamCounts, type PeerStatus } from './peer-status.ts'
import { hint, push, Pushes, type Pushed, type PushPorts } from './pushing.ts'
import { queuedFor } from './queued.ts'
import { streamNames, type StreamName } from './ports.ts'
import type { SourceRow, TakingPorts } from './taking.ts'
import { sources } from './tables.ts'

export interface PeerPorts extends TakingPorts, NumberingPorts, ProofPorts, FilePorts, PushPorts {
  readonly timers: Timers
  readonly ask: AskPeer
  /** What the peer may cost us in an hour. */
  readonly quotas: () => HourlyQuotas
  /** Signs what is owed to the peer into a receipt; answers whether more is owed. */
  readonly writeReceipt: (peer: Party) => Promise<boolean>
}

/** A pull without a hint comes no more often than this, and with every cadence: a lost hint costs no more. */
const pollMs = 2000
const idleMs = 10_000
/** Without a hint, exercise streams are asked for no more often than this. */
const drillPollMs = 10_000
/** Numbers may not go on yet: looked at again after this time. */
const closedMs = 1000
/** Receipts to one party: at most one in this time (protocol.md 7). */
const receiptPauseMs = 1000
/** What is owed together, such as that an act has come and that it was admitted, is told together. */
const gatherMs = 50
/** A peer over quota is looked at again after this time. */
const overQuotaMs = 60_000
/** What the gate held back is asked about again after so many rounds, the idle ones `idleMs` apart. */
const roundsToReconsider = 6
/** A peer's streams of one kind to us: the first, and those that its heads named as going on after one. */
function streamsAmong(rows: readonly SourceRow[], kind: StreamName): readonly string[] {
  const others = rows.map(({ stream }) => stream).filter((stream) => placeOf(stream).kind === kind && stream !== kind)
  return [kind, ...others]
}

/** Everything this node does with one peer: numbers for it, pulls from it, fetches its files, signs receipts to it. */
export class Peer implements AsyncDisposable {
  readonly party: Party
  readonly #ports: PeerPorts
  readonly #loops: Readonly<Record<'carry' | 'pull' | 'files' | 'receipts' | 'follow', Loop>>
  #state: LinkState = newLink
  #lastContact: Instant | undefined
  readonly #startedAt: Instant
  #openSince: Instant
  #headState: HeadState = 'none'
  #skewMs: number | undefined
  readonly #numbering: Numbering
  #carryRounds = 0
  /** An exercise spends nothing of what real traffic may cost. */
  readonly #allowances: Readonly<Record<StreamName, Allowance>>
  readonly #overQuota = new Set<StreamName>()
  readonly #pushes: Pushes
  readonly #bringing: Readonly<Record<StreamName, Bringing>>
  /** Whether the last batch left out what was not urgent. */
  readonly #urgentAlone = { main: false, exercise: false }
  readonly #files: PeerFiles
  /** When exercise streams were last pulled; unset where the peer says that there is something. */
  #drillsAsked: Instant | undefined
  /** When the last round of following ended; unset where there was more to ask for. */
  #followed: Instant | undefined

  constructor(ports: PeerPorts) {
    this.#ports = ports
    this.party = ports.peer
    this.#startedAt = ports.clock.now()
    this.#openSince = this.#startedAt
    this.#numbering = new Numbering(ports, ports.peer)
    this.#allowances = { main: new Allowance(ports.quotas), exercise: new Allowance(ports.quotas) }
    this.#pushes = new Pushes(ports, ports.peer, {
      mayTake: (kind) => this.#state.kind !== 'stopped' && !this.#isSpent(kind),
      spend: (kind, cost) => this.#allowances[kind].spend(ports.clock.now(), cost),
    })
    this.#files = new PeerFiles(ports, (reply) => this.#heard(reply))
    this.#bringing = { main: this.#bringingOf('main'), exercise: this.#bringingOf('exercise') }
    const { timers, log } = ports
    const loop = (name: string, round: (signal: AbortSignal) => Promise<number>) =>
      startLoop({ name: `${name} ${ports.peer}`, timers, log, round })
    this.#loops = {
      carry: loop('carry', (signal) => this.#carry(signal)),
      pull: loop('pull', (signal) => this.#pull(signal)),
      files: loop('files', (signal) => this.#fetch(signal)),
      receipts: loop('receipts', (signal) => this.#receipts(signal)),
      follow: loop('follow', (signal) => this.#follow(signal)),
    }
  }

  wake(loop: 'carry' | 'pull' | 'files' | 'receipts' | 'follow'): void {
    this.#loops[loop].wake()
  }

  /** The database may be older than what the peer was sent: nothing is numbered for it before it was asked. */
  doubt(): void {
    this.#numbering.doubt()
    this.wake('carry')
  }

  /** The peer asked something of us: whatever kept us from asking it may be over. */
  contacted(): void {
    const wasWaiting = this.#state.kind === 'waiting'
    this.#event({ kind: 'contact' })
    if (!wasWaiting) return
    for (const loop of ['carry', 'pull', 'files'] as const) this.wake(loop)
  }

  /** The peer says that it has something for us. */
  hinted(kind: StreamName): void {
    if (kind === 'exercise') this.#drillsAsked = undefined
    this.wake('pull')
  }

  /** The peer brings what is urgent itself; what of it is not taken now is pulled. */
  async pushed(pushed: Pushed): Promise<void> {
    if (await this.#pushes.take(pushed)) this.hinted(placeOf(pushed.stream).kind)
  }

  /** A person says that a refused link may be tried again. */
  reopen(): void {
    this.#event({ kind: 'reopened' })
    this.wake('pull')
    this.wake('carry')
  }

  /** The peer's clock less ours, as of its last answer. */
  get skewMs(): number | undefined {
    return this.#skewMs
  }

  async status(): Promise<PeerStatus> {
    const { state, withheld } = await this.#heads()
    return {
      party: this.party,
      state: this.#state.kind,
      numbering: this.#numbering.state,
      ...(this.#lastContact === undefined ? {} : { lastContact: this.#lastContact }),
      ...(this.#skewMs === undefined ? {} : { skewMs: this.#skewMs }),
      head: state,
      withheld,
      ...(await streamCounts(this.#ports.store, this.party)),
    }
  }

  #heads(): Promise<PeerHeads> {
    const { store, clock, cadenceMs } = this.#ports
    const openSince = this.#isOpen ? this.#openSince : undefined
    return peerHeads(store, { peer: this.party, now: clock.now(), cadenceMs: cadenceMs(), openSince })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const owned = [...Object.values(this.#loops), ...Object.values(this.#bringing)]
    await Promise.all(owned.map((each) => each[Symbol.asyncDispose]()))
  }

  #bringingOf(kind: StreamName): Bringing {
    const { log } = this.#ports
    return new Bringing({
      log,
      push: async (stream, urgent, signal) =>
        this.#heard(await push(this.#ports, this.#asking(signal, kind), { peer: this.party, stream }, urgent)),
    })
  }

  async #carry(signal: AbortSignal): Promise<number> {
    if (this.#ports.journalSays() === 'closed') return closedMs
    if (this.#isOpen && !this.#numbering.isAsked) this.#heard(await this.#numbering.ask(this.#asking(signal)))
    if (!(await this.#numbering.mayGoOn())) return closedMs
    this.#carryRounds += 1
    if (this.#carryRounds % roundsToReconsider === 0) await reconsider(this.#ports, this.party)
    let pauseMs = idleMs
    const queued = await queuedFor(this.#ports.store, this.party)
    // Real traffic goes first, and what an exercise has queued holds none of it up for longer than a batch.
    for (const kind of streamNames) {
      if (queued.has(kind)) pauseMs = Math.min(pauseMs, await this.#carryKind(kind, signal))
    }
    return pauseMs
  }

  async #carryKind(kind: StreamName, signal: AbortSignal): Promise<number> {
    // However many urgent acts come one after another, every other batch has what else waits in it.
    this.#urgentAlone[kind] = !this.#urgentAlone[kind]
    const carried = await carry(this.#ports, this.party, kind, this.#urgentAlone[kind])
    if (carried.kind === 'unsure') {
      this.#numbering.doubt()
      return 0
    }
    const { stream, urgent, others, more } = carried
    if (this.#isOpen && urgent.length > 0) this.#bringing[kind].bring(stream, urgent)
    if (this.#isOpen && others) this.#heard(await hint(this.#asking(signal), kind))
    return more ? 0 : idleMs
  }

  async #pull(signal: AbortSignal): Promise<number> {
    if (this.#state.kind === 'stopped') return idleMs
    const isSpent = this.#isSpent('main')
    if (this.#isSpent('exercise') && isSpent) return overQuotaMs
    const rows = await this.#ports.store.select(sources, { where: { peer: this.party }, limit: 1000 })
    const hasMore = !isSpent && (await this.#pullKind('main', rows, signal))
    const isDue = this.#drillsAsked === undefined || -this.#msUntil(this.#drillsAsked) >= drillPollMs
    const isOpen = isSpent || this.#isOpen
    if (!isDue || !isOpen || this.#isSpent('exercise')) return hasMore ? 0 : this.#untilPullMs()
    this.#drillsAsked = this.#ports.clock.now()
    const hasMoreDrills = await this.#pullKind('exercise', rows, signal)
    // The next page comes with the next round, after what is real.
    if (hasMoreDrills) this.#drillsAsked = undefined
    return hasMore || hasMoreDrills ? 0 : this.#untilPullMs()
  }

  #untilPullMs(): number {
    return this.#pauseMs(Math.max(pollMs, this.#ports.cadenceMs()))
  }

  /** A pull of each stream of a kind. Answers whether the peer has more in one of them. */
  async #pullKind(kind: StreamName, rows: readonly SourceRow[], signal: AbortSignal): Promise<boolean> {
    let hasMore = false
    const ask = this.#asking(signal, kind)
    for (const stream of streamsAmong(rows, kind)) {
      const row = rows.find((one) => one.stream === stream)
      const { reply, more, parcels } = await pull(this.#ports, ask, { peer: this.party, stream }, row)
      this.#allowances[kind].spend(this.#ports.clock.now(), { parcels })
      this.#heard(reply)
      hasMore ||= more
      if (!this.#isOpen) break
    }
    return hasMore
  }

  async #fetch(signal: AbortSignal): Promise<number> {
    if (this.#isSpent()) return overQuotaMs
    switch (await this.#files.round(this.#asking(signal))) {
      case 'more':
        return 0
      case 'short':
        return this.#pauseMs(pollMs)
      case 'over':
        return idleMs
    }
  }

  async #receipts(signal: AbortSignal): Promise<number> {
    const due = await nextDue(this.#ports.store, this.party)
    if (due === undefined) return idleMs
    const waitMs = this.#msUntil(due)
    if (waitMs > 0) return Math.min(this.#ports.cadenceMs(), waitMs)
    await this.#ports.timers.sleep(gatherMs, signal)
    await this.#ports.writeReceipt(this.party)
    await this.#ports.timers.sleep(receiptPauseMs, signal)
    return 0
  }

  /** No more than once a cadence: proofs of what came from the peer, and acts that it says we should have. */
  async #follow(signal: AbortSignal): Promise<number> {
    const { cadenceMs } = this.#ports
    const sinceMs = this.#followed === undefined ? cadenceMs() : -this.#msUntil(this.#followed)
    if (sinceMs >= 0 && sinceMs < cadenceMs()) return cadenceMs() - sinceMs
    let [hasMore, isWaiting] = [false, false]
    for (const asking of [askProofs, askWanted]) {
      if (!this.#isOpen || this.#isSpent()) break
      const { reply, more, waits } = await asking(this.#ports, this.#asking(signal), this.party)
      if (reply !== undefined) this.#heard(reply)
      hasMore ||= more
      isWaiting ||= waits
    }
    const silenceMs = -this.#msUntil(this.#lastContact ?? this.#startedAt)
    if (silenceMs >= unrecordedAfterMs) await giveUpProofs(this.#ports, this.party)
    await this.#noteHeads()
    const isOver = !hasMore || !this.#isOpen
    this.#followed = isOver ? this.#ports.clock.now() : undefined
    if (!isOver) return 0
    // Where something waits, its time may come with a step of the clock, which wakes nobody.
    return isWaiting || !this.#isOpen ? cadenceMs() : Math.max(idleMs, cadenceMs())
  }

  #msUntil(at: Instant): number {
    return epochMsOf(at) - epochMsOf(this.#ports.clock.now())
  }

  /** What a peer's heads say is told when it changes: nobody need look for it. */
  async #noteHeads(): Promise<void> {
    const { state, withheld } = await this.#heads()
    if (state === this.#headState) return
    this.#headState = state
    const level = state === 'current' ? 'info' : 'warn'
    this.#ports.log({ level, event: 'peer-head', peer: this.party, state, withheld })
  }

  /** Requests end with the loop that makes them; what they bring is counted. */
  #asking(signal: AbortSignal, kind: StreamName = 'main'): AskPeer {
    return async (ask) => {
      const reply = await this.#ports.ask({ ...ask, signal })
      if (reply.kind === 'answer') this.#allowances[kind].spend(this.#ports.clock.now(), { bytes: reply.body.length })
      return reply
    }
  }

  /** Over quota a peer slows itself and nobody else: we come back in the next hour (protocol.md 10). */
  #isSpent(kind: StreamName = 'main'): boolean {
    const isSpent = this.#allowances[kind].isSpent(this.#ports.clock.now())
    const isNews = isSpent && !this.#overQuota.has(kind)
    if (isNews) this.#ports.log({ level: 'warn', event: 'peer-over-quota', peer: this.party, stream: kind })
    if (isSpent) this.#overQuota.add(kind)
    else this.#overQuota.delete(kind)
    return isSpent
  }

  get #isOpen(): boolean {
    return this.#state.kind === 'open'
  }

  #pauseMs(whenOpen: number): number {
    return this.#state.kind === 'waiting' || this.#state.kind === 'deferred' ? this.#state.waitMs : whenOpen
  }

  #heard(reply: LinkReply): void {
    if (reply.kind !== 'unreachable') {
      this.#lastContact = this.#ports.clock.now()
      this.#skewMs = reply.skewMs
    }
    this.#event(reply)
  }

  #event(event: LinkEvent): void {
    const before = this.#state.kind
    const [byte = 0] = this.#ports.random.bytes(1)
    this.#state = afterEvent(this.#state, event, byte / 256)
    if (this.#state.kind !== before) {
      const level = this.#state.kind === 'stopped' ? 'error' : 'info'
      this.#ports.log({ level, event: 'link-state', peer: this.party, state: this.#state.kind })
      if (this.#isOpen) this.#openSince = this.#ports.clock.now()
      if (this.#isOpen && !this.#numbering.isAsked) this.wake('carry')
      if (this.#isOpen) this.wake('follow')
    }
  }
}
