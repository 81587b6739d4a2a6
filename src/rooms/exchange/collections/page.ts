import type { TaxiiQuery, VersionFilter } from '#protocol/taxii/query.ts'
import { taxiiTime } from '#protocol/taxii/taxii-time.ts'
import type { Reads } from '#platform/db/store.ts'
import type { Row } from '#platform/db/table.ts'
import { objects } from '../tables.ts'
import { candidateOf, copiesOf, placed, type Candidate, type Found, type Scope } from './copies.ts'
import { datesMeant } from './lineages.ts'
import type { Run } from './known-runs.ts'
import { isKnown, laidRuns, type Span } from './laid-page.ts'
import { layoutOf, type Layout } from './layout.ts'
import { added } from './tables.ts'

export interface FoundPage {
  readonly found: readonly Found[]
  readonly more: boolean
  /** Up to this date everything was looked at: the next page goes on from there. */
  readonly until: number
  /** Reads what the next page will be made of, where that can be known by then; nobody need wait. */
  readonly readAhead?: () => Promise<void>
}

type Share = Row<typeof added>

const sharesAtOnce = 100
const fewObjects = 50
const manyObjects = 1000
/** The only version of STIX that is shared. */
const specVersion = '2.1'
/** A page for which so much was looked at ends early, and says that there is more. */
const mostLooked = 40_000
/** A question costs as much as so many objects to look at. */
const askedLooked = 50
/** Whoever reads on is read so much for at once, as soon as less than so much of it is known: he reads that meanwhile. */
const pagesAhead = 4
const leastAhead = 2

/** How much a page may hold. `bytes`: of its objects together; a single larger one is a page of its own. */
export interface PageRoom {
  readonly limit: number
  readonly bytes: number
}

/** Objects added after a date, ascending by it, as many as have room. */
export async function pageOf(scope: Scope, query: TaxiiQuery, { limit, bytes }: PageRoom): Promise<FoundPage> {
  const { addedAfter: after = 0, ids } = query
  const found: Found[] = []
  let until = after
  let layout: Layout | undefined
  let isEnd = query.specVersions?.includes(specVersion) === false
  if (!isEnd && ids !== undefined) {
    found.push(...(await ofIds(scope, query, ids)))
    isEnd = true
  }
  if (!isEnd) {
    let looked = 0
    isEnd = true
    layout = await layoutOf(scope.reads)
    for await (const run of runsOf(scope, query, { after, layout, limit })) {
      found.push(...run.found)
      ;({ until } = run)
      looked += run.looked + askedLooked
      isEnd = found.length <= limit && looked < mostLooked
      if (!isEnd) break
    }
  }
  const fitting = found.slice(0, Math.min(limit, countWithin(found, bytes)))
  const isCut = fitting.length < found.length
  const page = { found: fitting, more: isCut || !isEnd, until: isCut ? (fitting.at(-1)?.date ?? after) : until }
  const { known } = scope
  if (!page.more || layout === undefined || known === undefined) return page
  const span = { after: page.until, layout, limit }
  return { ...page, readAhead: () => known.ahead(() => readAhead(scope, query, span)) }
}

/** How many of these fit, at least one. */
function countWithin(found: readonly Found[], bytes: number): number {
  let sum = 0
  const beyond = found.findIndex(({ length }) => (sum += length) > bytes)
  return beyond === -1 ? found.length : Math.max(1, beyond)
}

/** Reads what the next page will be made of, so that it is known by then, and with the same statements what pages after it will be. */
async function readAhead(scope: Scope, query: TaxiiQuery, span: Span): Promise<void> {
  if (isKnown(scope, query, { ...span, limit: span.limit * leastAhead })) return
  let [found, looked] = [0, 0]
  for await (const run of laidRuns(scope, query, { ...span, limit: span.limit * pagesAhead })) {
    found += run.found.length
    looked += run.looked + askedLooked
    if (found > span.limit * leastAhead || looked >= mostLooked) return
  }
}

