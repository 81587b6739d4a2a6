import { refuse, type Refusal } from '#kernel/refusal.ts'
import type { Party } from '#protocol/identity/party.ts'
import { startLoop } from '#platform/clock/loop.ts'
import { sizeOf } from '#platform/journal/own-tree.ts'
import { bareEntries, recoverLeaves, wasLastHere } from '#platform/journal/recover.ts'
import type { Halt } from '#platform/journal/state.ts'
import { lostParcels, type LostParcels } from '#platform/transport/lost.ts'
import { noteUnasked } from '#platform/transport/numbering.ts'
import type { Peer } from '#platform/transport/peer.ts'
import type { House } from '#charter/record/house.ts'
import { journalPeer, ownJournal, witnessTimeoutMs, type RunningJournal } from './journaling.ts'
import type { NodePorts } from './ports.ts'

/**
 * `none`: the database is as new as what this node ever let out of the house. `recovering`: it is older, and what is missing comes back by
 * itself. `undecided`: it is older, and only a person can say that no copy of the node is at work elsewhere. `copy`: the journal has
 * grown at its witnesses while this node stood still: a copy of it is at work.
 */
export type RecoveryState =
  | { readonly kind: 'none' | 'recovering' }
  | { readonly kind: 'undecided' | 'copy'; readonly seenSize: number; readonly seenBy?: Party }

/** What was lost, by name where a name is known. What entries held that are known by their hash alone, nobody knows. */
export interface Lost extends LostParcels {
  readonly entries: readonly { readonly from: number; readonly to: number }[]
}

export interface Recovery extends AsyncDisposable {
  readonly state: () => RecoveryState
  /** The same as a person is told who may decide; `starting` while the witnesses have not said how far the journal got. */
  readonly told: () => RecoveryState['kind'] | 'starting'
  readonly lost: () => Promise<Lost>
  /** A person says that no copy of this node is at work. Refused where the journal says otherwise. */
  readonly run: () => Promise<Refusal | undefined>
}

/** A copy that is at work makes a checkpoint on every cadence: after three without one there is none. */
const cadencesOfSilence = 3
const lookMs = 1000

type Behind = Halt & { readonly seenSize: number }

/** What a recovery works with. */
export interface Recovering {
  readonly ports: NodePorts
  readonly house: House
  readonly journal: RunningJournal
  readonly peers: ReadonlyMap<Party, Peer>
}

/**
 * Run before anything is numbered: a store outside the database that knows nothing of a journal that has entries was lost, or left
 * behind when the database was moved. Then no number in the database is the last one for certain.
 */
export async function lookForMarks(ports: NodePorts, house: House): Promise<void> {
  const { origin, epoch } = ownJournal(ports, house)
  if (ports.cas.read(origin) !== undefined || (await sizeOf(ports.store, epoch)) === 0) return
  await noteUnasked(ports, othersOf(house))
}

const othersOf = ({ self, charter }: House): readonly Party[] =>
  [...charter().parties.keys()].filter((party) => party !== self)

/** Watches for a database that is older than the journal, and brings it up to date as soon as that is safe. */
export function startRecovery(recovering: Recovering): Recovery {
  const { ports, journal } = recovering
  const watch = new Watch(recovering)
  const loop = startLoop({ ...ports, name: 'recovery', round: () => watch.look() })
  const { store } = ports
  return {
    state: () => watch.state,
    told: () => watch.told,
    lost: async () => ({
      entries: await bareEntries(store, journal.journal().epoch),
      ...(await lostParcels(store)),
    }),
    run: () => watch.recoverNow(),
    [Symbol.asyncDispose]: () => loop[Symbol.asyncDispose](),
  }
}

class Watch {
  readonly #ports: NodePorts
  readonly #house: House
  readonly #journal: RunningJournal
  readonly #peers: ReadonlyMap<Party, Peer>
  #state: RecoveryState = { kind: 'none' }
  #isDoubted = false
  #seenSize: number | undefined
  /** Looks since the head that others hold was last seen to grow, and whether it ever was. */
  #silence = 0
  #hasGrown = false
  #isAtWork = false

  constructor({ ports, house, journal, peers }: Recovering) {
    this.#ports = ports
    this.#house = house
    this.#journal = journal
    this.#peers = peers
  }

  get state(): RecoveryState {
    return this.#state
  }

