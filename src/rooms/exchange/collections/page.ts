import type { ActId } from '#protocol/act/statement.ts'
import { timestampKey } from '#protocol/stix/timestamp.ts'
import type { TaxiiQuery, VersionFilter } from '#protocol/taxii/query.ts'
import { taxiiTime } from '#protocol/taxii/taxii-time.ts'
import type { Reads } from '#platform/db/store.ts'
import type { Row, Where } from '#platform/db/table.ts'
import { objects } from '../tables.ts'
import { added } from './tables.ts'

/** An object of a collection: one version of it, as it was added first. */
export interface Found {
  /** Microseconds since 1970, unique in the collection. */
  readonly date: number
  readonly id: string
  /** `modified`, else `created`, as its author spelled it, else the date it was added. */
  readonly version: string
  readonly act: ActId
  readonly start: number
  readonly length: number
}

export interface FoundPage {
  readonly found: readonly Found[]
  readonly more: boolean
}

type Share = Row<typeof added>
const placed = ['arrival', 'position', 'id', 'modified', 'start', 'length'] as const
type Placed = Pick<Row<typeof objects>, (typeof placed)[number]>

const sharesAtOnce = 100
const fewObjects = 50
const manyObjects = 1000
/** Copies of the objects of one page, in all shares. */
const mostCopies = 200_000
/** The only version of STIX that is shared. */
const specVersion = '2.1'

/** What a page is taken from: the shares that a collection holds and its reader may see. */
export interface Scope {
  readonly reads: Reads
  readonly shares: Where<typeof added>
}

/** How much a page may hold. `bytes`: of its objects together; a single larger one is a page of its own. */
export interface PageRoom {
  readonly limit: number
  readonly bytes: number
}

/** Objects added after a date, ascending by it, as many as have room. */
export async function pageOf(scope: Scope, query: TaxiiQuery, { limit, bytes }: PageRoom): Promise<FoundPage> {
  const found: Found[] = []
  if (query.specVersions?.includes(specVersion) === false) return { found, more: false }
  const atOnce = Math.min(Math.max(limit + 1, fewObjects), manyObjects)
  for await (const some of candidates(scope, query, atOnce)) {
    found.push(...(await chosenOf(scope, query.versions, some)))
    if (found.length > limit) break
  }
  const fitting = found.slice(0, Math.min(limit, countWithin(found, bytes)))
  return { found: fitting, more: fitting.length < found.length }
}

/** How many of these fit, at least one. */
function countWithin(found: readonly Found[], bytes: number): number {
  let sum = 0
  const beyond = found.findIndex(({ length }) => (sum += length) > bytes)
  return beyond === -1 ? found.length : Math.max(1, beyond)
}

/** An object as it lies in one share. */
interface Candidate extends Placed {
  readonly share: Share
  readonly date: number
}

/** Objects that are neither too early nor of another id or type, by date, some at a time. */
async function* candidates(scope: Scope, query: TaxiiQuery, atOnce: number): AsyncGenerator<readonly Candidate[]> {
  const { addedAfter: after = 0, ids, types } = query
  if (ids !== undefined) {
    const copies = await copiesOf(scope, ids, types)
    yield copies.filter(({ date }) => date > after).toSorted((one, other) => one.date - other.date)
    return
  }
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

async function* candidatesOf(
  { reads }: Scope,
  share: Share,
  { after, types, atOnce }: Wanted,
): AsyncGenerator<readonly Candidate[]> {
  const { arrival, first } = share
  const type = types === undefined ? {} : { type: { in: types } }
  for (let position = Math.max(0, after - first + 1); ;) {
    const where = { arrival, position: { gte: position }, ...type }
    const rows = await reads.select(objects, { where, order: ['position'], columns: placed, limit: atOnce })
    if (rows.length > 0) yield rows.map((row) => ({ ...row, share, date: first + row.position }))
    if (rows.length < atOnce) return
    position = (rows.at(-1)?.position ?? 0) + 1
  }
}

/** Every copy of these objects in the shares of the scope. */
async function copiesOf(
  { reads, shares }: Scope,
  ids: readonly string[],
  types?: readonly string[],
): Promise<readonly Candidate[]> {
  const type = types === undefined ? {} : { type: { in: types } }
  const where = { id: { in: [...new Set(ids)] }, ...type }
  const rows = await reads.select(objects, { where, columns: placed, limit: mostCopies })
  const arrivals = [...new Set(rows.map(({ arrival }) => arrival))]
  const held = await reads.select(added, { where: { ...shares, arrival: { in: arrivals } }, limit: arrivals.length })
  const byArrival = new Map(held.map((share) => [share.arrival, share]))
  return rows.flatMap((row) => {
    const share = byArrival.get(row.arrival)
    return share === undefined ? [] : [{ ...row, share, date: share.first + row.position }]
  })
}

/** Those of some candidates that are the versions meant, each as it was added first. */
async function chosenOf(scope: Scope, versions: VersionFilter, some: readonly Candidate[]): Promise<readonly Found[]> {
  const copies = await copiesOf(
    scope,
    some.map(({ id }) => id),
  )
  const chosen = new Set<number>()
  for (const ofOne of Map.groupBy(copies, ({ id }) => id).values())
    for (const { date } of chosenAmong(versions, ofOne)) chosen.add(date)
  return some.filter(({ date }) => chosen.has(date)).map(foundOf)
}

/**
 * Of all copies of one object the versions meant. Only who brought an object in makes a newer version of it that takes the place of his
 * older ones: each state's newest, and its first, stand beside those of others.
 */
function chosenAmong(versions: VersionFilter, copies: readonly Candidate[]): readonly Candidate[] {
  const firsts = [...Map.groupBy(copies, momentOf).values()].map(earliest)
  if (versions.all) return firsts
  const chosen = new Set(firsts.filter((one) => versions.exact.has(momentOf(one))))
  for (const ofAuthor of Map.groupBy(copies, ({ share }) => share.author).values()) {
    const moments = ofAuthor.map(momentOf).toSorted()
    const wanted = [versions.last ? moments.at(-1) : undefined, versions.first ? moments[0] : undefined]
    for (const one of firsts) if (wanted.includes(momentOf(one))) chosen.add(one)
  }
  return [...chosen]
}

const momentOf = ({ modified }: Candidate): string => timestampKey(modified) ?? ''

function earliest(copies: readonly Candidate[]): Candidate {
  return copies.reduce((first, copy) => (copy.date < first.date ? copy : first))
}

function foundOf({ date, id, modified, share, start, length }: Candidate): Found {
  return { date, id, version: modified === '' ? taxiiTime(date) : modified, act: share.act, start, length }
}
