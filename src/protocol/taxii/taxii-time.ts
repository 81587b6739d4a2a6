import { epochMsOf, instantOf, parseInstant } from '#kernel/instant.ts'

const microsPerSecond = 1_000_000
const shape = /^(?<seconds>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(?<fraction>\d{1,100}))?Z$/u
const digits = 6

/** A timestamp of TAXII 2.1 (section 1.7.1): RFC 3339 in UTC with six digits of a second. `micros`: since 1970. */
export function taxiiTime(micros: number): string {
  const seconds = Math.floor(micros / microsPerSecond)
  const fraction = String(micros - seconds * microsPerSecond).padStart(digits, '0')
  if (seconds !== latest.seconds) latest = { seconds, text: instantOf(seconds * 1000).slice(0, -'.000Z'.length) }
  return `${latest.text}.${fraction}Z`
}

/** Objects of a share have dates within one second: it is written once. */
let latest: { readonly seconds: number; readonly text: string } = { seconds: NaN, text: '' }

/** Microseconds since 1970, finer digits cut off; fewer digits than six, or none, are a client's right. `undefined` for what is no moment. */
export function microsOf(text: string): number | undefined {
  const { seconds = '', fraction = '' } = shape.exec(text)?.groups ?? {}
  const at = parseInstant(`${seconds}.000Z`)
  return at === undefined ? undefined : epochMsOf(at) * 1000 + Number(fraction.slice(0, digits).padEnd(digits, '0'))
}
