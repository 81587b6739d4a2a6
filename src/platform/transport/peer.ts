import type { Instant } from '#kernel/instant.ts'
import type { Timers } from '#kernel/ports.ts'
import type { Party } from '#protocol/identity/party.ts'
import { startLoop, type Loop } from '#platform/clock/loop.ts'
import { acts } from '#platform/record/tables.ts'
import { carry } from './carrier.ts'
import { fetchFiles, type Fetched } from './fetching.ts'
import { afterEvent, newLink, type LinkEvent, type LinkState } from './link/link-state.ts'
import type { LinkReply } from './link/link-client.ts'
import { pull, type AskPeer } from './puller.ts'
import type { TakingPorts } from './taking.ts'
import { outbox, streams, sources } from './tables.ts'

export interface PeerPorts extends TakingPorts {
  readonly timers: Timers
  readonly peer: Party
  readonly ask: AskPeer
  /** Files of an act that its projection wants opened, and what to do when all are here. */
  readonly wants: (row: WaitingAct) => readonly number[]
  readonly admitFiles: (fetched: Fetched) => Promise<void>
  /** Signs what is owed to the peer into a receipt; answers whether more is owed. */
  readonly writeReceipt: (peer: Party) => Promise<boolean>
}

type WaitingAct = Parameters<typeof fetchFiles>[2]

/** How a link stands, for the people who watch it. */
export interface PeerStatus {
  readonly party: Party
  readonly state: LinkState['kind']
  readonly lastContact?: Instant
  /** Acts not numbered yet, and parcels that the peer's head names and we lack. */
  readonly queued: number
  readonly sent: number
  readonly received: number
  readonly behind: number
}

/** A pull without a hint comes this often: a lost hint costs no more. */
const pollMs = 2000
const idleMs = 10_000
/** Receipts to one party: at most one in this time (protocol.md 7). */
const receiptPauseMs = 1000
/** Only real traffic flows yet; the exercise stream comes with its room. */
const stream = 'main'

/** Everything this node does with one peer: numbers for it, pulls from it, fetches its files, signs receipts to it. */
export class Peer implements AsyncDisposable {
  readonly party: Party
  readonly #ports: PeerPorts
  readonly #loops: Readonly<Record<'carry' | 'pull' | 'files' | 'receipts', Loop>>
  #state: LinkState = newLink
  #lastContact: Instant | undefined

  constructor(ports: PeerPorts) {
    this.#ports = ports
    this.party = ports.peer
    const { timers, log } = ports
    const loop = (name: string, round: (signal: AbortSignal) => Promise<number>) =>
      startLoop({ name: `${name} ${ports.peer}`, timers, log, round })
    this.#loops = {
      carry: loop('carry', (signal) => this.#carry(signal)),
      pull: loop('pull', (signal) => this.#pull(signal)),
      files: loop('files', (signal) => this.#files(signal)),
      receipts: loop('receipts', (signal) => this.#receipts(signal)),
    }
  }

  wake(loop: 'carry' | 'pull' | 'files' | 'receipts'): void {
    this.#loops[loop].wake()
  }

  /** The peer asked something of us: whatever kept us from asking it may be over. */
  contacted(): void {
    const wasWaiting = this.#state.kind === 'waiting'
    this.#event({ kind: 'contact' })
    if (!wasWaiting) return
    this.wake('pull')
    this.wake('files')
  }

  async status(): Promise<PeerStatus> {
    const { store, peer } = this.#ports
    const place = await store.find(sources, { peer, stream })
    const ours = await store.find(streams, { peer, stream })
    const received = place?.cursor ?? 0
    return {
      party: peer,
      state: this.#state.kind,
      ...(this.#lastContact === undefined ? {} : { lastContact: this.#lastContact }),
      queued: await store.count(outbox, { peer, withheld_code: null }, 100_000),
      sent: ours?.number ?? 0,
      received,
      behind: Math.max(0, (place?.head_number ?? 0) - received),
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(Object.values(this.#loops).map((loop) => loop[Symbol.asyncDispose]()))
  }

  async #carry(signal: AbortSignal): Promise<number> {
    const waiting = await this.#ports.store.count(outbox, { peer: this.party, stream, withheld_code: null }, 1)
    if (waiting === 0) return idleMs
    const { more } = await carry(this.#ports, this.party, stream)
    const hint = { method: 'POST', path: '/federation/v1/hints', body: new Uint8Array() } as const
    if (this.#isOpen) this.#heard(await this.#asking(signal)(hint))
    return more ? 0 : idleMs
  }

  async #pull(signal: AbortSignal): Promise<number> {
    if (this.#state.kind === 'stopped') return idleMs
    const { reply, more } = await pull(this.#ports, this.#asking(signal), { peer: this.party, stream })
    this.#heard(reply)
    return more ? 0 : this.#pauseMs(pollMs)
  }

  async #files(signal: AbortSignal): Promise<number> {
    const { store, peer } = this.#ports
    const rows = await store.select(acts, {
      where: { standing: 'fetching', author: peer },
      order: ['arrival'],
      limit: 16,
    })
    for (const row of rows) {
      const fetched = await fetchFiles(this.#ports, this.#asking(signal), row, this.#ports.wants(row))
      if (fetched?.reply !== undefined) {
        this.#heard(fetched.reply)
        return this.#pauseMs(pollMs)
      }
      if (fetched?.done !== undefined) await this.#ports.admitFiles(fetched)
    }
    return rows.length === 16 ? 0 : idleMs
  }

  async #receipts(signal: AbortSignal): Promise<number> {
    const more = await this.#ports.writeReceipt(this.party)
    await this.#ports.timers.sleep(receiptPauseMs, signal)
    return more ? 0 : idleMs
  }

  /** Requests end with the loop that makes them. */
  #asking(signal: AbortSignal): AskPeer {
    return (ask) => this.#ports.ask({ ...ask, signal })
  }

  get #isOpen(): boolean {
    return this.#state.kind === 'open'
  }

  #pauseMs(whenOpen: number): number {
    return this.#state.kind === 'waiting' || this.#state.kind === 'deferred' ? this.#state.waitMs : whenOpen
  }

  #heard(reply: LinkReply): void {
    if (reply.kind !== 'unreachable') this.#lastContact = this.#ports.clock.now()
    this.#event(reply)
  }

  #event(event: LinkEvent): void {
    const before = this.#state.kind
    const [byte = 0] = this.#ports.random.bytes(1)
    this.#state = afterEvent(this.#state, event, byte / 256)
    if (this.#state.kind !== before) {
      const level = this.#state.kind === 'stopped' ? 'error' : 'info'
      this.#ports.log({ level, event: 'link-state', peer: this.party, state: this.#state.kind })
    }
  }
}
