import type { VersionFilter } from '#protocol/taxii/query.ts'

/** A version of an object as it lies in one share. */
export interface Copy {
  readonly date: number
  /** Sort key of its version. */
  readonly moment: string
  /** Who brought it in. */
  readonly author: string
}

/**
 * Of all copies of one object the versions meant. Only who brought an object in makes a newer version of it that takes the place of his
 * older ones: each state's newest, and its first, stand beside those of others.
 */
export function chosenAmong<Held extends Copy>(versions: VersionFilter, copies: readonly Held[]): readonly Held[] {
  const firsts = [...Map.groupBy(copies, ({ moment }) => moment).values()].map(earliest)
  if (versions.all) return firsts
  const chosen = new Set(firsts.filter(({ moment }) => versions.exact.has(moment)))
  for (const ofAuthor of Map.groupBy(copies, ({ author }) => author).values()) {
    const moments = ofAuthor.map(({ moment }) => moment).toSorted()
    const wanted = [versions.last ? moments.at(-1) : undefined, versions.first ? moments[0] : undefined]
    for (const one of firsts) if (wanted.includes(one.moment)) chosen.add(one)
  }
  return [...chosen]
}

function earliest<Held extends Copy>(copies: readonly Held[]): Held {
  return copies.reduce((first, copy) => (copy.date < first.date ? copy : first))
}
