import { epochMsOf } from '#kernel/instant.ts'
import { isRefusal } from '#kernel/refusal.ts'
import type { Party } from '#protocol/identity/party.ts'
import { headerDigest } from '#protocol/parcel/header.ts'
import { readLast, type LastTaken } from '#protocol/parcel/returned.ts'
import { keep, remove, update } from '#platform/db/table.ts'
import { diverged } from './diverging.ts'
import type { LinkReply } from './link/link-client.ts'
import { isMarked, lockStream, mark, openNextStream, presentStream, streamsTo, type Mark } from './mark.ts'
import { streamNames } from './ports.ts'
import type { AskPeer } from './puller.ts'
import { ownHeader, takeBackStream, type ReturnPorts } from './taking-back.ts'
import { parcels, unasked } from './tables.ts'

export interface NumberingPorts extends ReturnPorts {
  /**
   * What the journal lets the carrier do. `closed`: the database is older than the journal, or a copy of this node is at work:
   * nobody is asked and nothing is numbered. `open`: peers that answer are numbered for. `sure`: k witnesses have seen no more than the database holds.
   */
  readonly journalSays: () => 'closed' | 'open' | 'sure'
}

/** `asking`: nothing is numbered for the peer. `recovering`: our own acts come back from it. `going`: numbers go on. */
export type NumberingState = 'asking' | 'recovering' | 'going'

/** A peer that does not answer for so long after a restore gets a new stream (protocol.md 7). */
const newStreamAfterMs = 600_000

/**
 * Whether, and where, numbers go on in our streams to one peer, of real traffic and of exercises. The peer is asked how far it got once in each life of the process, and
 * again whenever the store outside the database disagrees with the database; what it has and we lack is taken back first.
 */
export class Numbering {
  readonly #ports: NumberingPorts
  readonly #peer: Party
  #state: NumberingState = 'asking'
  #isAsked = false

  constructor(ports: NumberingPorts, peer: Party) {
    this.#ports = ports
    this.#peer = peer
  }

  get state(): NumberingState {
    return this.#state
  }

  /** Whether the peer has said how far it got. */
  get isAsked(): boolean {
    return this.#isAsked
  }

  /** The store outside the database disagrees: ask again. */
  doubt(): void {
    this.#isAsked = false
    this.#state = 'asking'
  }

  /** Asks about every stream, of each kind the oldest first. Answers how the link stood at the end. */
  async ask(ask: AskPeer): Promise<LinkReply> {
    let reply: LinkReply = { kind: 'unreachable', why: 'stopped' }
    for (const { stream } of await this.#streams()) {
      reply = await ask({ method: 'GET', path: `/federation/v1/last?stream=${stream}` })
      const last = this.#lastIn(stream, reply)
      if (last === undefined) return reply
      const after = await this.#settle(ask, stream, last)
      if (after === undefined) continue
      if (after.kind !== 'answer' || after.status !== 200) return after
    }
    await this.#ports.store.transaction((tx) => tx.apply([remove(unasked, { peer: this.#peer })]))
    this.#isAsked = true
    this.#state = 'going'
    return reply
  }

