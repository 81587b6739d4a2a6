import { epochMsOf, type Instant } from '#kernel/instant.ts'
import type { Timers } from '#kernel/ports.ts'
import type { Store } from '#platform/db/store.ts'
import { insert, type Row } from '#platform/db/table.ts'
import { startLoop, type Loop } from '#platform/clock/loop.ts'
import type { EventHub } from '#platform/http/events.ts'
import { maySee } from '#platform/http/reader.ts'
import type { House } from '#charter/record/house.ts'
import type { Adapter } from '#platform/outgoing/adapter.ts'
import { usualPolicy } from './clock.ts'
import { alertsBell, nextOf, reachedOf, type Reached } from './ladder.ts'
import { liveAlerts, type AlertView, type Judging } from './read.ts'
import { queued, stepsBell } from './sending.ts'
import { alerts, steps } from './tables.ts'

export interface EscalationPorts {
  readonly house: House
  readonly timers: Timers
  readonly events: EventHub
  /** Ways out of the node that the operator named. */
  readonly adapters: readonly Adapter[]
}

/** Clocks step: nobody sleeps past a rung for longer than this. */
const longestMs = 10_000
const pageRows = 200

/**
 * Notes each rung of each live alert as it is reached, once whatever restarts, whichever way clocks step and however many processes the node has, and
 * tells this process's readers.
 */
export function startEscalating(ports: EscalationPorts): AsyncDisposable {
  const { house, timers } = ports
  const teller = new Teller(ports)
  const loop: Loop = startLoop({
    name: 'escalation',
    timers,
    log: house.log,
    round: async () => {
      await teller.begin()
      const next = await noteReached(house, ports.adapters)
      await teller.tell()
      const waitMs = next === undefined ? longestMs : epochMsOf(next) - epochMsOf(house.clock.now())
      return Math.min(longestMs, Math.max(1, waitMs))
    },
  })
  const stops = [alertsBell, stepsBell].map((bell) => house.store.onRing(bell, () => loop.wake()))
  return {
    async [Symbol.asyncDispose]() {
      for (const stop of stops) stop()
      await loop[Symbol.asyncDispose]()
    },
  }
}

/** Answers when the next rung is reached if nobody answers. */
async function noteReached(house: House, adapters: readonly Adapter[]): Promise<Instant | undefined> {
  const { self, store, charter, clock } = house
  const policy = charter().alerts ?? usualPolicy
  const judging: Judging = { reads: store, self, policy, now: clock.now() }
  let next: Instant | undefined
  for (let after = 0; ;) {
    const { views, last } = await liveAlerts(judging, after, pageRows)
    const acts = views.map(({ act }) => act)
    const known = await store.select(steps, { where: { act: { in: acts } }, limit: pageRows * 1000 })
    const keys = new Set(known.map(keyOf))
    for (const view of views) {
      const soonest = nextOf(view)
      if (soonest !== undefined && (next === undefined || soonest < next)) next = soonest
      const fresh = reachedOf(view, self, policy).filter((each) => !keys.has(keyOf(each)))
      if (fresh.length > 0) await note(house, adapters, { view, fresh })
    }
    if (last === undefined) return next
    after = last
  }
}

const keyOf = ({ act, party, rung }: Pick<Reached, 'act' | 'party' | 'rung'>): string => `${act} ${party} ${rung}`

interface Noting {
  readonly view: AlertView
  readonly fresh: readonly Reached[]
}

/** Held by the alert's row: of two processes that find the same rung one notes it, and with it what goes out. */
async function note(house: House, adapters: readonly Adapter[], { view, fresh }: Noting): Promise<void> {
  const { act, label, exercise = '' } = view
  await house.store.transaction(async (tx) => {
    await tx.lock(alerts, { act })
    const known = new Set((await tx.select(steps, { where: { act }, limit: 1000 })).map(keyOf))
    const at = house.clock.now()
    for (const each of fresh) {
      if (known.has(keyOf(each))) continue
      const { party, rung, step, dueAt } = each
      const place = await tx.next('transport.place')
      const row = { act, party, rung, step, due_at: dueAt, at, place, ...label, exercise }
      await tx.apply([insert(steps, row), ...adapters.map(({ name }) => queued(name, row))])
    }
    tx.ring(stepsBell)
  })
}

/** Numbers are not seen in the order in which they are taken: so far back is looked again. */
const lookBack = 500

/** Tells the readers of one process of rungs that were noted since it began, by whichever process, each once. */
class Teller {
  readonly #store: Store
  readonly #events: EventHub
  #began: number | undefined
  #last = 0
  readonly #told = new Set<number>()

  constructor({ house, events }: EscalationPorts) {
    this.#store = house.store
    this.#events = events
  }

  async begin(): Promise<void> {
    this.#began ??= this.#last = (await this.#store.greatest(steps, 'place')) ?? 0
  }

  async tell(): Promise<void> {
    const from = Math.max(this.#began ?? 0, this.#last - lookBack)
    const rows = await this.#store.select(steps, { where: { place: { gt: from } }, order: ['place'], limit: 1000 })
    for (const row of rows) {
      if (!this.#told.has(row.place) && row.rung > 0) this.#publish(row)
      this.#told.add(row.place)
      this.#last = Math.max(this.#last, row.place)
    }
    for (const place of this.#told) if (place <= this.#last - lookBack) this.#told.delete(place)
  }

  /** Ids and instants alone. That an alert came is told by its act. */
  #publish({ act, party, rung, step, due_at: dueAt, level, category, exercise }: Row<typeof steps>): void {
    const drill = exercise === '' ? {} : { exercise }
    const data = { act, party, rung, step, dueAt, ...drill }
    this.#events.publish({ name: 'alert-overdue', data, isVisible: (reader) => maySee(reader, { level, category }) })
  }
}
