import { epochMsOf, instantOf, parseInstant, type Instant } from './instant.ts'

/** A wall clock: `2026-11-21` and whole minutes since its midnight; 1440 is the midnight that ends the day. */
export interface WallTime {
  readonly date: string
  readonly minute: number
}

const dayMs = 86_400_000
const minuteMs = 60_000

/** One for each zone that this runtime knows; there are a few hundred names. */
const formats = new Map<string, Intl.DateTimeFormat>()

/** Whether this runtime knows the rules of an IANA zone (`Asia/Almaty`). Another's tables may be older or newer. */
export function isZone(zone: string): boolean {
  return formatOf(zone) !== undefined
}

/** What clocks in a zone show. Faults on a zone that is none: ask `isZone` first. */
export function wallTimeOf(at: Instant, zone: string): WallTime {
  const wall = instantOf(wallMs(epochMsOf(at), zone))
  return { date: wall.slice(0, 10), minute: Number(wall.slice(11, 13)) * 60 + Number(wall.slice(14, 16)) }
}

/**
 * The moments at which clocks in a zone show this. Two in the hour that is had twice; where clocks jump over it, both are the moment of the
 * jump. So whoever begins when another ends leaves no gap, whatever the clocks do in between.
 */
export function momentsOf(wall: WallTime, zone: string): { readonly first: Instant; readonly last: Instant } {
  const shown = shownMs(wall)
  const offsets = [offsetMs(shown - dayMs, zone), offsetMs(shown + dayMs, zone)]
  const moments = offsets.map((offset) => shown - offset).filter((ms) => wallMs(ms, zone) === shown)
  if (moments.length === 0) {
    const jump = instantOf(jumpBetween(shown - dayMs, shown + dayMs, zone))
    return { first: jump, last: jump }
  }
  return { first: instantOf(Math.min(...moments)), last: instantOf(Math.max(...moments)) }
}

/** The day so many days later. */
export function addDays(date: string, days: number): string {
  return instantOf(shownMs({ date, minute: 0 }) + days * dayMs).slice(0, 10)
}

/** 0 for Monday to 6 for Sunday. */
export function weekdayOf(date: string): number {
  const days = Math.floor(shownMs({ date, minute: 0 }) / dayMs)
  // 1 January 1970 was a Thursday.
  return (((days + 3) % 7) + 7) % 7
}

/** Whether `2026-02-29` is a day at all. */
export function isDate(date: string): boolean {
  return parseInstant(`${date}T00:00:00.000Z`) !== undefined
}

function shownMs({ date, minute }: WallTime): number {
  const midnight = parseInstant(`${date}T00:00:00.000Z`)
  if (midnight === undefined) throw new RangeError(`${date} is no day`)
  return epochMsOf(midnight) + minute * minuteMs
}

const offsetMs = (epochMs: number, zone: string): number => wallMs(epochMs, zone) - epochMs

/** What clocks show, as if they showed UTC. */
function wallMs(epochMs: number, zone: string): number {
  const format = formatOf(zone)
  if (format === undefined) throw new RangeError(`${zone} is no zone`)
  const parts = new Map(format.formatToParts(epochMs).map(({ type, value }) => [type, value]))
  const part = (name: Intl.DateTimeFormatPartTypes) => parts.get(name) ?? ''
  const wall = `${part('year')}-${part('month')}-${part('day')}T${part('hour')}:${part('minute')}:${part('second')}`
  const shown = parseInstant(`${wall}.000Z`)
  if (shown === undefined) throw new RangeError(`${epochMs} lies outside the calendar`)
  return epochMsOf(shown) + (((epochMs % 1000) + 1000) % 1000)
}

/** The moment between two at which the clocks change. */
function jumpBetween(from: number, to: number, zone: string): number {
  let [before, after] = [from, to]
  const offset = offsetMs(before, zone)
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2)
    if (offsetMs(middle, zone) === offset) before = middle
    else after = middle
  }
  return after
}

function formatOf(zone: string): Intl.DateTimeFormat | undefined {
  const known = formats.get(zone)
  if (known !== undefined) return known
  try {
    const two = '2-digit'
    const format = new Intl.DateTimeFormat('en-GB', {
      timeZone: zone,
      calendar: 'iso8601',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      year: 'numeric',
      month: two,
      day: two,
      hour: two,
      minute: two,
      second: two,
    })
    formats.set(zone, format)
    return format
  } catch {
    return undefined
  }
}
