import type { TrackedStep } from '../../api/agreements.ts'

export const trackSteps = [
  'initialled',
  'government',
  'parliament',
  'promulgation',
  'instrument',
  'deposited',
  'notified',
] as const

/** One line of what a desk says of its own procedures; days as `2026-11-22`. */
export interface StepLine {
  readonly step: string
  readonly reading?: number
  readonly kind: string
  readonly at: string
  readonly earliest: string
  readonly likely: string
  readonly latest: string
  readonly confidence: string
  readonly blocker: string
}

const empty = { at: '', earliest: '', likely: '', latest: '', confidence: '80', blocker: '' }

/** What was said last as lines to change, and a line for each step of which nothing was said. */
export function linesOf(said: readonly TrackedStep[]): readonly StepLine[] {
  return trackSteps.flatMap((step): readonly StepLine[] => {
    const own = said.filter((one) => one.step === step)
    return own.length === 0 ? [{ ...empty, step, kind: 'open' }] : own.map(lineOf)
  })
}

function lineOf({ step, reading, state: { kind, at, expected }, blocker = '' }: TrackedStep): StepLine {
  return {
    step,
    ...(reading === undefined ? {} : { reading }),
    kind,
    at: dayOf(at),
    earliest: dayOf(expected?.earliest),
    likely: dayOf(expected?.likely),
    latest: dayOf(expected?.latest),
    confidence: String(expected?.confidence ?? 80),
    blocker,
  }
}

const dayOf = (at = ''): string => at.slice(0, 10)

/** Noon, which is that day wherever a depositary counts its days. */
const momentOf = (day: string): string => `${day}T12:00:00.000Z`
const isDay = (text: string): boolean => /^\d{4}-\d{2}-\d{2}$/u.test(text)

/** The steps that the lines say; `undefined` as long as one lacks a day or names its days out of order. */
export function stepsOf(lines: readonly StepLine[]): readonly TrackedStep[] | undefined {
  const steps = lines.map(stepOf)
  return steps.some((step) => step === undefined) ? undefined : steps.filter((step) => step !== undefined)
}

function stepOf({ step, reading, kind, blocker, ...line }: StepLine): TrackedStep | undefined {
  const state = stateOf(kind, line)
  if (state === undefined) return undefined
  const held = blocker.trim()
  return { step, ...(reading === undefined ? {} : { reading }), state, ...(held === '' ? {} : { blocker: held }) }
}

type Dated = Omit<StepLine, 'step' | 'reading' | 'kind' | 'blocker'>

function stateOf(kind: string, { at, earliest, likely, latest, confidence }: Dated): TrackedStep['state'] | undefined {
  if (kind === 'done') return isDay(at) ? { kind, at: momentOf(at) } : undefined
  if (kind !== 'expected') return { kind }
  const sure = Number(confidence)
  if (![earliest, likely, latest].every(isDay) || earliest > likely || likely > latest) return undefined
  if (!Number.isInteger(sure) || sure < 0 || sure > 100) return undefined
  const expected = {
    earliest: momentOf(earliest),
    likely: momentOf(likely),
    latest: momentOf(latest),
    confidence: sure,
  }
  return { kind, expected }
}
