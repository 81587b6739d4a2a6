import { Fault, FatalFault } from '#kernel/fault.ts'
import type { Log } from '#kernel/log.ts'
import type { Party } from '#protocol/identity/party.ts'
import type { Lease } from '#platform/db/store.ts'
import { enterInterval } from './enter.ts'
import { sizeOf } from './own-tree.ts'
import type { Journal } from './peer.ts'
import { collectCosignatures, signHead, storeHead, swapHead } from './sealing.ts'
import type { JournalPorts } from './sealing.ts'
import { askTheWorld, compareWithSeen } from './starting.ts'
import { halt } from './state.ts'
import type { SequencerState } from './state.ts'
import { checkpoints } from './tables.ts'

export interface SequencerPorts extends JournalPorts {
  readonly log: Log
  /** The present facts; a new epoch takes effect at the next cadence. */
  readonly journal: () => Journal
}

/**
 * Makes the checkpoints of this node's journal, one entry each, in the order of effects of protocol.md 6. Of the node's processes
 * the one that holds the lease does. A step that failed or was cut off is finished by the next `tick`, in this process
 * or a later one: an entry without a checkpoint is sealed before another is added.
 */
export class Sequencer implements AsyncDisposable {
  readonly #ports: SequencerPorts
  readonly #known = new Map<Party, number>()
  #lease: Lease | undefined
  #origin: string | undefined
  #state: SequencerState = { kind: 'standby' }

  constructor(ports: SequencerPorts) {
    this.#ports = ports
  }

  get state(): SequencerState {
    return this.#state
  }

  /** One cadence. Answers the state after it; throws only what the store or the keyring throws. */
  async tick(): Promise<SequencerState> {
    const journal = this.#ports.journal()
    try {
      this.#become(await this.#advance(journal))
    } catch (error) {
      if (!isDamage(error)) throw error
      this.#become(halt('damaged', await sizeOf(this.#ports.store, journal.epoch)))
    }
    return this.#state
  }

  /** Ticks on the cadence until the signal aborts. A tick that takes longer than a cadence delays the next, and none is made up for. */
  async run(cadenceMs: number, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const pause = this.#ports.timers.sleep(cadenceMs, signal)
      await this.tick().catch((error: unknown) => this.#report(error))
      await pause
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#lease?.[Symbol.asyncDispose]()
    this.#lease = undefined
  }

  async #advance(journal: Journal): Promise<SequencerState> {
    if (!(await this.#holdsLease())) return { kind: 'standby' }
    if (this.#state.kind !== 'running' || this.#origin !== journal.origin) {
      const readiness = await askTheWorld(this.#ports, journal)
      if (readiness.kind !== 'ready') return readiness
      this.#know(journal, readiness.known)
    }
    return this.#checkpoint(journal, await this.#nextSize(journal))
  }

  /** The size to be sealed: that of an entry left without checkpoint, or of one made now. */
  async #nextSize(journal: Journal): Promise<number> {
    const { store } = this.#ports
    const size = await sizeOf(store, journal.epoch)
    const sealed = (await store.greatest(checkpoints, 'size', { epoch: journal.epoch })) ?? 0
    return sealed < size ? size : enterInterval(this.#ports, journal)
  }

  async #checkpoint(journal: Journal, size: number): Promise<SequencerState> {
    const { store, failpoint } = this.#ports
    await failpoint('checkpoint:entry')
    const head = await swapHead(this.#ports, journal, size)
    if ('kind' in head) return head
    await failpoint('checkpoint:cas')
    const signed = await signHead(this.#ports, journal, head)
    const collected = await collectCosignatures(this.#ports, journal, signed, this.#known)
    await failpoint('checkpoint:witnessed')
    if (collected.ahead !== undefined) {
      const trouble = await compareWithSeen(this.#ports, journal, size, collected.ahead.seen)
      if (trouble !== undefined) return { ...trouble, seenBy: collected.ahead.by }
    }
    await storeHead(this.#ports, journal, signed, collected)
    await failpoint('checkpoint:published')
    const published = (await store.greatest(checkpoints, 'size', { epoch: journal.epoch, published: true })) ?? 0
    return { kind: 'running', size, published, witnessedBy: collected.witnesses }
  }

  async #holdsLease(): Promise<boolean> {
    if (this.#lease?.isHeld === true) return true
    this.#lease = await this.#ports.store.lease('journal')
    this.#origin = undefined
    return this.#lease !== undefined
  }

  #know(journal: Journal, sizes: ReadonlyMap<Party, number>): void {
    this.#origin = journal.origin
    this.#known.clear()
    for (const [party, size] of sizes) this.#known.set(party, size)
  }

  #become(next: SequencerState): void {
    const before = this.#state
    this.#state = next
    if (
      next.kind === before.kind &&
      (next.kind !== 'halted' || before.kind !== 'halted' || next.reason === before.reason)
    )
      return
    const level = next.kind === 'halted' ? 'error' : 'info'
    const { reason, seenSize, seenBy } = next.kind === 'halted' ? next : {}
    this.#ports.log({ level, event: 'journal-state', state: next.kind, reason, seenSize, seenBy })
  }

  #report(error: unknown): void {
    const code = error instanceof Fault ? error.code : String(error)
    this.#ports.log({ level: 'error', event: 'journal-tick-failed', error: code })
  }
}

/** Rows that are missing or not what was written: what would be signed over them would be a lie. */
const isDamage = (error: unknown): boolean =>
  error instanceof FatalFault || (error instanceof Fault && error.code === 'tree-incomplete')
