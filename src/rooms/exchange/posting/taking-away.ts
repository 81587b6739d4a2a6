import { Fault } from '#kernel/fault.ts'
import { isRefusal, refuse, type Refusal } from '#kernel/refusal.ts'
import { uuid4 } from '#kernel/uuid.ts'
import type { ActId } from '#protocol/act/statement.ts'
import { bundleOf } from '#protocol/stix/bundle.ts'
import { timestampKey } from '#protocol/stix/timestamp.ts'
import { stixMediaType } from '#protocol/taxii/media-type.ts'
import type { TaxiiQuery } from '#protocol/taxii/query.ts'
import { insert, remove, update, type Change, type Row } from '#platform/db/table.ts'
import { visibleTo, type Reader } from '#platform/http/reader.ts'
import { collected, openAttachment } from '#platform/record/files.ts'
import { loadAct } from '#platform/record/load.ts'
import type { House } from '#charter/record/house.ts'
import { speaker } from '#charter/record/labelling.ts'
import { compose } from '#charter/record/office.ts'
import { recall as decideRecall, type KnownShare } from '../decide.ts'
import type { Profile } from '../profiles/profile.ts'
import { added } from '../collections/tables.ts'
import { dateShares } from '../collections/dating.ts'
import { knownShare } from '../read.ts'
import { lessened, recordReady, refuseUnlessLive, type Ready } from '../publishing.ts'
import { termsOf } from '../sharing.ts'
import { objects, revocations, shares } from '../tables.ts'
import { bringFile } from '../upload.ts'
import type { HeldWish } from '../wish.ts'
import { dropUpload } from './dropping.ts'
import { postedName, postedObject } from './posted-name.ts'
import { posted, postedShares, posts } from './tables.ts'

/** Which object is to go, in which versions: all of them unless some are named. */
export interface Unwanted {
  readonly reader: Reader
  readonly profile: Profile
  readonly object: string
  readonly query: TaxiiQuery
  readonly namesVersions: boolean
}

const placed = ['arrival', 'position', 'id', 'modified', 'start', 'length'] as const
type Placed = Pick<Row<typeof objects>, (typeof placed)[number]>

/** A share that carries what is to go. `collection`: that of the profile under which it was posted; an officer shared the others by hand. */
interface Carrier {
  readonly act: ActId
  readonly arrival: number
  readonly collection: string | null
  readonly found: readonly Placed[]
}

const specVersion = '2.1'
const mostCopies = 200_000
const mostObjects = 1_000_000
/** One deletion takes back and corrects no more shares than this: all of them are sealed before the first is recorded. */
const mostCarriers = 100
/** How often it is looked again, where somebody else takes the same back at the same time. */
const attempts = 8

/**
 * Takes versions of an object that stands in the collection of the profile out of every live share of this party that the account may see: a
 * share of nothing else is recalled, another one is corrected to what is left of it. Shares under other labels stay, and the answer is the same
 * whether there are any. All of them are taken back and corrected together, or none is. A refusal: it is not there, or the gate lets not even
 * what is left of one of them go on.
 */
export async function takeAway(house: House, unwanted: Unwanted): Promise<Refusal | undefined> {
  let chosen: ReadonlySet<string> | undefined
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    await dateShares(house)
    const carriers = await carriersOf(house, unwanted)
    const here = carriers.filter(({ collection }) => collection === unwanted.profile.collection)
    chosen ??= await momentsOf(house, unwanted, here)
    const those = carriers.map((one) => ({ ...one, found: one.found.filter((row) => chosen?.has(momentOf(row))) }))
    const left = those.filter(({ found }) => found.length > 0)
    if (chosen.size === 0) return notThere()
    if (left.length === 0) return undefined
    if (left.length > mostCarriers)
      return refuse('too-many-shares', 'TAXII 2.1 5.7: all or none', { limit: mostCarriers })
    const no = await takenFromAll(house, unwanted, left)
    if (no?.code !== 'already-recalled') return no
  }
  throw new Fault('taking-away-unsettled')
}

const notThere = (): Refusal => refuse('not-found', 'TAXII 2.1 3.6: not there, or not for this account')
const momentOf = ({ modified }: Pick<Placed, 'modified'>): string => timestampKey(modified) ?? ''

