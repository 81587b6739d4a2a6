import type { TaxiiQuery, VersionFilter } from '#protocol/taxii/query.ts'
import { foresee, question, selectAll, type Question } from '#platform/db/select-all.ts'
import type { Row, Where } from '#platform/db/table.ts'
import { objects } from '../tables.ts'
import type { Found, Scope } from './copies.ts'
import { KnownLayouts, type KnownLayout, type Run } from './known-runs.ts'
import type { Layout } from './layout.ts'
import { datesMeant, revokedQuestion, type Creators } from './lineages.ts'
import { stretchPlaces, unpackPlaces } from './places.ts'
import { momentOf, seenAs } from './repeats.ts'
import { lanes, repeats, stretches } from './tables.ts'

type Lane = Row<typeof lanes>
type Repeat = Row<typeof repeats>
type Stretch = Row<typeof stretches>

/** Stretches asked for at once: as many as likely hold what is wanted. */
const fewStretches = 2
const manyStretches = 512
/** Dates that lie this far apart for each object are asked for one by one, and so are those of more shares. */
const sparse = 8
const fewSpans = 8

/** What is laid out after a date, and how many objects of it are wanted. */
export interface Span {
  readonly after: number
  readonly layout: Layout
  readonly limit: number
}

/** Read at once where fewer are wanted: whoever asks next goes on from there. */
const fewObjects = 250

/** What is asked, as one text: whoever asks the same is answered the same. */
function questionOf({ shares }: Scope, { types, versions }: TaxiiQuery): string {
  const { all, last, first, exact } = versions
  return JSON.stringify([shares, types ?? '', all, last, first, [...exact]])
}

/** Whether what the next `limit` objects are made of is known. */
export function isKnown({ known, ...scope }: Scope, query: TaxiiQuery, { after, layout, limit }: Span): boolean {
  const reach = { objects: limit, end: layout.laid }
  return known?.of(layout).reaches(questionOf(scope, query), after, reach) === true
}

/** What is known already, and between it what is read now. Where nothing has changed a page asks nothing here. */
export async function* laidRuns(scope: Scope, query: TaxiiQuery, { after, layout, limit }: Span): AsyncGenerator<Run> {
  const known = (scope.known ?? new KnownLayouts()).of(layout)
  const question = questionOf(scope, query)
  let reading: AsyncGenerator<Run, undefined> | undefined
  const readFrom = async (from: number): Promise<Run | undefined> => {
    reading ??= readRuns(scope, query, { after: from, layout, limit, known })
    return (await reading.next()).value
  }
  for (let at = after; at < layout.laid;) {
    const there = known.run(question, at) ?? known.coming(question, at)
    // Nobody else may come between the look and the reading.
    const before = there === undefined ? undefined : await there
    if (before !== undefined) reading = undefined
    const run = before ?? (await known.keepRun(question, at, readFrom(at)))
    if (run === undefined) return
    yield run
    at = run.until
  }
}

interface Reading extends Span {
  readonly known: KnownLayout
}

