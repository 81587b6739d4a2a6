import { epochMsOf, instantOf } from '#kernel/instant.ts'
import type { Instant } from '#kernel/instant.ts'
import type { Delay } from '#protocol/acts/agreement-clauses.ts'

/** A day of the Gregorian calendar, as days since 1 January 1970. Which day a moment lies in depends on where it is asked. */
export type Day = number

interface Civil {
  readonly year: number
  /** 1 to 12. */
  readonly month: number
  readonly day: number
}

const dayMs = 86_400_000
/** Days of 400 years, after which the calendar repeats, and days from 1 March of year 0 to 1970. */
const [eraDays, toEpoch] = [146_097, 719_468]
/** The last moment that can be written. */
const lastMs = 253_402_300_799_999
const firstMs = -62_167_219_200_000

/** `+08:00` in milliseconds. */
export function offsetMs(utcOffset: string): number {
  const [hours = 0, minutes = 0] = utcOffset.slice(1).split(':').map(Number)
  return (utcOffset.startsWith('-') ? -1 : 1) * (hours * 60 + minutes) * 60_000
}

/** The day that has the moment, where the day begins `utcOffset` before UTC. */
export const dayAt = (at: Instant, utcOffset: string): Day => Math.floor((epochMsOf(at) + offsetMs(utcOffset)) / dayMs)

/** The first moment of the day there. */
export const startOf = (day: Day, utcOffset: string): Instant =>
  instantOf(Math.max(firstMs, Math.min(lastMs, day * dayMs - offsetMs(utcOffset))))

/** The day that a delay leads to. */
export function dayAfter(day: Day, { months = 0, days = 0, monthStart }: Delay): Day {
  const then = addMonths(day, months) + days
  if (monthStart === undefined) return then
  const { year, month } = civilOf(then)
  return dayOf({ year, month: month + monthStart, day: 1 })
}

/** The same day of a later month, or that month's last where it has no such day. */
export function addMonths(day: Day, months: number): Day {
  const { year, month, day: inMonth } = civilOf(day)
  const first = dayOf({ year, month: month + months, day: 1 })
  const length = dayOf({ year, month: month + months + 1, day: 1 }) - first
  return first + Math.min(inMonth, length) - 1
}

/** Years begin on 1 March here, so that the leap day is their last. Months past 12 run on into the years after. */
function dayOf({ year, month, day }: Civil): Day {
  const months = year * 12 + month - 3
  const [marchYear, marchMonth] = [Math.floor(months / 12), ((months % 12) + 12) % 12]
  const era = Math.floor(marchYear / 400)
  const inEra = marchYear - era * 400
  const inYear = Math.floor((153 * marchMonth + 2) / 5) + day - 1
  return era * eraDays + inEra * 365 + Math.floor(inEra / 4) - Math.floor(inEra / 100) + inYear - toEpoch
}

function civilOf(day: Day): Civil {
  const shifted = day + toEpoch
  const era = Math.floor(shifted / eraDays)
  const inEra = shifted - era * eraDays
  const year = Math.floor(
    (inEra - Math.floor(inEra / 1460) + Math.floor(inEra / 36_524) - Math.floor(inEra / 146_096)) / 365,
  )
  const inYear = inEra - (365 * year + Math.floor(year / 4) - Math.floor(year / 100))
  const marchMonth = Math.floor((5 * inYear + 2) / 153)
  const month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
  return {
    year: year + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: inYear - Math.floor((153 * marchMonth + 2) / 5) + 1,
  }
}

/**
 * The moment that a delay from a moment leads to: where the day counts, the first moment of that day at the depositary's seat, but never before the
 * moment itself, since no deed changes what was.
 */
export function momentAfter(at: Instant, delay: Delay, utcOffset: string): Instant {
  const start = startOf(dayAfter(dayAt(at, utcOffset), delay), utcOffset)
  return start > at ? start : at
}

/** `1980-01-27`: the day that has the moment, as a status table writes it. */
export function dateText(at: Instant, utcOffset: string): string {
  return startOf(dayAt(at, utcOffset), '+00:00').slice(0, 10)
}
