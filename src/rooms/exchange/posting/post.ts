import { Fault } from '#kernel/fault.ts'
import { isRefusal, refuse, type Refusal } from '#kernel/refusal.ts'
import { uuid4 } from '#kernel/uuid.ts'
import type { ActId } from '#protocol/act/statement.ts'
import { stixMediaType } from '#protocol/taxii/media-type.ts'
import { bundleOf } from '#protocol/stix/bundle.ts'
import { workedOff } from '#platform/clock/worked-off.ts'
import type { Transaction } from '#platform/db/store.ts'
import { insert, type Change } from '#platform/db/table.ts'
import type { Reader } from '#platform/http/reader.ts'
import type { House } from '#charter/record/house.ts'
import { shareUnder, type Profile } from '../profiles/profile.ts'
import { isInUse, profileOf } from '../profiles/read.ts'
import { shareFor } from '../sharing.ts'
import { bringFile } from '../upload.ts'
import { dropUpload } from './dropping.ts'
import { readEnvelope } from './envelope.ts'
import { fatesOf } from './fates.ts'
import { planning, type Plan } from './plan.ts'
import { refusedObject, type Sifted } from './sift.ts'
import type { Posting } from './status.ts'
import { posted, postedShares, postings, type PostedObject } from './tables.ts'
import type { Turns } from './turns.ts'

export interface Post {
  readonly reader: Reader
  readonly profile: Profile
  /** The envelope, whole. */
  readonly bytes: Uint8Array
  /** Of those that were overtaken: they go one after the other, so that none is overtaken for ever. */
  readonly turns: Turns
}

/** How often a POST begins anew because another one was faster with the same objects: here those take turns, in other processes they do not. */
const attempts = 32

/**
 * Shares what an account posted to a profile: what may be shared and was not shared before, byte for byte, in one act. Whoever posts the
 * same at the same time, it is shared once: the keys of the versions say so, in the transaction that records the act.
 */
export async function postObjects(house: House, post: Post): Promise<Posting | Refusal> {
  const sifted = await readEnvelope(post.bytes)
  if (isRefusal(sifted)) return sifted
  const once = () => sharedOnce(house, post, sifted)
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await (attempt === 1 ? once() : post.turns.take(once))
    } catch (error) {
      const isOvertaken = error instanceof Fault && error.code === 'db-duplicate'
      if (!isOvertaken || attempt === attempts) throw error
    }
  }
}

async function sharedOnce(house: House, post: Post, sifted: Sifted): Promise<Posting | Refusal> {
  const files = { reads: house.store, blobs: house.blobs }
  const fates = await fatesOf(files, post.profile.collection, sifted.fit)
  const plan = await workedOff(planning(sifted, fates))
  return carriedOut(house, post, { sifted, plan })
}

interface Work {
  readonly sifted: Sifted
  readonly plan: Plan
}

async function carriedOut(house: House, post: Post, work: Work): Promise<Posting | Refusal> {
  const { fresh, settled } = work.plan
  if (fresh.length === 0) return noted(house, post, { work, settled })
  const upload = await brought(house, post, work.plan)
  const shared = await sharedOrDropped(house, post, { work, upload })
  if (!isRefusal(shared) || shared.code === 'not-found') return shared
  const refusals = fresh.map(({ at, said }) => [at, refusedObject(said, shared)] as const)
  return noted(house, post, { work, settled: new Map([...settled, ...refusals]) })
}

/** The objects as a bundle of their own, each as it was given. */
async function brought(house: House, { reader, profile }: Post, { fresh, beside }: Plan): Promise<string> {
  const objects = [...fresh, ...beside].toSorted((one, other) => one.at - other.at)
  const bundle = bundleOf(
    `bundle--${uuid4(house.random)}`,
    objects.map(({ object }) => object.slice.raw),
  )
  const wish = {
    account: reader.account.name,
    name: `${profile.name}.json`,
    mediaType: stixMediaType,
    expectedBytes: bundle.length,
  }
  const { row } = await bringFile(house, wish, piecesOf(bundle))
  if (row.format !== 'stix' || row.refused.length > 0)
    throw new Fault('posted-not-read', { params: { upload: row.upload } })
  return row.upload
}

const pieceBytes = 1024 * 1024

async function* piecesOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes)
}

async function sharedOrDropped(
  house: House,
  post: Post,
  { work, upload }: { readonly work: Work; readonly upload: string },
): Promise<Posting | Refusal> {
  const { profile, reader } = post
  let posting: Posting | undefined
  const beside = async (tx: Transaction, on: { readonly act?: ActId; readonly draft?: string }) => {
    const now = await profileOf(tx, profile.collection)
    // Stopped or changed while this came in: what is there now was not what was posted to.
    if (now === undefined || now.revision !== profile.revision || !(await isInUse(tx, now))) return notThere()
    const { act = null, draft = null } = on
    const { collection } = profile
    // In one order, so that two that post the same never wait for each other.
    const inOrder = work.plan.fresh.toSorted((one, other) =>
      one.name < other.name ? -1 : one.name > other.name ? 1 : 0,
    )
    const rows = inOrder.map(({ object: { id }, version, digest }): Change =>
      insert(posted, { collection, id, version, digest, act, draft }),
    )
    const waits = draft === null ? {} : { draft }
    const settled = new Map([
      ...work.plan.settled,
      ...work.plan.fresh.map(({ at, said }) => [at, { ...said, ...waits }] as const),
    ])
    posting = postingOf(house, post, outcomesOf(work.sifted, settled))
    const share = act === null ? [] : [insert(postedShares, { act, collection })]
    return [...rows, ...share, insert(postings, posting)]
  }
  try {
    const wish = shareUnder(profile, upload, house.clock.now())
    const { desk, collection } = profile
    const shared = await shareFor(house, reader, { wish, desk, collection, beside })
    if (isRefusal(shared)) {
      await dropUpload(house, upload)
      return shared
    }
  } catch (error) {
    await dropUpload(house, upload)
    throw error
  }
  if (posting === undefined) throw new Fault('posting-missing')
  return posting
}

const notThere = (): Refusal => refuse('not-found', 'TAXII 2.1 3.6: not there, or not for this account')

/** A status alone, where nothing new is shared. */
async function noted(
  house: House,
  post: Post,
  { work, settled }: { readonly work: Work; readonly settled: ReadonlyMap<number, PostedObject> },
): Promise<Posting> {
  const posting = postingOf(house, post, outcomesOf(work.sifted, settled))
  await house.store.transaction((tx) => tx.apply([insert(postings, posting)]))
  return posting
}

/**
 * What became of each object, in the order of the envelope: of one without an id by its place. A repetition shares the fate of what it
 * repeats; what was found of both is told once.
 */
function outcomesOf({ total, twins }: Sifted, settled: ReadonlyMap<number, PostedObject>): readonly PostedObject[] {
  return Array.from({ length: total }, (_, at) => {
    const first = twins.get(at)
    const { findings, ...fate } = settled.get(first ?? at) ?? { id: '', version: '' }
    const named = fate.id === '' ? { ...fate, id: `objects[${at}]` } : fate
    return first === undefined && findings !== undefined ? { ...named, findings } : named
  })
}

function postingOf(house: House, { reader, profile }: Post, objects: readonly PostedObject[]): Posting {
  const at = house.clock.now()
  const drafts = [...new Set(objects.flatMap(({ draft }) => (draft === undefined ? [] : [draft])))]
  return {
    status: uuid4(house.random),
    account: reader.account.name,
    collection: profile.collection,
    at,
    ended_at: drafts.length === 0 ? at : null,
    drafts,
    objects: [...objects],
  }
}