/** How many statements it asks depends on how many objects are wanted, and neither on how many there are nor on what the reader does not see. */
async function* readRuns(
  scope: Scope,
  query: TaxiiQuery,
  { after, layout, limit: wanted, known }: Reading,
): AsyncGenerator<Run, undefined> {
  const { types, versions } = query
  const { reads } = scope
  const { laid: to } = layout
  const seen = await lanesOf(scope, types, known)
  const asked = seen.filter(({ type }) => types === undefined || type !== '').map(({ lane }) => lane)
  if (asked.length === 0) return undefined
  const all = new Map(seen.filter(({ type }) => type === '').map((lane) => [lane.lane, lane]))
  const named = new Map(all.values().map((lane) => [seenAs(lane), lane.lane]))
  const allOf = new Map(seen.map((lane) => [lane.lane, named.get(seenAs(lane))]))
  let last = after
  const perStretch = types === undefined ? stretchPlaces : stretchPlaces / (2 * types.length)
  // More than stand side by side of all types, so that each time at least one place in the order is whole.
  const least = fewStretches + (types?.length ?? 0)
  let limit = least + stretchesFor(Math.max(wanted, fewObjects), perStretch)
  // What stands in one share has a lane for each type, and others may have nothing before its end.
  for (let most = Math.ceil(limit / (types?.length ?? 1)) + fewStretches; ;) {
    // Without a greatest date, by which the database would expect few rows and sort all that there are.
    const where = { lane: { in: asked }, last: { gt: last } }
    const next = await reads.select(stretches, { where, each: 'lane', order: ['last'], limit, most })
    const until = Math.min(to, ...endsOf(next, { limit, most, isTyped: types !== undefined }))
    const whole = next.filter((stretch) => stretch.last <= until)
    const found = whole.flatMap(placesOf).filter(({ date }) => date > last)
    found.sort((one, other) => one.date - other.date)
    const laneOf = new Map(whole.map(({ arrival, lane }) => [arrival, allOf.get(lane) ?? lane]))
    yield { found: await meantOf({ scope, versions, all, laneOf }, found), until, looked: found.length }
    if (until === to) return undefined
    last = until
    limit = least + stretchesFor(wanted, found.length / whole.length)
    most = limit
  }
}

interface Asked {
  readonly limit: number
  /** Stretches of each lane. */
  readonly most: number
  readonly isTyped: boolean
}

/** Dates behind which there may be more than these stretches. */
function endsOf(next: readonly Stretch[], { limit, most, isTyped }: Asked): readonly number[] {
  const lanes = Map.groupBy(next, ({ lane }) => lane).values()
  const ends = lanes.flatMap((rows) => (rows.length < most ? [] : rows.slice(-1))).map(({ last }) => last)
  const end = next[limit - 1]?.last
  if (end === undefined) return [...ends]
  // Of the last stretch there may be more, of other types.
  const before = isTyped ? next.findLast(({ last }) => last !== end)?.last : end
  return [...ends, before ?? end]
}

async function lanesOf(
  { reads, shares }: Scope,
  types: readonly string[] | undefined,
  known: KnownLayout,
): Promise<readonly Lane[]> {
  const where = { ...shares, type: { in: types === undefined ? [''] : ['', ...types] } }
  const name = JSON.stringify(where)
  const found = known.lanes(name) ?? (await reads.select(lanes, { where }))
  known.keepLanes(name, found)
  return found
}

const stretchesFor = (objectsWanted: number, perStretch: number): number =>
  Math.min(manyStretches, Math.ceil((objectsWanted + 1) / Math.max(perStretch, 1)))

const placesOf = ({ first, arrival, places }: Stretch): readonly Found[] =>
  unpackPlaces(places).map(({ position, start, length }) => ({
    date: first + position,
    arrival,
    position,
    start,
    length,
  }))

interface Choice {
  readonly scope: Scope
  readonly versions: VersionFilter
  /** Lanes of all types that the reader sees. */
  readonly all: ReadonlyMap<number, Lane>
  /** In which of these each share stands. */
  readonly laneOf: ReadonlyMap<number, number>
}

/** Those that are the versions meant, each as it was added first. */
async function meantOf(choice: Choice, found: readonly Found[]): Promise<readonly Found[]> {
  const noted = await repeatsAmong(choice, found)
  const chosen = noted.length === 0 ? new Set<number>() : await chosenDates(choice, noted)
  const known = new Set(noted.map(({ date }) => date))
  const { all, last, first } = choice.versions
  // Of what stands in one place alone its only version is the newest and the first.
  if (all || last || first) return found.filter(({ date }) => !known.has(date) || chosen.has(date))
  const single = await exactOf(
    choice,
    found.filter(({ date }) => !known.has(date)),
  )
  return found.filter(({ date }) => single.has(date) || chosen.has(date))
}

/** Dates of those whose version was asked for by its name. */
async function exactOf({ scope, versions }: Choice, found: readonly Found[]): Promise<ReadonlySet<number>> {
  const keys = found.map(({ arrival, position }) => ({ arrival, position }))
  const rows = await scope.reads.select(objects, { keys, columns: ['arrival', 'position', 'modified'] })
  const exact = rows.filter(({ modified }) => versions.exact.has(momentOf(modified)))
  const meant = new Set(exact.map(({ arrival, position }) => `${arrival} ${position}`))
  return new Set(found.filter((one) => meant.has(`${one.arrival} ${one.position}`)).map(({ date }) => date))
}

