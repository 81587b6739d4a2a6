import { Fault } from '#kernel/fault.ts'
import { isRefusal, refuse, type Refusal } from '#kernel/refusal.ts'
import { uuid4 } from '#kernel/uuid.ts'
import type { ActId } from '#protocol/act/statement.ts'
import { setPacked } from '#platform/db/packed-rows.ts'
import type { Transaction } from '#platform/db/store.ts'
import { insert, pack, type Change } from '#platform/db/table.ts'
import type { Reader } from '#platform/http/reader.ts'
import type { House } from '#charter/record/house.ts'
import { dateShares, writeDated, type Given } from '../collections/dating.ts'
import { rememberRows } from '../object-rows.ts'
import { shareUnder, type Profile } from '../profiles/profile.ts'
import { isInUse, profileOf } from '../profiles/read.ts'
import { shareFor } from '../sharing.ts'
import { sealBundle } from '../upload.ts'
import type { Envelopes, OpenEnvelope } from './envelopes.ts'
import { fatesOf } from './fates.ts'
import type { Known, Made } from './making.ts'
import { draftsIn, type Posting, type Settled } from './status.ts'
import { posted, postedShares, postings, posts } from './tables.ts'
import type { Turns } from './turns.ts'

export interface Post {
  readonly reader: Reader
  readonly profile: Profile
  /** The envelope, whole. */
  readonly bytes: Uint8Array
  readonly envelopes: Envelopes
  /** Of those that were overtaken: they go one after the other, so that none is overtaken for ever. */
  readonly turns: Turns
}

/** How often a POST begins anew because another one was faster with the same objects: here those take turns, in other processes they do not. */
const attempts = 32

/**
 * Shares what an account posted to a profile: what may be shared and was not shared before, byte for byte, in one act. Whoever posts the
 * same at the same time, it is shared once: the keys of the versions say so, in the transaction that records the act.
 */
export async function postObjects(house: House, post: Post): Promise<Settled | Refusal> {
  const { bytes, envelopes, profile } = post
  const into = { collection: profile.collection, bundle: `bundle--${uuid4(house.random)}` }
  const opened = await envelopes.open(bytes, into)
  if (isRefusal(opened)) return opened
  using envelope = opened
  for (let attempt = 1; ; attempt += 1) {
    try {
      const once = () => sharedOnce(house, post, { envelope, isFirst: attempt === 1 })
      return await (attempt === 1 ? once() : post.turns.take(once))
    } catch (error) {
      if (!isOvertaken(error) || attempt === attempts) throw error
    }
  }
}

const isOvertaken = (error: unknown): boolean => error instanceof Fault && error.code === 'db-duplicate'

interface Attempt {
  readonly envelope: OpenEnvelope
  readonly isFirst: boolean
}

async function sharedOnce(house: House, post: Post, { envelope, isFirst }: Attempt): Promise<Settled | Refusal> {
  const files = { reads: house.store, blobs: house.blobs }
  // Most of what is posted is new, and where it is not a key of the database says so: that costs no look at each version.
  const asked = (isFirst ? envelope.again : undefined) ?? (await envelope.versions())
  const known = { fates: await fatesOf(files, post.profile.collection, asked) }
  return carriedOut(house, post, { envelope, made: await envelope.make(known), known })
}

interface Work {
  readonly envelope: OpenEnvelope
  readonly made: Made
  readonly known: Known
}

async function carriedOut(house: House, post: Post, work: Work): Promise<Settled | Refusal> {
  const { bundle, outcomes } = work.made
  if (bundle === undefined) return noted(house, post, outcomes)
  const shared = await sharedOrDropped(house, post, { ...work, bundle })
  if (!isRefusal(shared) || shared.code === 'not-found') return shared
  return noted(house, post, (await work.envelope.make({ ...work.known, refusal: shared })).outcomes)
}

async function sharedOrDropped(
  house: House,
  post: Post,
  { envelope, made, known, bundle }: Work & { readonly bundle: NonNullable<Made['bundle']> },
): Promise<Settled | Refusal> {
  const { profile, reader } = post
  const { collection, desk } = profile
  let posting: Posting | undefined
  let given: Given | undefined
  const beside = async (tx: Transaction, on: { readonly act?: ActId; readonly draft?: string }) => {
    const now = await profileOf(tx, collection)
    // Stopped or changed while this came in: what is there now was not what was posted to.
    if (now === undefined || now.revision !== profile.revision || !(await isInUse(tx, now))) return notThere()
    const { act = null, draft } = on
    const { posted: rows, outcomes } = draft === undefined ? made : await envelope.make({ ...known, draft })
    const number = drawn(house)
    setPacked(posted, rows, ['post', number])
    posting = postingOf(house, post, outcomes)
    return [
      pack(posted, rows),
      insert(posts, { post: number, collection, act, draft: draft ?? null }),
      ...(act === null ? [] : [insert(postedShares, { act, collection })]),
      insert(postings, posting),
    ]
  }
  rememberRows(bundle.bytes, bundle.rows)
  const name = `${profile.name}.json`
  const file = await sealBundle(house, {
    account: reader.account.name,
    name,
    ...bundle,
    objects: bundle.rows.objects.count,
  })
  const drop = () => house.blobs.remove(file.row.blob)
  try {
    const wish = shareUnder(profile, file.row.upload, house.clock.now())
    // Whoever reads his answer finds in the collection what he added.
    const write = async (tx: Transaction, changes: readonly Change[]) => {
      ;[given] = await writeDated(house, tx, { changes, collection })
    }
    const shared = await shareFor(house, reader, { wish, desk, collection, file, beside, write })
    if (isRefusal(shared)) {
      await drop()
      return shared
    }
  } catch (error) {
    // Whatever else went wrong, it may be recorded all the same; a file that no row names goes by itself.
    if (isOvertaken(error)) await drop()
    throw error
  }
  if (posting === undefined) throw new Fault('posting-missing')
  return { posting, ...(given === undefined ? {} : { added: { ...given, places: made.places } }) }
}

const notThere = (): Refusal => refuse('not-found', 'TAXII 2.1 3.6: not there, or not for this account')

/** A number that no other has: of 53 bits. */
const drawn = (house: House): number =>
  house.random.bytes(7).reduce((number, byte, at) => number * 256 + (at === 0 ? byte & 31 : byte), 0)

/** A status alone, where nothing new is shared. */
async function noted(house: House, post: Post, outcomes: Uint8Array): Promise<Settled> {
  const posting = postingOf(house, post, outcomes)
  await house.store.transaction((tx) => tx.apply([insert(postings, posting)]))
  // What was shared before may wait for its dates.
  await dateShares(house)
  return { posting }
}

function postingOf(house: House, { reader, profile }: Post, objects: Uint8Array): Posting {
  const at = house.clock.now()
  const drafts = draftsIn(objects)
  return {
    status: uuid4(house.random),
    account: reader.account.name,
    collection: profile.collection,
    at,
    ended_at: drafts.length === 0 ? at : null,
    drafts,
    objects,
  }
}
