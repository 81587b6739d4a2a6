import { addMs, epochMsOf, type Instant } from '#kernel/instant.ts'
import type { AlertPolicy } from '#protocol/acts/charter-facts.ts'
import type { CapWord } from '#protocol/cap/words.ts'

const minuteMs = 60_000

/** Where the coalition has not said otherwise. */
export const usualPolicy: AlertPolicy = {
  answerWithinMs: {
    Immediate: 15 * minuteMs,
    Expected: 60 * minuteMs,
    Future: 24 * 60 * minuteMs,
    Past: 24 * 60 * minuteMs,
    Unknown: 60 * minuteMs,
  },
  ladder: [
    { step: 'deputy', afterMs: 0 },
    { step: 'head-of-centre', afterMs: 15 * minuteMs },
    { step: 'hotline', afterMs: 30 * minuteMs },
  ],
}

/** What an addressee's answer is measured by. */
export interface Asked {
  readonly sent: Instant
  readonly urgency: CapWord<'urgency'>
  readonly answeredAt?: Instant
  /** When the alert was over: nobody is waited for any longer. */
  readonly overAt?: Instant
}

/** `waiting` until `dueAt`, then `overdue`, `level` rungs of the ladder up; `answered` and `closed` stay as they were at that moment. */
export type AnswerClock = {
  readonly state: 'waiting' | 'overdue' | 'answered' | 'closed'
  readonly dueAt: Instant
  readonly level: number
  /** Whose turn it is at that level. */
  readonly step?: string
  /** When the next rung is reached, if there is one and nothing happens. */
  readonly nextAt?: Instant
}

/** A function of instants alone: the same whenever and however often it is asked, before a restart and after. */
export function clockOf(asked: Asked, policy: AlertPolicy, now: Instant): AnswerClock {
  const { sent, urgency, answeredAt, overAt } = asked
  const dueAt = addMs(sent, policy.answerWithinMs[urgency])
  const until = earliest(now, answeredAt, overAt)
  const rungs = policy.ladder.map(({ step, afterMs }) => ({ step, at: addMs(dueAt, afterMs) }))
  const climbed = rungs.filter(({ at }) => at <= until)
  const level = climbed.length
  const base = { dueAt, level, ...(level === 0 ? {} : { step: climbed[level - 1]?.step ?? '' }) }
  if (answeredAt !== undefined && answeredAt <= now) return { ...base, state: 'answered' }
  if (overAt !== undefined && overAt <= now) return { ...base, state: 'closed' }
  const next = rungs[level]
  return { ...base, state: now < dueAt ? 'waiting' : 'overdue', ...(next === undefined ? {} : { nextAt: next.at }) }
}

function earliest(now: Instant, ...others: readonly (Instant | undefined)[]): Instant {
  return others.reduce<Instant>((first, at) => (at !== undefined && at < first ? at : first), now)
}

/** What an alert's own dates are worth here. */
export interface AlertDate {
  readonly sent: Instant
  readonly expires: Instant | null
  readonly aheadMs?: number
  readonly lateMs?: number
}

/** From when on a date is told not to fit: clocks are never quite alike, and parcels take their time. */
const tellAheadMs = minuteMs
const tellLateMs = 10 * minuteMs

/**
 * Nothing was made after it came: of an alert dated later, its sender's clock was ahead by that much at least, and deadline and end count from
 * when it came. One that came late keeps its dates: whether it was under way or its sender's clock is behind, nobody here can tell.
 */
export function dateOf({ sent, expires }: Pick<AlertDate, 'sent' | 'expires'>, arrivedAt: Instant): AlertDate {
  const apartMs = epochMsOf(arrivedAt) - epochMsOf(sent)
  if (apartMs >= 0) return { sent, expires, ...(apartMs < tellLateMs ? {} : { lateMs: apartMs }) }
  const moved = expires === null ? null : addMs(expires, apartMs)
  return { sent: arrivedAt, expires: moved, ...(-apartMs < tellAheadMs ? {} : { aheadMs: -apartMs }) }
}
