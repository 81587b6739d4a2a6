import { refuse, type Refusal } from '#kernel/refusal.ts'
import type { ActId } from '#protocol/act/statement.ts'
import { rfiSteps, type RfiEndName, type RfiStepName } from '#protocol/acts/rfi.ts'

/** How it stands between who asks and one party that is asked. */
export type RfiState = 'sent' | 'clarification' | RfiStepName | RfiEndName

/** What counts of what a party that is asked has said. */
export interface Asked {
  /** The furthest of its steps. */
  readonly said?: RfiStepName
  /** The first clarification that it waits for. */
  readonly open?: ActId
}

const rankOf = (step: RfiStepName | undefined): number => (step === undefined ? -1 : rfiSteps.indexOf(step))

/** The furthest, in whichever order and however often they were heard. */
export function furthest(steps: readonly RfiStepName[]): RfiStepName | undefined {
  return rfiSteps.findLast((step) => steps.includes(step))
}

/** After these nobody waits for that party. */
export const isFinal = (said: RfiStepName | undefined): boolean => said === 'refused' || said === 'answered'

export function stateOf({ said, open }: Asked, end: RfiEndName | undefined): RfiState {
  if (end !== undefined) return end
  return open === undefined || isFinal(said) ? (said ?? 'sent') : 'clarification'
}

/** Of all parties asked: what waits for who asks comes first, then the one that is least far. */
export function stateOfAll(states: readonly RfiState[]): RfiState {
  const order: readonly RfiState[] = ['closed', 'withdrawn', 'clarification', 'sent', ...rfiSteps]
  return order.find((state) => states.includes(state)) ?? 'sent'
}

/** Each step leads further than those before; only of partial answers there may be several, and a refusal may give way to an answer. */
export function refuseStep(asked: Asked, end: RfiEndName | undefined, step: RfiStepName): Refusal | undefined {
  if (end !== undefined) return refuseOver(end)
  const isFurther = rankOf(step) > rankOf(asked.said) || (step === 'partial' && asked.said === 'partial')
  return isFurther ? undefined : refuse('rfi-step', 'domain 3: states', { step, state: asked.said ?? 'sent' })
}

/** One thing is clarified after the other, while nothing final has been said. */
export function refuseAsking({ said, open }: Asked, end: RfiEndName | undefined): Refusal | undefined {
  if (end !== undefined) return refuseOver(end)
  if (open === undefined && !isFinal(said)) return undefined
  return refuse('rfi-step', 'domain 3: states', { step: 'clarification', state: stateOf({ said, open } as Asked, end) })
}

/** Closed by who asks once somebody has said something; withdrawn at any time before. */
export function refuseEnd(
  asked: readonly Asked[],
  end: RfiEndName | undefined,
  wished: RfiEndName,
): Refusal | undefined {
  if (end !== undefined) return refuseOver(end)
  const isAnswered = asked.some(({ said }) => isFinal(said) || said === 'partial')
  return wished === 'withdrawn' || isAnswered ? undefined : refuse('rfi-open', 'domain 3: states')
}

const refuseOver = (end: RfiEndName): Refusal =>
  refuse('rfi-over', 'consultation: of what is over nothing more is said', { state: end })