/** Those of which another copy was noted, wherever it stands. */
async function repeatsAmong({ scope, laneOf }: Choice, found: readonly Found[]): Promise<readonly Repeat[]> {
  if (found.length === 0) return []
  const spans = Array.from(
    Map.groupBy(found, ({ arrival }) => arrival),
    ([arrival, [first, ...others]]) => {
      const from = first?.date ?? 0
      return { lane: laneOf.get(arrival) ?? 0, from, to: others.at(-1)?.date ?? from }
    },
  )
  const dates = found.map(({ date }) => date)
  const wide = spans.reduce((sum, { from, to }) => sum + to - from + 1, 0)
  if (spans.length > fewSpans || wide > found.length * sparse)
    return scope.reads.select(repeats, { where: { date: { in: dates } } })
  const asked = spans.map(({ lane, from, to }) => question(repeats, { where: { lane, date: { gte: from, lte: to } } }))
  const wanted = new Set(dates)
  return (await selectAll(scope.reads, asked)).flat().filter(({ date }) => wanted.has(date))
}

/** Dates of the versions meant among objects that have copies. A later copy of a version in the same lane is never meant. */
async function chosenDates({ scope, versions, all }: Choice, noted: readonly Repeat[]): Promise<ReadonlySet<number>> {
  const ids = [...new Set(noted.map(({ id }) => id))]
  // Without the lanes, by which the database might look through all that was noted in them: of each id and lane there is one row, or few.
  const of = { id: { in: ids } }
  const signedFirst = question(repeats, { where: { ...of, is_earliest: true }, columns: ['id', 'lane', 'signed'] })
  const firsts = firstsOf(of, versions, noted)
  const revoked = versions.last ? [revokedQuestion(ids)] : []
  const reads = await foresee(scope.reads, [...firsts, ...revoked, signedFirst])
  const authorOf = (lane: number): string => all.get(lane)?.author ?? ''
  const copies = async () => {
    const found = await Promise.all(firsts.map(({ table, query }) => reads.select(table, query)))
    const seen = found.flat().filter(({ lane }) => all.has(lane))
    const each = new Map(seen.map((row) => [`${row.lane} ${row.date}`, row])).values().toArray()
    return each.map(({ id, date, moment, lane }) => ({ id, date, moment, author: authorOf(lane) }))
  }
  /** Whose share of each object was signed first: of each lane that copy is noted. */
  const creators = async (disputed: ReadonlySet<string>): Promise<Creators> => {
    const rows = await reads.select(signedFirst.table, signedFirst.query)
    const latestFirst = rows
      .filter(({ id, lane }) => disputed.has(id) && all.has(lane))
      .toSorted((one, other) => (one.signed < other.signed ? 1 : -1))
    return new Map(latestFirst.map(({ id, lane }) => [id, authorOf(lane)]))
  }
  return datesMeant({ ...scope, reads }, versions, { ids, copies: copies(), creators })
}

/** Asks for the first copies of these objects in each lane, as far as a choice among the noted ones depends on them. */
function firstsOf(
  of: Where<typeof repeats>,
  versions: VersionFilter,
  noted: readonly Repeat[],
): readonly Question<typeof repeats>[] {
  const columns = ['id', 'date', 'moment', 'lane'] as const
  const asked = (where: Where<typeof repeats>) => question(repeats, { where: { ...of, ...where }, columns })
  const isOfNewest = versions.last && !versions.first && versions.exact.size === 0
  if (!isOfNewest) return [asked({ is_first: true })]
  // Where the newest are meant, these say which they are, and the copies of the versions at hand which of them is the first.
  const moments = { in: [...new Set(noted.map(({ moment }) => moment))] }
  return [asked({ is_newest: true }), asked({ moment: moments, is_first: true })]
}
