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

/** A database that restarts, or a disk that is full for a moment, fails fewer cadences. */
const mostFailures = 3

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
  /** Size of the newest checkpoint, once this process has made one. */
  #sealed: number | undefined
  /** The newest published checkpoint, likewise. */
  #published: { readonly size: number; readonly note: string } | undefined
  /** Cadences in a row that threw. */
  #failures = 0

  constructor(ports: SequencerPorts) {
    this.#ports = ports
  }

  get state(): SequencerState {
    return this.#state
  }

  /** Neither halted, nor without a cadence that came to its end for so long that it is no passing matter. */
  get isWell(): boolean {
    return this.#state.kind !== 'halted' && this.#failures < mostFailures
  }

  /** The newest published checkpoint as a note, where this process has made it; else the table says. */
  get published(): string | undefined {
    return this.#lease?.isHeld === true && this.#state.kind === 'running' ? this.#published?.note : undefined
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
      await this.tick().then(
        () => (this.#failures = 0),
        (error: unknown) => this.#report(error),
      )
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
    const sealed =
      this.#sealed ?? (await this.#ports.store.greatest(checkpoints, 'size', { epoch: journal.epoch })) ?? 0
    this.#sealed = undefined
    return this.#checkpoint(journal, await enterInterval(this.#ports, journal, sealed))
  }

  async #checkpoint(journal: Journal, size: number): Promise<SequencerState> {
    const { failpoint } = this.#ports
    await failpoint('checkpoint:entry')
    const swapped = await swapHead(this.#ports, journal, size)
    if ('kind' in swapped) return swapped
    await failpoint('checkpoint:cas')
    const signed = await signHead(this.#ports, journal, swapped)
    const collected = await collectCosignatures(this.#ports, journal, signed, this.#known)
    await failpoint('checkpoint:witnessed')
    if (collected.ahead !== undefined) {
      const trouble = await compareWithSeen(this.#ports, journal, size, collected.ahead.seen)
      if (trouble !== undefined) return { ...trouble, seenBy: collected.ahead.by }
    }
    const before = this.#published?.size
    const stored = await storeHead(
      this.#ports,
      journal,
      { ...signed, ...collected },
      { published: before, acts: swapped.acts },
    )
    if (stored !== undefined) this.#published = { size, note: stored }
    await failpoint('checkpoint:published')
    this.#sealed = size
    const published = this.#published?.size ?? (await this.#publishedIn(journal))
    return { kind: 'running', size, published, witnessedBy: collected.witnesses }
  }

  async #publishedIn({ epoch }: Journal): Promise<number> {
    return (await this.#ports.store.greatest(checkpoints, 'size', { epoch, published: true })) ?? 0
  }

  async #holdsLease(): Promise<boolean> {
    if (this.#lease?.isHeld === true) return true
    this.#lease = await this.#ports.store.lease('journal')
    this.#origin = undefined
    return this.#lease !== undefined
  }

  #know(journal: Journal, sizes: ReadonlyMap<Party, number>): void {
    this.#origin = journal.origin
    this.#sealed = undefined
    this.#published = undefined
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
    this.#failures += 1
    const code = error instanceof Fault ? error.code : String(error)
    this.#ports.log({ level: 'error', event: 'journal-tick-failed', error: code })
  }
}

/** Rows that are missing or not what was written: what would be signed over them would be a lie. */
const isDamage = (error: unknown): boolean =>
  error instanceof FatalFault || (error instanceof Fault && error.code === 'tree-incomplete')
