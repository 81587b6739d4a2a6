import type { TaxiiQuery, VersionFilter } from '#protocol/taxii/query.ts'
import { foresee, question, type Question } from '#platform/db/select-all.ts'
import type { Row, Where } from '#platform/db/table.ts'
import { objects } from '../tables.ts'
import type { Found, Scope } from './copies.ts'
import { KnownLayouts, type KnownLayout, type Run } from './known-runs.ts'
import type { Layout } from './layout.ts'
import { datesMeant, revokedQuestion, type Creators } from './lineages.ts'
import { stretchPlaces, unpackPlaces } from './places.ts'
import { momentOf } from './repeats.ts'
import { lanes, repeats, stretches } from './tables.ts'

type Lane = Row<typeof lanes>
type Repeat = Row<typeof repeats>

/** Stretches asked for at once: as many as likely hold what is wanted. */
const fewStretches = 2
const manyStretches = 512
/** Dates that lie this far apart for each object are asked for one by one. */
const sparse = 8

/** What is laid out after a date, and how many objects of it are wanted. */
export interface Span {
  readonly after: number
  readonly layout: Layout
  readonly limit: number
}

/** Read at once where fewer are wanted: whoever asks next goes on from there. */
const fewObjects = 250

/** What is known already, and between it what is read now. Where nothing has changed a page asks nothing here. */
export async function* laidRuns(scope: Scope, query: TaxiiQuery, { after, layout, limit }: Span): AsyncGenerator<Run> {
  const known = (scope.known ?? new KnownLayouts()).of(layout)
  const { all, last, first, exact } = query.versions
  const question = JSON.stringify([scope.shares, query.types ?? '', all, last, first, [...exact]])
  let reading: AsyncGenerator<Run, undefined> | undefined
  for (let at = after; at < layout.laid;) {
    const before = known.run(question, at)
    if (before !== undefined) reading = undefined
    else reading ??= readRuns(scope, query, { after: at, layout, limit, known })
    const run = before ?? (await reading?.next())?.value
    if (run === undefined) return
    if (before === undefined) known.keepRun(question, at, run)
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
  let last = after
  const perStretch = types === undefined ? stretchPlaces : stretchPlaces / (2 * types.length)
  // More than stand side by side of all types, so that each time at least one place in the order is whole.
  const least = fewStretches + (types?.length ?? 0)
  for (let limit = least + stretchesFor(Math.max(wanted, fewObjects), perStretch); ;) {
    // Without a greatest date, by which the database would expect few rows and sort all that there are.
    const where = { lane: { in: asked }, last: { gt: last } }
    const next = await reads.select(stretches, { where, each: 'lane', order: ['last'], limit })
    const held = next.filter((stretch) => stretch.last <= to)
    const isEnd = held.length < limit
    // Of the last stretch there may be more, of other types.
    const end = held.at(-1)?.last
    const whole = isEnd || types === undefined ? held : held.filter((stretch) => stretch.last !== end)
    const found = whole.flatMap(placesOf).filter(({ date }) => date > last)
    found.sort((one, other) => one.date - other.date)
    const until = isEnd ? to : (whole.at(-1)?.last ?? last)
    yield { found: await meantOf({ scope, versions, all }, found), until, looked: found.length }
    if (isEnd) return undefined
    last = until
    limit = least + stretchesFor(wanted, found.length / whole.length)
  }
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

const placesOf = ({ first, arrival, places }: Row<typeof stretches>): readonly Found[] =>
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
async function repeatsAmong({ scope, all }: Choice, found: readonly Found[]): Promise<readonly Repeat[]> {
  const [first, last] = [found[0], found.at(-1)]
  if (first === undefined || last === undefined) return []
  const isSparse = last.date - first.date > found.length * sparse
  const lane = { in: [...all.keys()] }
  if (isSparse) {
    const dates = found.map(({ date }) => date)
    return scope.reads.select(repeats, { where: { date: { in: dates } }, order: ['date'] })
  }
  const where = { lane, date: { gte: first.date, lte: last.date } }
  // One of few numbers, so that the statement comes again.
  const limit = 2 ** Math.ceil(Math.log2(last.date - first.date + 1))
  const rows = await scope.reads.select(repeats, { where, each: 'lane', order: ['date'], limit })
  const dates = new Set(found.map(({ date }) => date))
  return rows.filter(({ date }) => dates.has(date))
}

/** Dates of the versions meant among objects that have copies. A later copy of a version in the same lane is never meant. */
async function chosenDates({ scope, versions, all }: Choice, noted: readonly Repeat[]): Promise<ReadonlySet<number>> {
  const ids = [...new Set(noted.map(({ id }) => id))]
  const of = { id: { in: ids }, lane: { in: [...all.keys()] } }
  const signedFirst = question(repeats, { where: { ...of, is_earliest: true }, columns: ['id', 'lane', 'signed'] })
  const firsts = firstsOf(of, versions, noted)
  const revoked = versions.last ? [revokedQuestion(ids)] : []
  const reads = await foresee(scope.reads, [...firsts, ...revoked, signedFirst])
  const authorOf = (lane: number): string => all.get(lane)?.author ?? ''
  const copies = async () => {
    const found = await Promise.all(firsts.map(({ table, query }) => reads.select(table, query)))
    const each = new Map(found.flat().map((row) => [`${row.lane} ${row.date}`, row])).values().toArray()
    return each.map(({ id, date, moment, lane }) => ({ id, date, moment, author: authorOf(lane) }))
  }
  /** Whose share of each object was signed first: of each lane that copy is noted. */
  const creators = async (disputed: ReadonlySet<string>): Promise<Creators> => {
    const rows = await reads.select(signedFirst.table, signedFirst.query)
    const latestFirst = rows
      .filter(({ id }) => disputed.has(id))
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
