import type { Instant } from '#kernel/instant.ts'
import { addDays, isZone, momentsOf, wallTimeOf, weekdayOf, type WallTime } from '#kernel/zoned.ts'
import { weekdays, type DeskHours } from '#protocol/acts/desk-entry.ts'

/**
 * Whether a desk is manned. `until`: when that changes, if it does within a month. `unknown`: this node has no rules for the zone and does
 * not guess.
 */
export type Duty =
  | { readonly state: 'on' | 'off'; readonly until?: Instant }
  | { readonly state: 'unknown'; readonly zone: string }

/** A stretch in which the desk is manned: `from` is inside, `until` is not. */
interface Watch {
  readonly from: Instant
  readonly until: Instant
}

const aheadDays = 31

/** What a wall time is in a zone. */
export type Wall = typeof momentsOf

/** The same, worked out once for each wall time that is asked for: for a list of desks, many of which begin at the same hour. */
export function rememberedWall(): Wall {
  const known = new Map<string, ReturnType<Wall>>()
  return (wall: WallTime, zone: string) => {
    const name = `${zone} ${wall.date} ${wall.minute}`
    const moments = known.get(name) ?? momentsOf(wall, zone)
    known.set(name, moments)
    return moments
  }
}

/** A function of instants and hours alone: the same whenever and wherever it is asked. */
export function dutyAt(hours: DeskHours, now: Instant): Duty {
  const state = stateAt(hours, now)
  if (state === 'unknown') return { state, zone: hours.zone }
  if (hours.shifts === 'always' && (hours.exceptions ?? []).length === 0) return { state }
  const today = wallTimeOf(now, hours.zone).date
  if (state === 'off') return off(hours, today, now)
  const until = endOf(hours, today, presentAt(hours, now))
  return until === undefined ? { state } : { state, until }
}

/** The same without looking ahead, for lists. */
export function stateAt(hours: DeskHours, now: Instant, wall: Wall = momentsOf): Duty['state'] {
  if (!isZone(hours.zone)) return 'unknown'
  return presentAt(hours, now, wall).length > 0 ? 'on' : 'off'
}

/** What began yesterday may last until today, and clocks that change by a day were seen. */
function presentAt(hours: DeskHours, now: Instant, wall: Wall = momentsOf): readonly Watch[] {
  const today = wallTimeOf(now, hours.zone).date
  const begun = [-2, -1, 0, 1].flatMap((days) => watchesOn(hours, addDays(today, days), wall))
  return begun.filter(({ from, until }) => from <= now && now < until)
}

/** Those on watch are followed by whoever begins before they end, until nobody does. */
function endOf(hours: DeskHours, today: string, present: readonly Watch[]): Instant | undefined {
  let until = latest(present)
  for (let days = -2; days <= aheadDays; days += 1) {
    const watches = watchesOn(hours, addDays(today, days)).toSorted((one, other) => (one.from < other.from ? -1 : 1))
    if (days > 1 && watches.every(({ from }) => from > until)) return until
    for (const watch of watches) if (watch.from <= until && watch.until > until) ({ until } = watch)
  }
  return undefined
}

function off(hours: DeskHours, today: string, now: Instant): Duty {
  for (let days = -1; days <= aheadDays; days += 1) {
    const next = watchesOn(hours, addDays(today, days))
      .map(({ from }) => from)
      .filter((from) => from > now)
      .toSorted()
    if (next[0] !== undefined) return { state: 'off', until: next[0] }
  }
  return { state: 'off' }
}

/** What begins on a day. Whoever follows another leaves no gap where clocks change; time that clocks jump over is nobody's. */
function watchesOn(
  { zone, shifts, exceptions = [] }: DeskHours,
  date: string,
  wall: Wall = momentsOf,
): readonly Watch[] {
  const turns = exceptions.find((day) => day.date === date)?.turns ?? usualTurns(shifts, date)
  return turns
    .map(({ from, until }) => {
      const isOvernight = until <= from
      const end = { date: isOvernight ? addDays(date, 1) : date, minute: minuteOf(until) }
      return { from: wall({ date, minute: minuteOf(from) }, zone).first, until: wall(end, zone).last }
    })
    .filter(({ from, until }) => from < until)
}

const wholeDay = { from: '00:00', until: '24:00' }

function usualTurns(shifts: DeskHours['shifts'], date: string) {
  if (shifts === 'always') return [wholeDay]
  const day = weekdays[weekdayOf(date)]
  return shifts.filter(({ days }) => days.some((each) => each === day))
}

/** `08:30` as 510. */
const minuteOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3))

const latest = (watches: readonly Watch[]): Instant =>
  watches.reduce((last, { until }) => (until > last.until ? { until } : last), {
    until: watches[0]?.until ?? ('' as Instant),
  }).until
