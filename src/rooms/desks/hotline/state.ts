import type { HotlineOutcome } from '#protocol/acts/hotline.ts'

/** How it stands with the record of a call: for one who took part, and for all of them. */
export type CallState = 'proposed' | HotlineOutcome

/** What one party says comes to this in whichever order it is heard: who has countersigned has, and who contested may countersign yet. */
export function stateOf(outcomes: readonly HotlineOutcome[]): CallState {
  if (outcomes.includes('countersigned')) return 'countersigned'
  return outcomes.includes('contested') ? 'contested' : 'proposed'
}

/** Contested as long as one contests it; countersigned once all have. */
export function stateOfAll(states: readonly CallState[]): CallState {
  if (states.includes('contested')) return 'contested'
  return states.length > 0 && states.every((state) => state === 'countersigned') ? 'countersigned' : 'proposed'
}
