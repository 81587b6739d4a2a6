import type { Refusal } from '#kernel/refusal.ts'
import { exitOf, Stop } from '#cli/stop.ts'

/** A refusal of the node's own code, as the command line tells it. */
export function stopOf({ code, rule, params }: Refusal): Stop {
  const problem = { code, rule, params: { ...params } }
  return new Stop(problem, exitOf(problem, 500))
}
