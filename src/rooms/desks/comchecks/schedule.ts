import { concat, encodeUtf8 } from '#kernel/bytes.ts'
import { addMs, type Instant } from '#kernel/instant.ts'
import { addDays, momentsOf, wallTimeOf, weekdayOf } from '#kernel/zoned.ts'
import { weekdays, type Weekday } from '#protocol/acts/desk-entry.ts'
import { sha256Hex } from '#protocol/suite/sha-256.ts'

/** When an operator's plan has its checks: at times on the wall, or so many a day at moments that nobody can foresee. */
export type Schedule = {
  readonly zone: string
  readonly days: readonly Weekday[]
  readonly when:
    | { readonly kind: 'at'; readonly times: readonly string[] }
    | { readonly kind: 'random'; readonly count: number; readonly from: string; readonly until: string }
}

/** A slot that nobody was there for is run up to so long after; then it is left out. */
export const graceMs = 3_600_000

/**
 * The moments of one day's checks. Those that nobody can foresee follow from the plan's secret seed and the day, so that each process of a
 * node, before a restart and after, has the same.
 */
export function slotsOn({ zone, days, when }: Schedule, seed: Uint8Array, date: string): readonly Instant[] {
  const day = weekdays[weekdayOf(date)]
  if (!days.some((each) => each === day)) return []
  switch (when.kind) {
    case 'at':
      return when.times.map((time) => momentsOf({ date, minute: minuteOf(time) }, zone).first).toSorted()
    case 'random': {
      const [from, until] = [minuteOf(when.from), minuteOf(when.until)]
      const seconds = Array.from({ length: when.count }, (_, at) => draw(seed, `${date} ${at}`, (until - from) * 60))
      return seconds
        .map((second) => {
          const minute = from + Math.floor(second / 60)
          return addMs(momentsOf({ date, minute }, zone).first, (second % 60) * 1000)
        })
        .toSorted()
    }
  }
}

/** The slot whose turn it is, if it is anyone's: the last that has come, not before the plan was made nor longer ago than the grace. */
export function dueSlot(
  schedule: Schedule,
  seed: Uint8Array,
  { since, now }: { readonly since: Instant; readonly now: Instant },
) {
  const earliest = addMs(now, -graceMs)
  return around(schedule, seed, now, [-1, 0, 1]).findLast((slot) => slot <= now && slot >= since && slot >= earliest)
}

/** When the next one is due, within a week or so. */
export function nextSlot(schedule: Schedule, seed: Uint8Array, now: Instant): Instant | undefined {
  return around(schedule, seed, now, [-1, 0, 1, 2, 3, 4, 5, 6, 7, 8]).find((slot) => slot > now)
}

function around(schedule: Schedule, seed: Uint8Array, now: Instant, days: readonly number[]): readonly Instant[] {
  const today = wallTimeOf(now, schedule.zone).date
  return days.flatMap((day) => slotsOn(schedule, seed, addDays(today, day))).toSorted()
}

/** So many of them, as the seed and the occasion have it; all of them where there are no more. */
export function pickAmong<Item>(
  items: readonly Item[],
  { count, seed, occasion, nameOf }: Picking<Item>,
): readonly Item[] {
  const ranked = items.map((item) => ({ item, rank: digest(seed, `${occasion} ${nameOf(item)}`) }))
  return ranked
    .toSorted((one, other) => (one.rank < other.rank ? -1 : 1))
    .slice(0, count)
    .map(({ item }) => item)
}

interface Picking<Item> {
  readonly count: number
  readonly seed: Uint8Array
  readonly occasion: string
  readonly nameOf: (item: Item) => string
}

/** A whole number below `below`. */
const draw = (seed: Uint8Array, occasion: string, below: number): number =>
  Math.floor((Number.parseInt(digest(seed, occasion).slice(0, 12), 16) / 2 ** 48) * below)

const digest = (seed: Uint8Array, occasion: string): string => sha256Hex(concat(seed, encodeUtf8(occasion)))

const minuteOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3))
