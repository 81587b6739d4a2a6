import type { Brand } from './brand.ts'

/** A moment in UTC to the millisecond, exactly `2026-11-21T18:05:00.000Z`; sorts as text. */
export type Instant = Brand<string, 'Instant'>

const shape = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/u

/** `undefined` unless the text is a real moment in the one spelling (no leap second, no 24:00, no offset). */
export function parseInstant(text: string): Instant | undefined {
  if (!shape.test(text)) return undefined
  const ms = Date.parse(text)
  return Number.isNaN(ms) || new Date(ms).toISOString() !== text ? undefined : (text as Instant)
}

/** `epochMs`: whole milliseconds since 1970 in UTC. */
export function instantOf(epochMs: number): Instant {
  return new Date(epochMs).toISOString() as Instant
}

/** Milliseconds since 1970 in UTC. */
export function epochMsOf(at: Instant): number {
  return Date.parse(at)
}

export function addMs(at: Instant, ms: number): Instant {
  return instantOf(epochMsOf(at) + ms)
}

/** `Sat, 21 Nov 2026 18:05:00 +0000`: as letters and feeds write it (RFC 5322, 3.3). */
export function internetDate(at: Instant): string {
  return new Date(epochMsOf(at)).toUTCString().replace('GMT', '+0000')
}
