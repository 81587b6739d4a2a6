import { addMs, parseInstant } from '#kernel/instant.ts'
import { trackSteps } from '#protocol/acts/track-step.ts'
import { dateText, dayAt, startOf } from '#protocol/agreement/day.ts'
import type { TrackedStep } from '../../api/agreements.ts'

/** One line of what a desk says of its own procedures; days as `2026-11-22`, counted where the agreement counts them. */
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
  /** What was said of it last. */
  readonly said?: TrackedStep
}

const empty = { at: '', earliest: '', likely: '', latest: '', confidence: '80', blocker: '' }

/** What was said last as lines to change, and a line for each step of which nothing was said. */
export function linesOf(said: readonly TrackedStep[], utcOffset: string): readonly StepLine[] {
  return trackSteps.flatMap((step): readonly StepLine[] => {
    const own = said.filter((one) => one.step === step)
    return own.length === 0 ? [{ ...empty, step, kind: 'open' }] : own.map((one) => lineOf(one, utcOffset))
  })
}

function lineOf(said: TrackedStep, utcOffset: string): StepLine {
  const { step, reading, state, blocker = '' } = said
  const { kind, at, expected } = state
  return {
    step,
    ...(reading === undefined ? {} : { reading }),
    kind,
    at: dayOf(at, utcOffset),
    earliest: dayOf(expected?.earliest, utcOffset),
    likely: dayOf(expected?.likely, utcOffset),
    latest: dayOf(expected?.latest, utcOffset),
    confidence: String(expected?.confidence ?? 80),
    blocker,
    said,
  }
}

function dayOf(at: string | undefined, utcOffset: string): string {
  const instant = parseInstant(at ?? '')
  return instant === undefined ? '' : dateText(instant, utcOffset)
}

const noonMs = 43_200_000

/** The moment that was said, if it lies on that day; else noon of the day where the agreement counts it. `undefined` for what is no day. */
function momentOf(day: string, said: string | undefined, utcOffset: string): string | undefined {
  if (said !== undefined && dayOf(said, utcOffset) === day) return said
  const midnight = parseInstant(`${day}T00:00:00.000Z`)
  return midnight && addMs(startOf(dayAt(midnight, '+00:00'), utcOffset), noonMs)
}

/**
 * The steps that the lines say; `undefined` as long as one lacks a day or names its days out of order. What nobody says anything of is left
 * out: a deposit that is not listed follows the instrument, one that is listed as open has no date.
 */
export function stepsOf(lines: readonly StepLine[], utcOffset: string): readonly TrackedStep[] | undefined {
  const spoken = lines.filter(
    ({ kind, blocker, said }) => kind !== 'open' || blocker.trim() !== '' || said !== undefined,
  )
  const steps = spoken.map((line) => stepOf(line, utcOffset))
  return steps.some((step) => step === undefined) ? undefined : steps.filter((step) => step !== undefined)
}

/** Whether something can hold the step up: nothing does once it is done or not needed. */
export const canBeHeldUp = (kind: string): boolean => kind === 'open' || kind === 'expected'

function stepOf(line: StepLine, utcOffset: string): TrackedStep | undefined {
  const { step, reading, kind } = line
  const state = stateOf(line, utcOffset)
  if (state === undefined) return undefined
  const blocker = canBeHeldUp(kind) ? line.blocker.trim() : ''
  return { step, ...(reading === undefined ? {} : { reading }), state, ...(blocker === '' ? {} : { blocker }) }
}

function stateOf(line: StepLine, utcOffset: string): TrackedStep['state'] | undefined {
  const { kind, said, confidence } = line
  if (kind === 'done') {
    const at = momentOf(line.at, said?.state.at, utcOffset)
    return at === undefined ? undefined : { kind, at }
  }
  if (kind !== 'expected') return { kind }
  const sure = Number(confidence)
  const was = said?.state.expected
  const earliest = momentOf(line.earliest, was?.earliest, utcOffset)
  const likely = momentOf(line.likely, was?.likely, utcOffset)
  const latest = momentOf(line.latest, was?.latest, utcOffset)
  if (earliest === undefined || likely === undefined || latest === undefined) return undefined
  if (line.earliest > line.likely || line.likely > line.latest) return undefined
  if (confidence.trim() === '' || !Number.isInteger(sure) || sure < 0 || sure > 100) return undefined
  // Of days that are in order, moments that are not lie on one day.
  const [first = earliest, middle = likely, last = latest] = [earliest, likely, latest].toSorted()
  return { kind, expected: { earliest: first, likely: middle, latest: last, confidence: sure } }
}
