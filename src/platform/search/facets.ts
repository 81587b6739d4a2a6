import type { Match } from './matches.ts'
import type { Facets, FacetValue } from './search.ts'

/** So many finds are counted; where there are more, the newest. */
export const countedFinds = 10_000
/** Values of one kind that are told, the most frequent. */
const toldValues = 100

/** `matches`: one more than are counted, if there are more. */
export function facetsOf(matches: readonly Match[]): Facets {
  const counted = matches.slice(0, countedFinds)
  const told = (valueOf: (match: Match) => string) => valuesOf(Map.groupBy(counted, valueOf))
  return {
    finds: counted.length,
    exact: matches.length <= countedFinds,
    type: told(({ type }) => type),
    category: told(({ category }) => category),
    author: told(({ author }) => author),
    level: told(({ level }) => level),
  }
}

/** The most frequent first, equal ones by name. */
function valuesOf(groups: ReadonlyMap<string, readonly Match[]>): readonly FacetValue[] {
  return Array.from(groups, ([value, { length: count }]) => ({ value, count }))
    .toSorted((one, other) => other.count - one.count || (one.value < other.value ? -1 : 1))
    .slice(0, toldValues)
}
