import type { Match, Matches } from './matches.ts'
import type { Facets, FacetValue } from './search.ts'

/** So many finds are counted; where there are more, the newest. */
export const countedFinds = 10_000
/** Values of one kind that are told, the most frequent. */
const toldValues = 100

/** `matches`: one more than are counted, if there are more. */
export function facetsOf({ matches, stopped }: Matches): Facets {
  const counted = matches.slice(0, countedFinds)
  const told = (valuesIn: (match: Match) => readonly string[]) => valuesOf(counted.flatMap(valuesIn))
  return {
    finds: counted.length,
    exact: matches.length <= countedFinds && stopped === undefined,
    type: told(({ traits }) => [traits.type]),
    category: told(({ category }) => [category]),
    author: told(({ author }) => [author]),
    level: told(({ level }) => [level]),
    tlp: told(({ traits }) => traits.tlp),
    technique: told(({ traits }) => traits.techniques),
    day: told(({ at }) => [at.slice(0, '2026-11-21'.length)]),
  }
}

/** The most frequent first, equal ones by name. */
function valuesOf(values: readonly string[]): readonly FacetValue[] {
  const counts = new Map<string, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return Array.from(counts, ([value, count]) => ({ value, count }))
    .toSorted((one, other) => other.count - one.count || (one.value < other.value ? -1 : 1))
    .slice(0, toldValues)
}
