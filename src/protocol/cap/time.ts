import { epochMsOf, parseInstant } from '#kernel/instant.ts'
import type { Instant } from '#kernel/instant.ts'

const shape = /^(?<local>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?<sign>[+-])(?<hours>\d\d):(?<minutes>\d\d)$/u
const minuteMs = 60_000
const longestOffset = 14 * 60

/**
 * A CAP dateTime: seconds, and a numeric offset even for UTC (CAP 1.2, 3.3.2: `Z` must not be used). Milliseconds since 1970 in
 * UTC; `undefined` for another spelling and for a moment that does not exist.
 */
export function capTimeMs(text: string): number | undefined {
  const { local, sign, hours, minutes } = shape.exec(text)?.groups ?? {}
  if (local === undefined) return undefined
  const offset = Number(hours) * 60 + Number(minutes)
  const there = parseInstant(`${local}.000Z`)
  if (there === undefined || offset > longestOffset || Number(minutes) > 59) return undefined
  return epochMsOf(there) - (sign === '-' ? -offset : offset) * minuteMs
}

/** The moment as CAP spells it in UTC: `2026-11-21T18:05:00-00:00` (CAP 1.2, 3.3.2). Fractions of a second are cut. */
export function capTimeOf(at: Instant): string {
  return `${at.slice(0, 19)}-00:00`
}