async function carriersOf(house: House, { reader, object }: Unwanted): Promise<readonly Carrier[]> {
  const { store } = house
  const rows: readonly Placed[] = await store.select(objects, {
    where: { id: object },
    columns: placed,
    limit: mostCopies,
  })
  const arrivals = [...new Set(rows.map(({ arrival }) => arrival))]
  const { level, category } = visibleTo(reader)
  const where = {
    arrival: { in: arrivals },
    author: house.self,
    level,
    ...(category === undefined ? {} : { category }),
  }
  const held = Map.groupBy(rows, ({ arrival }) => arrival)
  const own = await store.select(added, { where, columns: ['act', 'arrival', 'collection'], limit: arrivals.length })
  return own.map(({ act, arrival, collection }) => ({ act, arrival, collection, found: held.get(arrival) ?? [] }))
}

/** The moments of the versions meant, of those in the collection, as of the first look. */
async function momentsOf(
  { store }: House,
  { query, namesVersions, object }: Unwanted,
  carriers: readonly Carrier[],
): Promise<ReadonlySet<string>> {
  const moments = carriers.flatMap(({ found }) => found.map(momentOf)).toSorted()
  if (query.specVersions?.includes(specVersion) === false) return new Set()
  const { all, last, first, exact } = query.versions
  if (!namesVersions || all) return new Set(moments)
  const arrival = { in: carriers.map((carrier) => carrier.arrival) }
  const revoked = await store.select(revocations, { where: { id: object, arrival } })
  const [revokedAt] = revoked.map(momentOf).toSorted()
  const named = [last ? (revokedAt ?? moments.at(-1)) : undefined, first ? moments[0] : undefined]
  return new Set(moments.filter((moment) => exact.has(moment) || named.includes(moment)))
}

/** In one transaction; what was brought for it is thrown away where it does not come about. */
async function takenFromAll(
  house: House,
  unwanted: Unwanted,
  carriers: readonly Carrier[],
): Promise<Refusal | undefined> {
  const ready: Ready[] = []
  // Whoever takes back several holds them in one order.
  for (const carrier of carriers.toSorted((one, other) => one.arrival - other.arrival)) {
    const one = await takenFrom(house, unwanted, carrier)
    if (isRefusal(one)) {
      for (const { settle } of ready) await settle(false)
      return one
    }
    ready.push(one)
  }
  const recorded = await recordReady(house, ready)
  return isRefusal(recorded) ? recorded : undefined
}

/** What takes the versions out of one share. */
async function takenFrom(house: House, unwanted: Unwanted, carrier: Carrier): Promise<Ready | Refusal> {
  const { reader, object } = unwanted
  const known = await knownShare(house.store, reader, carrier.act)
  const signed = await loadAct(house.store, carrier.act)
  if (known === undefined || signed === undefined)
    return refuse('already-recalled', 'protocol 7: a share is recalled once')
  const gone = new Set(carrier.found.map(({ position }) => position))
  const all: readonly Placed[] = await house.store.select(objects, {
    where: { arrival: carrier.arrival },
    order: ['position'],
    columns: placed,
    limit: mostObjects,
  })
  const left = all.filter(({ position }) => !gone.has(position))
  const reason = `Deleted by TAXII: ${object}`.slice(0, 300)
  const { collection } = carrier
  if (left.length === 0) return recalled(house, unwanted, { known, reason, collection, all })
  const { officers } = signed.said
  const file = await openAttachment({ reads: house.store, blobs: house.blobs }, signed, 0)
  if (file === undefined) return refuse('already-recalled', 'protocol 7: a share is recalled once')
  const { plaintext } = await house.reading.read(await collected(file))
  const rest = await broughtLess(house, { reader, name: known.title, plaintext, left })
  if (rest === undefined) return recalled(house, unwanted, { known, reason, collection, all })
  const wish = await wishOf(house, known, { upload: rest.upload, reason })
  const ready = await lessened(house, reader, {
    wish,
    officers,
    desk: unwanted.profile.desk,
    beside: async (_, act) => movedTo(act, { known, collection, left: rest.left, all }),
  })
  if (isRefusal(ready)) {
    await dropUpload(house, rest.upload)
    return ready
  }
  const settle: Ready['settle'] = async (isRecorded) => {
    await ready.settle(isRecorded)
    if (!isRecorded) await dropUpload(house, rest.upload)
  }
  return { ...ready, settle }
}

