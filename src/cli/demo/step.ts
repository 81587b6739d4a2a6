import type { Stage } from './stage.ts'

/** The six facts of the tour, in the order in which they are shown. */
export const facts = ['release', 'delivery', 'record', 'recall', 'outage', 'verification'] as const
export type Fact = (typeof facts)[number]

/** One claim. Its sentence is `cli.tour.step.<name>`; `check` throws Broken where the claim does not hold. */
export interface Step {
  readonly fact: Fact
  readonly name: string
  readonly check: (stage: Stage) => Promise<void>
}
