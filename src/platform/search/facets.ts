import type { Match, Matches } from './matches.ts'
import type { Facets, FacetValue } from './search.ts'
import type { Traits } from './types-row.ts'

/** So many finds are counted; where there are more, the newest. */
export const countedFinds = 10_000
/** Values of one kind that are told, the most frequent. */
const toldValues = 100

/** `matches`: one more than are counted, if there are more. */
export function facetsOf({ matches, stopped }: Matches): Facets {
  const counted = matches.slice(0, countedFinds)
  const alone = (valueIn: (match: Match) => string) => {
    const counts = new Map<string, number>()
    for (const match of counted) raise(counts, valueIn(match), 1)
    return valuesOf(counts)
  }
  const traits = traitsOf(counted)
  return {
    finds: counted.length,
    exact: matches.length <= countedFinds && stopped === undefined,
    ...traits,
    category: alone(({ category }) => category),
    author: alone(({ author }) => author),
    level: alone(({ level }) => level),
    day: alone(({ at }) => at.slice(0, '2026-11-21'.length)),
  }
}

/** Many are counted by the same, which is one thing for all of a batch: that is counted first. */
function traitsOf(counted: readonly Match[]): Pick<Facets, 'type' | 'tlp' | 'technique'> {
  const times = new Map<Traits, number>()
  for (const { traits } of counted) times.set(traits, (times.get(traits) ?? 0) + 1)
  const [type, tlp, technique] = [new Map<string, number>(), new Map<string, number>(), new Map<string, number>()]
  for (const [traits, count] of times) {
    raise(type, traits.type, count)
    for (const mark of traits.tlp) raise(tlp, mark, count)
    for (const id of traits.techniques) raise(technique, id, count)
  }
  return { type: valuesOf(type), tlp: valuesOf(tlp), technique: valuesOf(technique) }
}

const raise = (counts: Map<string, number>, value: string, by: number): unknown =>
  counts.set(value, (counts.get(value) ?? 0) + by)

/** The most frequent first, equal ones by name. */
function valuesOf(counts: ReadonlyMap<string, number>): readonly FacetValue[] {
  return Array.from(counts, ([value, count]) => ({ value, count }))
    .toSorted((one, other) => other.count - one.count || (one.value < other.value ? -1 : 1))
    .slice(0, toldValues)
}
