import { Buffer } from 'node:buffer'
import { encodeUtf8 } from '#kernel/bytes.ts'
import { addMs, epochMsOf, type Instant } from '#kernel/instant.ts'
import type { Params } from '#kernel/refusal.ts'
import { taxiiTime } from '#protocol/taxii/taxii-time.ts'
import { workedOff } from '#platform/clock/worked-off.ts'
import type { Reads, Store } from '#platform/db/store.ts'
import { remove, update, type Row } from '#platform/db/table.ts'
import type { Reader } from '#platform/http/reader.ts'
import type { Given } from '../collections/dating.ts'
import { added } from '../collections/tables.ts'
import { drafts, objects } from '../tables.ts'
import { postings, type PostedObject } from './tables.ts'

/** How long a status is kept after its end; TAXII 2.1 section 4.3 asks for a day. */
export const keptMs = 48 * 3_600_000

export type Posting = Row<typeof postings>

/** What a POST came to. */
export interface Settled {
  readonly posting: Posting
  /** Under which dates what was new of it was added just now. */
  readonly added?: Added
}

interface Added extends Given {
  /** Of each object of the envelope its place in the share; -1 for what is not in it. */
  readonly places: Int32Array
}

/** What became of each object, as a status keeps it. */
function objectsIn({ objects: text }: Pick<Posting, 'objects'>): readonly PostedObject[] {
  return JSON.parse(new TextDecoder().decode(text)) as readonly PostedObject[]
}

const draftMember = encodeUtf8('"draft":')

/** The drafts of which any of these objects wait. */
export const draftsIn = (objects: Uint8Array): readonly string[] =>
  Buffer.from(objects.buffer, objects.byteOffset, objects.length).includes(draftMember)
    ? [...new Set(objectsIn({ objects }).flatMap(({ draft }) => (draft === undefined ? [] : [draft])))]
    : []

/** A sentence of the catalogues in the reader's language. */
export type Say = (key: string, params: Params) => string

/** A status of the reader's own; what is over for too long is not there. */
export async function findPosting(
  reads: Reads,
  reader: Reader,
  { status, now }: { readonly status: string; readonly now: Instant },
): Promise<Posting | undefined> {
  const [row] = await reads.select(postings, { where: { status, account: reader.account.name }, limit: 1 })
  const isOver = row !== undefined && row.ended_at !== null && row.ended_at < addMs(now, -keptMs)
  return isOver ? undefined : row
}

interface StatusPorts {
  readonly reads: Reads
  readonly say: Say
}

/** The status resource (section 4.3.1). What waits for an officer is told as of now. Works in short stretches, however many objects there are. */
export async function statusOf({ reads, say }: StatusPorts, { posting, added: fresh }: Settled) {
  const rows = await reads.select(drafts, { where: { draft: { in: posting.drafts } }, limit: posting.drafts.length })
  const acts = new Map(rows.map(({ draft, act }) => [draft, act]))
  const told = objectsIn(posting)
  const dates = await datesOf(reads, { collection: posting.collection, told, fresh })
  const about = { posting, acts, dates, say: once(say) }
  const { successes, failures, pendings } = await workedOff(telling(told, about))
  return {
    id: posting.status,
    status: pendings.length === 0 ? 'complete' : 'pending',
    request_timestamp: timeOf(posting.at),
    total_count: told.length,
    success_count: successes.length,
    ...listed({ successes }),
    failure_count: failures.length,
    ...listed({ failures }),
    pending_count: pendings.length,
    ...listed({ pendings }),
  }
}

/** Of many objects the same is said. */
function once(say: Say): Say {
  const said = new Map<string, string>()
  return (key, params) => {
    const name = `${key} ${JSON.stringify(params)}`
    const known = said.get(name) ?? say(key, params)
    said.set(name, known)
    return known
  }
}

/** What one object costs to tell, as bytes looked at. */
const objectCost = 4096

const rejected = { code: 'draft-rejected', params: {} }

interface Known {
  readonly posting: Posting
  /** Of drafts that are there, the act where they became one. */
  readonly acts: ReadonlyMap<string, string | null>
  readonly dates: ReadonlyMap<string, string>
  readonly say: Say
}

