import { addMs, epochMsOf, type Instant } from '#kernel/instant.ts'
import type { Timers } from '#kernel/ports.ts'
import { insert, update, type Change, type Row } from '#platform/db/table.ts'
import { startLoop } from '#platform/clock/loop.ts'
import { pausesMs, type Adapter, type Attempt, type Message } from '#platform/outgoing/adapter.ts'
import type { House } from '#charter/record/house.ts'
import { receivedStep } from './ladder.ts'
import { outgoing, type steps } from './tables.ts'

/** Rung once rungs were noted. */
export const stepsBell = 'alert-steps'

/** What goes out for a rung: ids, words of the profile, instants. Its id is that of the rung, so that a message sent twice is known as one. */
export function queued(adapter: string, row: Row<typeof steps>): Change {
  const { act, party, rung, step, due_at: dueAt, at, exercise, place } = row
  const happened = step === receivedStep && rung === 0 ? 'alert.received' : 'alert.overdue'
  const type = exercise === '' ? happened : `exercise.${happened}`
  const data = { act, party, rung, step, dueAt, ...(exercise === '' ? {} : { exercise }) }
  const message = { id: `msg_${act.slice(5, 29)}${place.toString(16)}`, type, at, subject: act, data }
  return insert(outgoing, { adapter, ...message, state: 'waiting', attempts: 0, next_at: at, error: null })
}

export interface SendingPorts {
  readonly house: Pick<House, 'self' | 'store' | 'clock' | 'log'> & { charter(): { readonly name: string } }
  readonly timers: Timers
  readonly adapters: readonly Adapter[]
}

type OutgoingRow = Row<typeof outgoing>

const longestMs = 10_000
/** An attempt is ended after this time. */
const attemptMs = 15_000
/** Another process, or this one after a kill, tries again what was being tried so long ago. */
const leaseMs = 60_000
const atOnce = 20

/** A loop per way out: none waits for another's. */
export function startSending(ports: SendingPorts): AsyncDisposable {
  const { house, timers, adapters } = ports
  const loops = adapters.map((adapter) =>
    startLoop({
      name: `outgoing ${adapter.name}`,
      timers,
      log: house.log,
      round: (signal) => sendDue(ports, adapter, signal),
    }),
  )
  const stop = house.store.onRing(stepsBell, () => loops.forEach((loop) => loop.wake()))
  return {
    async [Symbol.asyncDispose]() {
      stop()
      await Promise.all(loops.map((loop) => loop[Symbol.asyncDispose]()))
    },
  }
}

async function sendDue(ports: SendingPorts, adapter: Adapter, signal: AbortSignal): Promise<number> {
  const { store, clock } = ports.house
  const where = { adapter: adapter.name, state: 'waiting' as const }
  const rows = await store.select(outgoing, { where, order: ['next_at', 'id'], limit: atOnce })
  for (const row of rows) {
    if (row.next_at > clock.now() || signal.aborted) break
    const until = await claim(ports, row)
    if (until !== undefined) await sendOne(ports, adapter, { row, until, signal })
  }
  const [next] = await store.select(outgoing, { where, order: ['next_at'], limit: 1, columns: ['next_at'] })
  if (next === undefined) return longestMs
  return Math.min(longestMs, Math.max(1, epochMsOf(next.next_at) - epochMsOf(clock.now())))
}

/** Of two processes one has it: until the moment that it answers, after which another may. */
function claim({ house }: SendingPorts, row: OutgoingRow): Promise<Instant | undefined> {
  const { adapter, id, next_at: before } = row
  return house.store.transaction(async (tx) => {
    const held = await tx.lock(outgoing, { adapter, id })
    if (held?.state !== 'waiting' || held.next_at !== before) return undefined
    const until = addMs(house.clock.now(), leaseMs)
    await tx.apply([update(outgoing, { adapter, id }, { next_at: until, attempts: held.attempts + 1 })])
    return until
  })
}

interface Sending {
  readonly row: OutgoingRow
  /** Until when it is ours; it names the lease, too. */
  readonly until: Instant
  /** Aborted when this process ends. */
  readonly signal: AbortSignal
}

async function sendOne(ports: SendingPorts, adapter: Adapter, sending: Sending): Promise<void> {
  const { row, signal } = sending
  const { house, timers } = ports
  const { self, charter, clock, log } = house
  const message: Message = { ...row, source: `/tamga/${charter().name}/${self}` }
  const timeout = new AbortController()
  const over = new AbortController()
  void timers.sleep(attemptMs, over.signal).then(() => timeout.abort(new DOMException('', 'TimeoutError')))
  const attempt = await adapter.send(message, AbortSignal.any([timeout.signal, signal]))
  over.abort()
  // What this process broke off because it ends is no attempt.
  const isBrokenOff = attempt.kind !== 'sent' && signal.aborted
  const attempts = isBrokenOff ? row.attempts : row.attempts + 1
  const after = isBrokenOff
    ? ({ state: 'waiting', next_at: clock.now(), error: row.error } as const)
    : afterAttempt(attempt, attempts, clock.now())
  const { name, kind } = adapter
  if (!(await settle(house, sending, { ...after, attempts }))) {
    return log({ level: 'warn', event: 'outgoing-lease-lost', adapter: name, kind, id: row.id })
  }
  const level =
    after.state === 'failed' ? 'error' : attempt.kind === 'sent' && attempt.error === undefined ? 'info' : 'warn'
  log({
    level,
    event: 'outgoing',
    adapter: name,
    kind,
    id: row.id,
    state: after.state,
    attempts,
    error: after.error ?? '',
  })
}

/** Writes how it fared while it is ours; whoever took it over meanwhile writes that himself. */
async function settle(
  { store }: Pick<House, 'store'>,
  { row: { adapter, id }, until }: Sending,
  after: Partial<OutgoingRow>,
): Promise<boolean> {
  const held = { adapter, id, state: 'waiting', next_at: until } as const
  const [touched = 0] = await store.transaction((tx) => tx.apply([update(outgoing, held, after)]))
  return touched > 0
}

function afterAttempt(
  attempt: Attempt,
  attempts: number,
  now: Instant,
): Pick<OutgoingRow, 'state' | 'next_at' | 'error'> {
  if (attempt.kind === 'sent') return { state: 'sent', next_at: now, error: attempt.error ?? null }
  const pauseMs = attempt.kind === 'failed' ? undefined : pausesMs[attempts - 1]
  if (pauseMs === undefined) return { state: 'failed', next_at: now, error: attempt.error }
  return { state: 'waiting', next_at: addMs(now, pauseMs), error: attempt.error }
}
