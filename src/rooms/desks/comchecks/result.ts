import { epochMsOf, type Instant } from '#kernel/instant.ts'
import type { PartyState } from '#platform/transport/receipts.ts'

/** What a desk's part in a check is measured by, all of it by the clock of who checks. */
export interface Checked {
  readonly sent: Instant
  readonly dueAt: Instant
  /** How far its machine has got; a person's reply is another thing. */
  readonly delivery: PartyState['state']
  /** When a person's reply was heard. */
  readonly repliedAt?: Instant
}

/**
 * `sent` until its machine has it, `delivered` until a person replies; `replied` in time, `late` after it; `failed` when it is time and nobody has, or
 * at once where its machine refuses.
 */
export type CheckResult = {
  readonly state: 'sent' | 'delivered' | 'replied' | 'late' | 'failed'
  readonly dueAt: Instant
  readonly why?: 'refused' | 'not-delivered' | 'no-reply'
  /** From sending to hearing the reply; never less than nothing, whatever clocks do. */
  readonly replyMs?: number
}

const refusing: ReadonlySet<PartyState['state']> = new Set(['refused', 'dropped', 'withheld'])

/** A function of instants alone: the same whenever and however often it is asked, before a restart and after. */
export function resultOf({ sent, dueAt, delivery, repliedAt }: Checked, now: Instant): CheckResult {
  if (repliedAt !== undefined) {
    const replyMs = Math.max(0, epochMsOf(repliedAt) - epochMsOf(sent))
    return { state: repliedAt <= dueAt ? 'replied' : 'late', dueAt, replyMs }
  }
  if (refusing.has(delivery)) return { state: 'failed', dueAt, why: 'refused' }
  const isThere = delivery !== 'queued'
  if (now > dueAt) return { state: 'failed', dueAt, why: isThere ? 'no-reply' : 'not-delivered' }
  return { state: isThere ? 'delivered' : 'sent', dueAt }
}

/** Whether somebody has to look into it, until he says what he found. */
export const isItem = ({ state }: CheckResult): boolean => state === 'failed' || state === 'late'

/** What checks of one desk come to. */
export interface Figures {
  readonly checks: number
  readonly waiting: number
  readonly replied: number
  readonly late: number
  readonly failed: number
  /** Of those that are over, how many of a hundred had a reply in time. */
  readonly rate?: number
  /** Of all replies, the one in the middle. */
  readonly medianMs?: number
}

export function figuresOf(results: readonly CheckResult[]): Figures {
  const count = (...states: readonly CheckResult['state'][]) =>
    results.filter(({ state }) => states.includes(state)).length
  const [replied, late, failed] = [count('replied'), count('late'), count('failed')]
  const over = replied + late + failed
  const times = results.flatMap(({ replyMs }) => replyMs ?? []).toSorted((one, other) => one - other)
  const medianMs = times[Math.floor((times.length - 1) / 2)]
  return {
    checks: results.length,
    waiting: count('sent', 'delivered'),
    replied,
    late,
    failed,
    ...(over === 0 ? {} : { rate: Math.round((100 * replied) / over) }),
    ...(medianMs === undefined ? {} : { medianMs }),
  }
}
