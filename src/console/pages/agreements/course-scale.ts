import { epochMsOf, parseInstant } from '#kernel/instant.ts'

/** Milliseconds since 1970 of a moment of the record; 0 of what is none. */
export function msOf(at: string): number {
  const instant = parseInstant(at)
  return instant === undefined ? 0 : epochMsOf(instant)
}

/**
 * Where moments stand on a line of some width. Days in proportion, but no two dots nearer than `least`: a course has years of rest and weeks of
 * everything at once, and each dot must be seen. Later never stands before earlier.
 */
export function spread(
  moments: readonly number[],
  { width, least }: { readonly width: number; readonly least: number },
) {
  const first = moments[0] ?? 0
  const span = Math.max(1, (moments.at(-1) ?? 0) - first)
  const gap = Math.min(least, width / Math.max(1, moments.length - 1))
  const room = width - gap * Math.max(0, moments.length - 1)
  return moments.map((at, place) => ((at - first) / span) * room + gap * place)
}
