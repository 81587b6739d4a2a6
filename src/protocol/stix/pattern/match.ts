import { isRefusal, refuse, type Refusal } from '#kernel/refusal.ts'
import type { Code } from '#protocol/codes.ts'
import { candidatesOf } from './candidates.ts'
import type { Observed } from './observed.ts'
import { parsePattern } from './parse.ts'
import { Regexes } from './regexes.ts'
import { Search } from './search.ts'
import { Steps } from './steps.ts'
import type { Comparison } from './tree.ts'

/** What one match may cost: a few seconds at most. */
export const matchSteps = 20_000_000

export interface Matching {
  readonly isMatched: boolean
  /** Places of the observed data that match together: the first choice that was found. */
  readonly together: readonly number[]
  /** Places of those of which each alone matches the whole pattern. */
  readonly alone: readonly number[]
}

/**
 * Matches a pattern against observed data (STIX 2.1 chapter 9). It matches if the observations may have been at moments, within the bounds that
 * each gives, at which it does. Refused: a pattern that is none, a regular expression that is not searched for here, a match that
 * costs more than `limit` steps; never a wrong answer instead.
 */
export function matchPattern(
  text: string,
  observed: readonly Observed[],
  limit: number = matchSteps,
): Matching | Refusal<Code> {
  const pattern = parsePattern(text)
  if (isRefusal(pattern)) return pattern
  const steps = new Steps(limit)
  const regexes = new Regexes(steps)
  const refusal = regexes.prepare(text)
  if (refusal !== undefined) return refusal
  const known = new Map<Comparison, Candidates>()
  const candidates = (test: Comparison): Candidates => {
    const before = known.get(test)
    if (before !== undefined) return before
    const places = candidatesOf(test, observed, { regexes, steps })
    const found = { places, all: new Set(places) }
    known.set(test, found)
    return found
  }
  const together = new Search({ observed, steps, candidates: ({ test }) => candidates(test).places }).find(pattern)
  const alone = observed.keys().filter((place) => {
    const isOne = (test: Comparison): readonly number[] => (candidates(test).all.has(place) ? [0] : [])
    const one = observed.slice(place, place + 1)
    return new Search({ observed: one, steps, candidates: ({ test }) => isOne(test) }).find(pattern) !== undefined
  })
  const matching = { isMatched: together !== undefined, together: together ?? [], alone: [...alone] }
  return steps.isSpent ? refuse('pattern-too-costly', 'ours', { steps: limit }) : matching
}

/** The first regular expression of a valid pattern for which no match can search, with its place. */
export function refusedRegex(text: string): Refusal<Code> | undefined {
  const steps = new Steps(matchSteps)
  const refusal = new Regexes(steps).prepare(text)
  return refusal ?? (steps.isSpent ? refuse('pattern-too-costly', 'ours', { steps: matchSteps }) : undefined)
}

interface Candidates {
  readonly places: readonly number[]
  readonly all: ReadonlySet<number>
}
