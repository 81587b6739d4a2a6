import { addMs, epochMsOf, type Instant } from '#kernel/instant.ts'
import type { Ladder } from '#protocol/acts/charter-facts.ts'

const hourMs = 3_600_000

/** Where the coalition has not said otherwise. */
export const usualLadder: Ladder = [
  { step: 'deputy', afterMs: 0 },
  { step: 'head-of-centre', afterMs: 24 * hourMs },
]

/** Time in which a party that is asked waits for a clarification; without `to` it still does. */
export interface Pause {
  readonly from: Instant
  readonly to?: Instant
}

/** What an answer is measured by. */
export interface Awaited {
  readonly sent: Instant
  readonly needBy: Instant
  readonly pauses: readonly Pause[]
  /** When it was answered or refused. */
  readonly doneAt?: Instant
  /** When the request was over. */
  readonly overAt?: Instant
}

/**
 * `running` until `dueAt`, then `overdue`, and `escalated` with the second rung; `stopped` while a clarification is awaited; `done` and `closed` stay as
 * they were at that moment.
 */
export type RfiClock = {
  readonly state: 'running' | 'stopped' | 'overdue' | 'escalated' | 'done' | 'closed'
  readonly dueAt: Instant
  /** While it stands still, how much of it is left. */
  readonly leftMs?: number
  /** Of the ladder, rungs reached. */
  readonly level: number
  /** Whose turn it is at that level. */
  readonly step?: string
}

/** A function of instants alone: the same whenever and however often it is asked, before a restart and after, whichever way a clock stepped in between. */
export function clockOf(awaited: Awaited, ladder: Ladder, now: Instant): RfiClock {
  const { doneAt, overAt } = awaited
  const until = [now, doneAt, overAt].filter((at) => at !== undefined).reduce(earlier)
  const { dueAt, isStopped } = dueOf(awaited, until)
  const reached = ladder.filter(({ afterMs }) => !isStopped && addMs(dueAt, afterMs) <= until)
  const level = reached.length
  const base = { dueAt, level, ...(level === 0 ? {} : { step: reached[level - 1]?.step ?? '' }) }
  if (doneAt !== undefined && doneAt <= now) return { ...base, state: 'done' }
  if (overAt !== undefined && overAt <= now) return { ...base, state: 'closed' }
  if (isStopped) return { ...base, state: 'stopped', leftMs: epochMsOf(dueAt) - epochMsOf(until) }
  if (until < dueAt) return { ...base, state: 'running' }
  return { ...base, state: level > 1 ? 'escalated' : 'overdue' }
}

/** The deadline is put off by each pause that begins before it; what is asked after it has passed moves nothing. */
function dueOf({ sent, needBy, pauses }: Awaited, until: Instant) {
  const ordered = pauses
    .map(({ from, to }) => ({
      from: later(from, sent),
      to: to === undefined ? until : earlier(to, until),
      isOpen: to === undefined || to > until,
    }))
    .filter(({ from }) => from <= until)
    .toSorted((one, other) => (one.from < other.from ? -1 : 1))
  let [dueAt, counted, isStopped] = [needBy, sent, false]
  for (const { from, to, isOpen } of ordered) {
    const begins = later(from, counted)
    if (from >= dueAt) continue
    isStopped ||= isOpen
    if (to <= begins) continue
    dueAt = addMs(dueAt, epochMsOf(to) - epochMsOf(begins))
    counted = to
  }
  return { dueAt, isStopped }
}

const earlier = (one: Instant, other: Instant): Instant => (one < other ? one : other)
const later = (one: Instant, other: Instant): Instant => (one > other ? one : other)
