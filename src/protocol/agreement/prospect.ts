import type { Instant } from '#kernel/instant.ts'
import type { ConsentKind } from '#protocol/acts/agreement-clauses.ts'
import type { Expected, Track, TrackedStep } from '#protocol/acts/agreement-track.ts'
import { trackSteps, type TrackStep } from '#protocol/acts/track-step.ts'
import type { Party } from '#protocol/identity/party.ts'

/** What can be said of a consent that is still to come. */
export interface Prospect {
  readonly party: Party
  readonly instrument: ConsentKind
  /** The first step that is not done. */
  readonly next: TrackStep
  /** When the deposit is expected; `undefined` where some step on the way has no date. */
  readonly deposit?: Expected
  readonly blockers: readonly string[]
  /** Steps whose likely date has passed. */
  readonly overdue: readonly TrackStep[]
}

/** The steps up to the deposit: what comes after it holds nothing up. */
const toDeposit = trackSteps.slice(0, trackSteps.indexOf('deposited') + 1)

/** A state's way still to go, as of a moment. Steps may overlap, so the deposit comes with the last of them. */
export function prospectOf({ party, instrument, steps }: Track, asOf: Instant): Prospect {
  const ahead = toDeposit.flatMap((step) => remaining(step, steps))
  const dated = ahead.flatMap(({ state }) => (state.kind === 'expected' ? [state.expected] : []))
  const isDated = ahead.length > 0 && dated.length === ahead.length
  return {
    party,
    instrument,
    next: ahead[0]?.step ?? 'deposited',
    ...(isDated ? { deposit: together(dated, asOf) } : {}),
    blockers: ahead.flatMap(({ blocker }) => (blocker === undefined ? [] : [blocker])),
    overdue: ahead.flatMap(({ step, state }) =>
      state.kind === 'expected' && state.expected.likely < asOf ? [step] : [],
    ),
  }
}

/** What of a step is not done. A deposit that nobody dates follows the instrument; any other step that is not listed is open. */
function remaining(step: TrackStep, steps: readonly TrackedStep[]): readonly TrackedStep[] {
  const listed = steps.filter((one) => one.step === step)
  if (listed.length === 0 && step === 'deposited' && steps.length > 0) return []
  if (listed.length === 0) return [{ step, state: { kind: 'open' } }]
  return listed.filter(({ state }) => state.kind !== 'done' && state.kind !== 'not-needed')
}

/** The last of each; all must come true, so the confidences multiply. No date lies in the past. */
function together(all: readonly Expected[], asOf: Instant): Expected {
  const last = (of: (one: Expected) => Instant): Instant =>
    all.reduce((latest, one) => (of(one) > latest ? of(one) : latest), asOf)
  const sure = all.reduce((product, { confidence }) => product * (confidence / 100), 1)
  return {
    earliest: last((one) => one.earliest),
    likely: last((one) => one.likely),
    latest: last((one) => one.latest),
    confidence: Math.round(sure * 100),
  }
}