interface Recalling {
  readonly known: KnownShare
  readonly reason: string
  readonly collection: string | null
  readonly all: readonly Placed[]
}

async function recalled(
  house: House,
  { reader, profile }: Unwanted,
  { known, reason, collection, all }: Recalling,
): Promise<Ready | Refusal> {
  const draft = decideRecall(known, { reason }, { ...speaker(house, reader), officers: [profile.desk] })
  const composed = isRefusal(draft) ? draft : await compose(house, draft)
  if (isRefusal(composed)) return composed
  const freed = freedOf(collection, all)
  return {
    composed: [composed],
    beside: async (tx) => (await refuseUnlessLive(tx, known)) ?? freed,
    settle: async () => undefined,
  }
}

interface Remainder {
  readonly reader: Reader
  readonly name: string
  readonly plaintext: Uint8Array
  readonly left: readonly Placed[]
}

/** What is left, as a file of its own; without accounts and addresses of which what goes was the evidence. `undefined` if nothing is. */
async function broughtLess(house: House, { reader, plaintext, left }: Remainder) {
  let rows = left
  while (rows.length > 0) {
    const bundle = bundleOf(
      `bundle--${uuid4(house.random)}`,
      rows.map(({ start, length }) => plaintext.subarray(start, start + length)),
    )
    const wish = {
      account: reader.account.name,
      name: 'objects.json',
      mediaType: stixMediaType,
      expectedBytes: bundle.length,
    }
    const { row } = await bringFile(house, wish, whole(bundle))
    if (row.format !== 'stix') throw new Fault('objects-not-read', { params: { upload: row.upload } })
    if (row.refused.length === 0) return { upload: row.upload, left: rows }
    await dropUpload(house, row.upload)
    const refused = new Set(row.refused.map(({ id }) => id))
    const fewer = rows.filter(({ id }) => !refused.has(id))
    // What was shared once is read again: only evidence can be missing, and that names its object.
    if (fewer.length === rows.length) throw new Fault('objects-not-read', { params: { upload: row.upload } })
    rows = fewer
  }
  return undefined
}

async function* whole(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

/** The same label to its last day, the same words, the same parties. */
async function wishOf(house: House, known: KnownShare, more: Pick<HeldWish, 'upload' | 'reason'>): Promise<HeldWish> {
  const { reviewBy } = known.label
  const share = await house.store.find(shares, { act: known.act, author: known.author })
  const description = share?.description ?? ''
  return {
    ...more,
    ...termsOf(known),
    ...(reviewBy === undefined ? {} : { reviewBy }),
    title: known.title,
    ...(description === '' ? {} : { description }),
    replaces: known.act,
  }
}

interface Moved {
  readonly known: KnownShare
  readonly collection: string | null
  readonly left: readonly Placed[]
  readonly all: readonly Placed[]
}

/** What is left is the new share's; the rest may be posted again. */
function movedTo(act: ActId, { known, collection, left, all }: Moved): readonly Change[] {
  if (collection === null) return []
  const kept = new Set(left.map(({ position }) => position))
  const gone = all.filter(({ position }) => !kept.has(position))
  return [
    ...freedOf(collection, gone),
    update(posts, { collection, act: known.act }, { act }),
    insert(postedShares, { act, collection }),
  ]
}

/** What a tool deletes may be posted again: these versions, and of an object without versions every content. */
function freedOf(collection: string | null, gone: readonly Placed[]): readonly Change[] {
  if (collection === null) return []
  const isVersioned = ({ modified }: Placed): boolean => timestampKey(modified) !== undefined
  const names = gone.filter(isVersioned).map((row) => postedName(collection, { id: row.id, version: momentOf(row) }))
  const others = new Set(gone.filter((row) => !isVersioned(row)).map(({ id }) => id))
  return [
    remove(posted, { name: { in: names } }),
    ...Array.from(others, (id) => remove(posted, { name: postedObject(collection, id) })),
  ]
}
