/**
 * A coalition's words for labels, from its charter (protocol.md 5); a `Charter` is one. `levels` gives each level's rank, 0
 * the lowest. `handling` stands in the charter's order: among codes of one family (`familyOf`) a later one is stricter.
 */
export interface LabelPolicy {
  readonly levels: ReadonlyMap<string, number>
  readonly categories: ReadonlyMap<string, unknown>
  readonly handling: ReadonlyMap<string, unknown>
  readonly purposes: ReadonlyMap<string, unknown>
}

/** Codes of one family exclude each other: `TLP:GREEN` and `TLP:AMBER` are of `TLP`, `H0` and `H3` of `H`, `EYES-ONLY` is its own. */
export function familyOf(code: string): string {
  return /^(?<family>.+?)(?::.*|\d+)$/u.exec(code)?.groups?.['family'] ?? code
}

/** Rank of a level; a level the charter does not name ranks above all others, so that nobody is cleared for it. */
export function levelRank(level: string, { levels }: LabelPolicy): number {
  return levels.get(level) ?? Infinity
}

/** Codes in the charter's order, unknown ones behind by name, each once: the one spelling in which handling is signed. */
export function sortHandling(codes: readonly string[], { handling }: LabelPolicy): readonly string[] {
  const order = [...handling.keys()]
  const rank = (code: string) => (handling.has(code) ? order.indexOf(code) : order.length)
  return [...new Set(codes)].toSorted((one, other) => rank(one) - rank(other) || (one < other ? -1 : 1))
}