/** First what is laid out, then what has only dates so far. */
async function* runsOf(scope: Scope, query: TaxiiQuery, { after, layout, limit }: Span): AsyncGenerator<Run> {
  const { laid } = layout
  if (after < laid) yield* laidRuns(scope, query, { after, layout, limit })
  const atOnce = Math.min(Math.max(limit + 1, fewObjects), manyObjects)
  for await (const { some, until } of candidates(scope, { ...query, addedAfter: Math.max(after, laid) }, atOnce)) {
    yield { found: await chosenOf(scope, query.versions, some), until, looked: some.length }
  }
}

async function ofIds(scope: Scope, query: TaxiiQuery, ids: readonly string[]): Promise<readonly Found[]> {
  const { addedAfter: after = 0, types, versions } = query
  const copies = await copiesOf(scope, ids)
  const wanted = types === undefined ? copies : await copiesOf(scope, ids, types)
  const chosen = await datesMeant(scope, versions, { ids, copies: Promise.resolve(copies) })
  return wanted.filter(({ date }) => date > after && chosen.has(date)).toSorted((one, other) => one.date - other.date)
}

/** Some candidates; up to `until` there are no others. */
interface Some {
  readonly some: readonly Candidate[]
  readonly until: number
}

/** Objects that are neither too early nor of another type, by date, some at a time. */
async function* candidates(scope: Scope, query: TaxiiQuery, atOnce: number): AsyncGenerator<Some> {
  const { addedAfter: after = 0, types } = query
  for (let last = after; ;) {
    const where = { ...scope.shares, last: { gt: last } }
    const shares = await scope.reads.select(added, { where, order: ['last'], limit: sharesAtOnce })
    for (const share of shares) yield* candidatesOf(scope, share, { after, types, atOnce })
    last = shares.at(-1)?.last ?? last
    if (shares.length < sharesAtOnce) return
  }
}

interface Wanted {
  readonly after: number
  readonly types: readonly string[] | undefined
  readonly atOnce: number
}

async function* candidatesOf({ reads }: Scope, share: Share, { after, types, atOnce }: Wanted): AsyncGenerator<Some> {
  const { arrival, first } = share
  const type = types === undefined ? {} : { type: { in: types } }
  for (let position = Math.max(0, after - first + 1); ;) {
    const where = { arrival, position: { gte: position }, ...type }
    const rows = await reads.select(objects, { where, order: ['position'], columns: placed, limit: atOnce })
    const some = rows.map((row) => candidateOf(share, row))
    const isEnd = rows.length < atOnce
    yield { some, until: isEnd ? share.last : (some.at(-1)?.date ?? share.last) }
    if (isEnd) return
    position = (rows.at(-1)?.position ?? 0) + 1
  }
}

/** Those of some candidates that are the versions meant, each as it was added first. */
async function chosenOf(
  scope: Scope,
  versions: VersionFilter,
  some: readonly Candidate[],
): Promise<readonly Candidate[]> {
  if (some.length === 0) return []
  const ids = [...new Set(some.map(({ id }) => id))]
  const chosen = await datesMeant(scope, versions, { ids, copies: copiesOf(scope, ids) })
  return some.filter(({ date }) => chosen.has(date))
}

/** An object as a manifest names it. */
export interface Named extends Found {
  readonly id: string
  /** `modified`, else `created`, as its author spelled it, else the date it was added. */
  readonly version: string
}

/** What was erased meanwhile has no name any more. */
export async function namesOf(reads: Reads, found: readonly Found[]): Promise<readonly Named[]> {
  const keys = found.map(({ arrival, position }) => ({ arrival, position }))
  const rows = await reads.select(objects, { keys, columns: ['arrival', 'position', 'id', 'modified'] })
  const byPlace = new Map(rows.map((row) => [`${row.arrival} ${row.position}`, row]))
  return found.flatMap((one) => {
    const row = byPlace.get(`${one.arrival} ${one.position}`)
    if (row === undefined) return []
    return [{ ...one, id: row.id, version: row.modified === '' ? taxiiTime(one.date) : row.modified }]
  })
}
