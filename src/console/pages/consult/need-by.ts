import { parseInstant } from '#kernel/instant.ts'
import { isZone, wallTimeOf } from '#kernel/zoned.ts'

const two = (value: number): string => String(value).padStart(2, '0')

/** `2026-11-24 23:05 Asia/Almaty`: a deadline by the clocks by which it was meant. */
export function zonedText(at: string, zone: string): string {
  const instant = parseInstant(at)
  if (instant === undefined || !isZone(zone)) return zone
  const { date, minute } = wallTimeOf(instant, zone)
  return `${date} ${two(Math.floor(minute / 60))}:${two(minute % 60)} ${zone}`
}