  async #streams(): Promise<readonly Mark[]> {
    const kinds = await Promise.all(streamNames.map((kind) => streamsTo(this.#ports.store, this.#peer, kind)))
    return kinds.flat()
  }

  /** Whether numbers may go on now, asked or not. */
  async mayGoOn(): Promise<boolean> {
    const mayGo = this.#isAsked || (await this.#mayGoUnasked())
    this.#state = mayGo ? 'going' : this.#state === 'going' ? 'asking' : this.#state
    return mayGo
  }

  #lastIn(stream: string, reply: LinkReply): LastTaken | undefined {
    if (reply.kind !== 'answer' || reply.status !== 200) return undefined
    const last = readLast(reply.body)
    if (isRefusal(last)) return undefined
    if (last.number === 0) return { ...last, digest: '' }
    const header = ownHeader(this.#ports, this.#peer, stream, last)
    if (header?.number === last.number && headerDigest(last.header) === last.digest) return last
    this.#ports.log({ level: 'error', event: 'last-number-unproved', peer: this.#peer, stream, number: last.number })
    return undefined
  }

  /** Makes the database, the peer and the store outside agree about one stream. Answers the link's last reply where it was used. */
  async #settle(ask: AskPeer, stream: string, last: LastTaken): Promise<LinkReply | undefined> {
    const { log } = this.#ports
    const ours = (await this.#streams()).find((one) => one.stream === stream)
    // Of a stream that nobody has begun there is nothing to agree about.
    if (ours === undefined || (ours.number === 0 && last.number === 0 && isMarked(this.#ports, ours))) return undefined
    let reply: LinkReply | undefined
    let isOneChain = last.number > ours.number || (await this.#isOurs(ours, last))
    if (last.number > ours.number) {
      this.#state = 'recovering'
      log({
        level: 'warn',
        event: 'recovering-from-peer',
        peer: this.#peer,
        stream,
        ours: ours.number,
        theirs: last.number,
      })
      const taken = await takeBackStream(this.#ports, ask, ours, last)
      log({ level: 'warn', event: 'recovered-from-peer', peer: this.#peer, stream, acts: taken.back })
      if (taken.kind === 'unanswered') return taken.reply
      reply = taken.reply
      isOneChain = taken.kind === 'done'
    }
    if (!isOneChain) {
      log({ level: 'error', event: 'numbers-given-twice', peer: this.#peer, stream, number: last.number })
      return diverged(this.#ports, ask, ours, last)
    }
    await this.#agree(stream)
    return reply
  }

  /** Whether the peer's last parcel is the one that our database has under that number, as far as it still has it. */
  async #isOurs({ peer, stream, number, digest }: Mark, last: LastTaken): Promise<boolean> {
    if (last.number === number) return last.digest === digest
    const row = await this.#ports.store.find(parcels, { peer, stream, number: last.number })
    return row === undefined || headerDigest(row.header) === last.digest
  }

  /** What was marked outside the database beyond the peer's last number was never handed out: the number is free again. */
  async #agree(stream: string): Promise<void> {
    await this.#ports.store.transaction(async (tx) => {
      const place = await lockStream(tx, this.#peer, stream)
      if (!isMarked(this.#ports, place)) await mark(this.#ports, place)
    })
  }

  /**
   * A peer that does not answer: numbers go on where the store outside the database and the witnesses agree that nothing was
   * rolled back, else in a new stream once it has not answered for long.
   */
  async #mayGoUnasked(): Promise<boolean> {
    const { store, clock } = this.#ports
    const row = await store.find(unasked, { peer: this.#peer })
    const presents = await Promise.all(streamNames.map((kind) => presentStream(store, this.#peer, kind)))
    const agrees = presents.every((present) => isMarked(this.#ports, present))
    if (row === undefined) {
      if (agrees) return this.#ports.journalSays() === 'sure'
      await noteUnasked(this.#ports, [this.#peer])
      return false
    }
    if (presents.some(({ stream }) => row.opened === stream)) return agrees
    if (epochMsOf(clock.now()) - epochMsOf(row.since) < newStreamAfterMs) return false
    await store.transaction(async (tx) => {
      // Of either kind something may be lost. That of real traffic is noted for both: they are opened together.
      for (const present of presents.toReversed()) {
        const { stream } = await openNextStream(this.#ports, tx, present)
        await tx.apply([update(unasked, { peer: this.#peer }, { opened: stream })])
        this.#ports.log({ level: 'warn', event: 'stream-opened', peer: this.#peer, stream })
      }
    })
    return true
  }
}

/** Nothing is numbered for these peers before they were asked, whatever the process. */
export async function noteUnasked(
  { store, clock }: Pick<ReturnPorts, 'store' | 'clock'>,
  peers: readonly Party[],
): Promise<void> {
  const since = clock.now()
  await store.transaction((tx) => tx.apply(peers.map((peer) => keep(unasked, { peer, since, opened: null }))))
}
