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
  readonly house: House
  readonly timers: Timers
  readonly adapters: readonly Adapter[]
}

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
    if (await claim(ports.house, row)) await sendOne(ports, adapter, { row, signal })
  }
  const [next] = await store.select(outgoing, { where, order: ['next_at'], limit: 1, columns: ['next_at'] })
  if (next === undefined) return longestMs
  return Math.min(longestMs, Math.max(1, epochMsOf(next.next_at) - epochMsOf(clock.now())))
}

/** Of two processes one has it. */
function claim({ store, clock }: House, { adapter, id, next_at: before }: Row<typeof outgoing>): Promise<boolean> {
  return store.transaction(async (tx) => {
    const held = await tx.lock(outgoing, { adapter, id })
    if (held?.state !== 'waiting' || held.next_at !== before) return false
    await tx.apply([
      update(outgoing, { adapter, id }, { next_at: addMs(clock.now(), leaseMs), attempts: held.attempts + 1 }),
    ])
    return true
  })
}

interface Sending {
  readonly row: Row<typeof outgoing>
  readonly signal: AbortSignal
}

async function sendOne({ house, timers }: SendingPorts, adapter: Adapter, { row, signal }: Sending): Promise<void> {
  const { self, charter, store, clock, log } = house
  const message: Message = { ...row, source: `/tamga/${charter().name}/${self}` }
  const timeout = new AbortController()
  const over = new AbortController()
  void timers.sleep(attemptMs, over.signal).then(() => timeout.abort(new DOMException('', 'TimeoutError')))
  const attempt = await adapter.send(message, AbortSignal.any([timeout.signal, signal]))
  over.abort()
  const attempts = row.attempts + 1
  const after = afterAttempt(attempt, attempts, clock.now())
  await store.transaction((tx) => tx.apply([update(outgoing, { adapter: row.adapter, id: row.id }, after)]))
  const { name, kind } = adapter
  const level = after.state === 'failed' ? 'error' : attempt.kind === 'sent' ? 'info' : 'warn'
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

function afterAttempt(
  attempt: Attempt,
  attempts: number,
  now: Instant,
): Pick<Row<typeof outgoing>, 'state' | 'next_at' | 'error'> {
  if (attempt.kind === 'sent') return { state: 'sent', next_at: now, error: null }
  const pauseMs = attempt.kind === 'failed' ? undefined : pausesMs[attempts - 1]
  if (pauseMs === undefined) return { state: 'failed', next_at: now, error: attempt.error }
  return { state: 'waiting', next_at: addMs(now, pauseMs), error: attempt.error }
}
