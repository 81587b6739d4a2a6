import { toHex } from '#kernel/bytes.ts'
import { addMs } from '#kernel/instant.ts'
import { ended } from '#kernel/ports.ts'
import { refuse, type Refusal } from '#kernel/refusal.ts'
import { insert, remove, update, type Row } from '#platform/db/table.ts'
import { accounts } from '#platform/http/account.ts'
import { entries, proofs } from '#platform/journal/tables.ts'
import { acts } from '#platform/record/tables.ts'
import { parcels, received } from '#platform/transport/tables.ts'
import type { Node } from '../node.ts'
import type { NodePorts } from '../ports.ts'
import { arrivedIn, verifyAll, verifyRange, type Arrivals } from '../verify.ts'
import { Going } from './going.ts'
import { runs, type RunState } from './tables.ts'

/** How often a verification says how far it is, and asks whether it is to go on. */
const beatMs = 500
/** Without a word for so long, the process that verified has ended. */
const lostMs = 60_000
const keptMs = 30 * 86_400_000
const mostCounted = 100_000_000

type Run = Row<typeof runs>
type Checking = Omit<Node, keyof AsyncDisposable>

/** Verifications that go on by themselves in this process, whoever looks at them. */
export class Verifications implements AsyncDisposable {
  readonly #ports: NodePorts
  readonly #stop = new AbortController()
  /** What ends each, and when it has. */
  readonly #underWay = new Map<string, { readonly stop: AbortController; readonly done: Promise<void> }>()

  constructor(ports: NodePorts) {
    this.#ports = ports
  }

  /** Begins to verify what arrived in a range of time, or everything; an account has one under way. */
  async begin(node: Checking, account: string, range: Arrivals): Promise<Run | Refusal> {
    const { from, until } = range
    const { store, clock, random } = this.#ports
    const at = clock.now()
    const whole = from === undefined && until === undefined ? await this.#everything(node) : await this.#within(range)
    const row: Run = {
      run: `run-${toHex(random.bytes(16))}`,
      account,
      arrived_from: from ?? null,
      arrived_until: until ?? null,
      state: 'running',
      stopping: false,
      started_at: at,
      beat_at: at,
      done: 0,
      whole,
      bytes: 0,
      verdict: null,
    }
    const isBegun = await store.transaction(async (tx) => {
      // Of two that begin at the same moment, in whichever processes, the second sees the first.
      await tx.lock(accounts, { name: account })
      const alive = { account, state: 'running', beat_at: { gt: addMs(at, -lostMs) } } as const
      if ((await tx.count(runs, alive, 1)) > 0) return false
      await tx.apply([remove(runs, { account, started_at: { lt: addMs(at, -keptMs) } }), insert(runs, row)])
      return true
    })
    if (!isBegun) return refuse('verification-under-way', 'interfaces: verify')
    const stop = new AbortController()
    const done = this.#verify(node, row, stop).finally(() => this.#underWay.delete(row.run))
    this.#underWay.set(row.run, { stop, done })
    return row
  }

  /** Ends one: at once if this process verifies, else with the next word of the process that does. */
  async stop(run: string): Promise<void> {
    await this.#ports.store.transaction((tx) => tx.apply([update(runs, { run }, { stopping: true })]))
    this.#underWay.get(run)?.stop.abort(ended)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort(ended)
    await Promise.all([...this.#underWay.values()].map(({ done }) => done))
  }

  async #everything({ journal }: Checking): Promise<number> {
    const { store } = this.#ports
    const { epoch } = journal.journal()
    const counted = await Promise.all([
      store.count(acts, {}, mostCounted),
      store.count(entries, { epoch }, mostCounted),
      store.count(parcels, {}, mostCounted),
      store.count(received, {}, mostCounted),
      store.count(proofs, {}, mostCounted),
    ])
    return counted.reduce((sum, count) => sum + count, 0)
  }

  #within(range: Arrivals): Promise<number> {
    return this.#ports.store.count(acts, arrivedIn(range), mostCounted)
  }

  async #verify(node: Checking, row: Run, stopped: AbortController): Promise<void> {
    const { timers, log } = this.#ports
    const finished = new AbortController()
    const going = new Going(AbortSignal.any([stopped.signal, this.#stop.signal]))
    const work = this.#recompute(node, row, going).finally(() => finished.abort(ended))
    const beat = async (): Promise<void> => {
      while (!finished.signal.aborted) {
        await timers.sleep(beatMs, finished.signal)
        if (finished.signal.aborted) return
        if (await this.#say(row, going)) stopped.abort(ended)
      }
    }
    const beating = beat().catch((error: unknown) => stopped.abort(error))
    const end = await work.then(
      (verdict) => ({ state: 'done' as RunState, verdict: { ...verdict } }),
      (error: unknown) => {
        if (error === ended) return { state: this.#stop.signal.aborted ? ('lost' as const) : ('stopped' as const) }
        log({ level: 'error', event: 'verification-failed', error: error instanceof Error ? error.name : 'unknown' })
        return { state: 'failed' as const }
      },
    )
    await beating
    await this.#say(row, going, end).catch(() => undefined)
  }

  #recompute(node: Checking, { arrived_from: from, arrived_until: until }: Run, going: Going) {
    if (from === null && until === null) return verifyAll(this.#ports, node, going)
    const range = { ...(from === null ? {} : { from }), ...(until === null ? {} : { until }) }
    return verifyRange(this.#ports, node, range, going)
  }

  /** Notes how far it is; answers whether somebody wants it to end. */
  async #say(
    { run, arrived_from: from, arrived_until: until }: Run,
    going: Going,
    more: Partial<Run> = {},
  ): Promise<boolean> {
    const { store, clock } = this.#ports
    const { acts: verified, entries: entered, parcels: passed, proofs: proven } = going.checked
    const done = from === null && until === null ? verified + entered + passed + proven : verified
    const said = { done, bytes: going.bytes, beat_at: clock.now(), ...more }
    await store.transaction((tx) => tx.apply([update(runs, { run }, said)]))
    return (await store.find(runs, { run }))?.stopping === true
  }
}

/** As it is now: one of which nothing was heard for long has ended with its process. */
export function stateOf({ state, beat_at: beat }: Run, at: Run['beat_at']): RunState {
  return state === 'running' && beat <= addMs(at, -lostMs) ? 'lost' : state
}
