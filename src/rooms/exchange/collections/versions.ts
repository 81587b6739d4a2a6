import type { VersionFilter } from '#protocol/taxii/query.ts'

/** A version of an object as it lies in one share. */
export interface Copy {
  readonly date: number
  /** Sort key of its version. */
  readonly moment: string
  /** Whose share it is. */
  readonly author: string
}

/** What is known of all versions of an object. */
export interface Lineage {
  /** Who brought it in; needed only where states differ about its versions. */
  readonly creator?: string | undefined
  /** By state the earliest version by which it revokes the object. */
  readonly revokedAt?: Revoked | undefined
}
type Revoked = ReadonlyMap<string, string>

/**
 * Of all copies of one object the versions meant. Each state's last and first stand beside those of others, since only who brought an object
 * in makes a version that takes the place of his own; what he shared himself is his, whoever passes it on. A state's last version is the one by
 * which it first revoked the object, whatever it made later (STIX 2.1 section 3.6), else its newest.
 */
export function chosenAmong<Held extends Copy>(
  versions: VersionFilter,
  copies: readonly Held[],
  { creator, revokedAt }: Lineage = {},
): readonly Held[] {
  const byMoment = Map.groupBy(copies, ({ moment }) => moment)
  const firsts = [...byMoment.values()].map((same) => earliest(same.filter(isOf(creator)), same))
  if (versions.all) return firsts
  const wanted = new Set<string | undefined>(versions.exact)
  const ofCreator = new Set(copies.filter(isOf(creator)).map(({ moment }) => moment))
  for (const [author, { last, first }] of endsOf(copies, revokedAt)) {
    const isPassedOn = (moment: string): boolean => author !== creator && ofCreator.has(moment)
    if (versions.last && !isPassedOn(last)) wanted.add(last)
    if (versions.first && !isPassedOn(first)) wanted.add(first)
  }
  return firsts.filter(({ moment }) => wanted.has(moment))
}

/** Whether states differ about the versions meant, so that it matters who brought the object in. */
export function areDisputed(versions: VersionFilter, copies: readonly Copy[], revokedAt: Revoked | undefined): boolean {
  if (versions.all || copies.every(({ author }) => author === copies[0]?.author)) return false
  const ends = [...endsOf(copies, revokedAt).values()]
  const [one] = ends
  return ends.some(
    (other) => (versions.last && other.last !== one?.last) || (versions.first && other.first !== one?.first),
  )
}

interface Ends {
  readonly first: string
  readonly last: string
}

/** Each state's first version and its last. */
function endsOf(copies: readonly Copy[], revokedAt: Revoked | undefined): ReadonlyMap<string, Ends> {
  const ends = new Map<string, Ends>()
  for (const { author, moment } of copies) {
    const { first, last } = ends.get(author) ?? { first: moment, last: moment }
    ends.set(author, { first: moment < first ? moment : first, last: moment > last ? moment : last })
  }
  for (const [author, last] of revokedAt ?? []) {
    const own = ends.get(author)
    if (own !== undefined) ends.set(author, { ...own, last })
  }
  return ends
}

const isOf =
  (creator: string | undefined) =>
  ({ author }: Copy): boolean =>
    author === creator

function earliest<Held extends Copy>(preferred: readonly Held[], same: readonly Held[]): Held {
  const among = preferred.length > 0 ? preferred : same
  return among.reduce((first, copy) => (copy.date < first.date ? copy : first))
}
