import { capTimeOf } from '#protocol/cap/time.ts'
import { addMs, epochMsOf, type Instant } from '#kernel/instant.ts'
import { systemClock } from '#platform/clock/system-time.ts'
import type { Desk } from '../desk.ts'

/** Milliseconds until an alert is on the addressee's event stream. */
export interface Took {
  /** From the instant that the signed act names. */
  readonly signedMs: number
  /** From the first byte of the POST. */
  readonly postedMs: number
}

export interface AlertsWish {
  readonly everyMs: number
  /** Asked before each alert. */
  readonly isOver: (sent: number) => boolean
}

const longestMs = 120_000

/** An alert every so many milliseconds, whatever became of those before it, each from one duty desk to another. */
export async function runAlerts(author: Desk, addressee: Desk, wish: AlertsWish): Promise<readonly Took[]> {
  const told = new Map<string, PromiseWithResolvers<number>>()
  const toldOf = (act: string) => {
    const found = told.get(act) ?? Promise.withResolvers<number>()
    told.set(act, found)
    return found
  }
  const close = await addressee.listen((act) => toldOf(act).resolve(wallMs()))
  const sent: Promise<Took>[] = []
  const began = performance.now()
  while (!wish.isOver(sent.length)) {
    sent.push(oneAlert(author, addressee.party, (act) => toldOf(act).promise))
    await pause(began + sent.length * wish.everyMs - performance.now())
  }
  const took = await withinTime(Promise.all(sent))
  close()
  return took
}

async function oneAlert(author: Desk, to: string, told: (act: string) => Promise<number>): Promise<Took> {
  const postedAt = wallMs()
  const { act, recorded } = await author.post<Answer>('/api/v1/alerts', alertWish([to]))
  const at = await told(act)
  return { signedMs: at - epochMsOf(recorded), postedMs: at - postedAt }
}

/** A warning to these states that ends in an hour. */
export const alertWish = (to: readonly string[]) => ({
  level: 'restricted',
  category: 'network-security',
  to,
  info: [block(systemClock.now())],
})

interface Answer {
  readonly act: string
  readonly recorded: Instant
}

const hourMs = 3_600_000

const block = (now: Instant) => ({
  language: 'en',
  headline: 'Made up for a measurement',
  description: 'Nothing has happened.',
  category: ['Security'],
  event: 'Measurement',
  urgency: 'Immediate',
  severity: 'Severe',
  certainty: 'Observed',
  expires: capTimeOf(addMs(now, hourMs)),
  area: [{ areaDesc: 'Nowhere', circle: ['48.1,38.2 20'] }],
})

/** The clock of the machine, finer than a millisecond. */
export const wallMs = (): number => performance.timeOrigin + performance.now()

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, Math.max(0, ms)))

async function withinTime<Result>(work: Promise<Result>): Promise<Result> {
  const late = Promise.withResolvers<never>()
  const fail = (): void => late.reject(new Error(`an alert has not come within ${longestMs / 1000} s`))
  const timer = setTimeout(fail, longestMs)
  return Promise.race([work, late.promise]).finally(() => clearTimeout(timer))
}