  /** Whether the witnesses have said how far the journal got. */
  get #isSettled(): boolean {
    const { kind } = this.#journal.state()
    return kind === 'running' || kind === 'halted'
  }

  get told(): RecoveryState['kind'] | 'starting' {
    const isKnown = this.#isSettled && this.#behind() === undefined
    return this.#state.kind === 'none' && !isKnown ? 'starting' : this.#state.kind
  }

  async look(): Promise<number> {
    const behind = this.#behind()
    if (behind === undefined) {
      this.#isDoubted = false
      this.#become({ kind: 'none' })
      return lookMs
    }
    this.#listen(behind)
    await this.#doubtEveryStream()
    const isSafe = !this.#hasGrown && (await wasLastHere(this.#calling(), this.#journal.journal()))
    this.#become(isSafe ? { kind: 'recovering' } : this.#told(behind))
    if (isSafe) await this.#recover()
    return this.#house.charter().cadenceMs
  }

  async recoverNow(): Promise<Refusal | undefined> {
    const state = this.#journal.state()
    const behind = this.#behind()
    if (!this.#isSettled) return this.#notExcluded(cadencesOfSilence)
    if (behind === undefined) {
      const isForked = state.kind === 'halted' && (state.reason === 'forked' || state.reason === 'cas-taken')
      return isForked ? refuse('journal-forked', 'protocol 6: a copy of a node') : undefined
    }
    const left = cadencesOfSilence - this.#silence
    if (left > 0) return this.#hasGrown ? copyAtWork(behind) : this.#notExcluded(left)
    await this.#doubtEveryStream()
    return this.#recover()
  }

  #notExcluded(cadences: number): Refusal {
    const seconds = Math.ceil((cadences * this.#house.charter().cadenceMs) / 1000)
    return refuse('copy-not-excluded', 'protocol 6: a copy of a node', { seconds })
  }

  #behind(): Behind | undefined {
    const state = this.#journal.state()
    if (state.kind !== 'halted' || state.seenSize === undefined) return undefined
    return state.reason === 'behind-cas' || state.reason === 'behind-witness'
      ? { ...state, seenSize: state.seenSize }
      : undefined
  }

  #listen({ seenSize }: Behind): void {
    const isGrown = this.#seenSize !== undefined && seenSize > this.#seenSize
    this.#hasGrown ||= isGrown
    this.#silence = isGrown || this.#seenSize === undefined ? 0 : this.#silence + 1
    this.#seenSize = seenSize
  }

  #told({ seenSize, seenBy }: Behind): RecoveryState {
    const seen = { seenSize, ...(seenBy === undefined ? {} : { seenBy }) }
    const isAtWork = this.#hasGrown && this.#silence < cadencesOfSilence
    return { kind: isAtWork ? 'copy' : 'undecided', ...seen }
  }

  /** Until each addressee has said how far it got, numbers may have been given that the database does not know. */
  async #doubtEveryStream(): Promise<void> {
    if (this.#isDoubted) return
    await noteUnasked(this.#ports, othersOf(this.#house))
    for (const peer of this.#peers.values()) peer.doubt()
    this.#isDoubted = true
  }

  #calling() {
    return { ...this.#ports, timeoutMs: witnessTimeoutMs }
  }

  async #recover(): Promise<Refusal | undefined> {
    if (this.#isAtWork) return undefined
    this.#isAtWork = true
    try {
      const mirrors = othersOf(this.#house).map((party) => journalPeer(this.#ports, this.#house, party))
      const recovery = await recoverLeaves(this.#calling(), this.#journal.journal(), mirrors)
      const { kind, size } = recovery
      const from = recovery.kind === 'recovered' ? recovery.from : size
      this.#ports.log({ level: 'warn', event: 'journal-recovery', outcome: kind, from, size })
      if (recovery.kind !== 'unrecovered') return undefined
      return refuse('mirrors-short', 'protocol 6: recovery', { size, needed: recovery.needed })
    } finally {
      this.#isAtWork = false
    }
  }

  #become(state: RecoveryState): void {
    if (state.kind !== this.#state.kind) {
      const level = state.kind === 'none' ? 'info' : 'error'
      this.#ports.log({ level, event: 'recovery-state', state: state.kind })
    }
    this.#state = state
  }
}

function copyAtWork({ seenSize, seenBy = '' as Party }: Behind): Refusal {
  return refuse('copy-at-work', 'protocol 6: a copy of a node', { size: seenSize, party: seenBy })
}
