import type { Reads } from '#platform/db/store.ts'
import type { Match } from './matches.ts'
import type { Facets, FacetValue } from './search.ts'
import type { Source } from './source.ts'

/** So many finds are counted; where there are more, the newest. */
export const countedFinds = 10_000
/** Values of one kind that are told, the most frequent. */
const toldValues = 100

/** `matches`: one more than are counted, if there are more. */
export async function facetsOf(matches: readonly Match[], reads: Reads, sources: readonly Source[]): Promise<Facets> {
  const counted = matches.slice(0, countedFinds)
  const [type, category, author, level] = [new Counts(), new Counts(), new Counts(), new Counts()]
  let finds = 0
  for (const [act, of] of Map.groupBy(counted, (match) => match.act)) {
    const [first] = of
    const source = sources.find(({ name }) => name === first?.source)
    const types =
      (await source?.types(
        reads,
        act,
        of.map(({ position }) => position),
      )) ?? []
    if (first === undefined || types.length === 0) continue
    finds += types.length
    for (const each of types) type.add(each)
    category.add(first.category, types.length)
    author.add(first.author, types.length)
    level.add(first.level, types.length)
  }
  const told = { type: type.told, category: category.told, author: author.told, level: level.told }
  return { finds, exact: matches.length <= countedFinds, ...told }
}

class Counts {
  readonly #counts = new Map<string, number>()

  add(value: string, count = 1): void {
    this.#counts.set(value, (this.#counts.get(value) ?? 0) + count)
  }

  /** The most frequent first, equal ones by name. */
  get told(): readonly FacetValue[] {
    return Array.from(this.#counts, ([value, count]) => ({ value, count }))
      .toSorted((one, other) => other.count - one.count || (one.value < other.value ? -1 : 1))
      .slice(0, toldValues)
  }
}