function* telling(told: readonly PostedObject[], { posting, acts, dates, say }: Known) {
  const outcomes = { successes: [] as Detail[], failures: [] as Detail[], pendings: [] as Detail[] }
  for (const object of told) {
    yield objectCost
    const { id, draft, findings = [] } = object
    const act = draft === undefined ? undefined : acts.get(draft)
    const refusal = draft !== undefined && act === undefined ? rejected : object.refusal
    const list = refusal !== undefined ? 'failures' : act === null ? 'pendings' : 'successes'
    const version = object.version || (dates.get(id) ?? timeOf(posting.at))
    const isPlain = refusal === undefined && findings.length === 0
    outcomes[list].push(isPlain ? { id, version } : { id, version, message: messageOf(refusal, findings, say) })
  }
  return outcomes
}

/** Ids asked for at once. */
const idsAtOnce = 5000

interface Dating {
  readonly collection: string
  readonly told: readonly PostedObject[]
  readonly fresh: Added | undefined
}

/** Of objects without versions when they were added to the collection: that is their version in its manifest. */
async function datesOf(reads: Reads, { collection, told, fresh }: Dating): Promise<ReadonlyMap<string, string>> {
  const dates = new Map<string, number>()
  for (const [at, { id, version }] of told.entries()) {
    if (version !== '') continue
    const place = fresh?.places[at] ?? -1
    const date = fresh === undefined || place < 0 ? Infinity : fresh.first + place
    dates.set(id, Math.min(date, dates.get(id) ?? Infinity))
  }
  // What was added just now is known, what it may have been added under before is asked for.
  const elsewhere = fresh === undefined ? {} : { arrival: { not: fresh.arrival } }
  const ids = [...dates.keys()]
  for (let at = 0; at < ids.length; at += idsAtOnce) {
    const where = { id: { in: ids.slice(at, at + idsAtOnce) }, ...elsewhere }
    // In this order they are found by their ids: in that of the key, the server might look through all there are.
    const rows = await reads.select(objects, { where, order: ['id'], columns: ['arrival', 'position', 'id'] })
    if (rows.length === 0) continue
    const arrivals = [...new Set(rows.map(({ arrival }) => arrival))]
    const shares = await reads.select(added, { where: { arrival: { in: arrivals }, collection } })
    const firsts = new Map(shares.map(({ arrival, first }) => [arrival, first]))
    for (const { arrival, position, id } of rows) {
      const first = firsts.get(arrival)
      if (first !== undefined) dates.set(id, Math.min(first + position, dates.get(id) ?? Infinity))
    }
  }
  return new Map([...dates].flatMap(([id, date]) => (date === Infinity ? [] : [[id, taxiiTime(date)]])))
}

/** One object (section 4.3.1: status-details). */
interface Detail {
  readonly id: string
  readonly version: string
  readonly message?: string
}

function messageOf(refusal: PostedObject['refusal'], findings: NonNullable<PostedObject['findings']>, say: Say) {
  const said = findings.map(({ code, path, params }) => `${path}: ${say(`findings.${code}`, params)}`)
  if (refusal !== undefined) said.unshift(say(`refusals.${refusal.code}.sentence`, refusal.params))
  return said.join(' ')
}

const timeOf = (at: Instant): string => taxiiTime(epochMsOf(at) * 1000)

/** An empty list is left out (section 1.7). */
function listed(list: Readonly<Record<string, readonly Detail[]>>): Readonly<Record<string, readonly Detail[]>> {
  return Object.fromEntries(Object.entries(list).filter(([, details]) => details.length > 0))
}

const mostForgotten = 10_000

/** Forgets statuses that are over for long enough. */
export async function forgetPostings(store: Store, now: Instant): Promise<void> {
  const before = addMs(now, -keptMs)
  await store.transaction((tx) => tx.apply([remove(postings, { ended_at: { lt: before } })]))
  // A draft may have been decided while a status that waits for it was written.
  const where = { at: { lt: before }, ended_at: null }
  const waiting = await store.select(postings, { where, columns: ['status', 'drafts'], limit: mostForgotten })
  const named = [...new Set(waiting.flatMap((row) => row.drafts))]
  const open = await store.select(drafts, { where: { draft: { in: named }, act: null }, columns: ['draft'] })
  const isOpen = new Set(open.map(({ draft }) => draft))
  const over = waiting.filter((row) => !row.drafts.some((draft) => isOpen.has(draft))).map(({ status }) => status)
  await store.transaction((tx) =>
    tx.apply([update(postings, { status: { in: over }, ended_at: null }, { ended_at: now })]),
  )
}
