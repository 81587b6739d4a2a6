import { Fault } from '#kernel/fault.ts'
import { toHex } from '#kernel/bytes.ts'
import { isRefusal, refuse, type Refusal } from '#kernel/refusal.ts'
import { uuid4 } from '#kernel/uuid.ts'
import type { ActId, Desk } from '#protocol/act/statement.ts'
import { AttachmentOpener } from '#protocol/parcel/attachment-opener.ts'
import { openStream } from '#protocol/parcel/attachment-stream.ts'
import { bundleOf, readStix } from '#protocol/stix/bundle.ts'
import type { Transaction } from '#platform/db/store.ts'
import { insert, remove, type Change, type Row } from '#platform/db/table.ts'
import { items } from '#platform/record/tables.ts'
import type { Reader } from '#platform/http/reader.ts'
import { collected, readBlob } from '#platform/record/files.ts'
import { previewRelease, type Preview } from '#charter/preview.ts'
import type { Draft } from '#charter/record/draft.ts'
import type { House } from '#charter/record/house.ts'
import { speaker, type Speaker } from '#charter/record/labelling.ts'
import { compose, recordAs, type Composed, type Recording } from '#charter/record/office.ts'
import { recall as decideRecall, share as decideShare, type KnownShare } from './decide.ts'
import { brought, knownShare } from './read.ts'
import { drafts, uploads } from './tables.ts'
import { bringFile, type OwnFile } from './upload.ts'
import type { CorrectWish, HeldWish, ShareWish } from './wish.ts'

/** A share that was recorded, or that waits for its second officer. */
export type Shared =
  | { readonly kind: 'recorded'; readonly share: Composed; readonly recall?: ActId }
  | { readonly kind: 'pending'; readonly draft: string; readonly to: readonly string[] }

/** Shares a file that this account brought; at a level for two officers it waits for the second. */
export function shareFile(house: House, reader: Reader, wish: ShareWish): Promise<Shared | Refusal> {
  return shareOrHold(house, reader, { wish, by: speaker(house, reader) })
}

/** A share that a tool posted: its profile's desk answers for it. */
export interface SharedFor {
  readonly wish: ShareWish
  readonly desk: Desk
  readonly collection: string
  /** What is shared: nothing of it is written before the share is. */
  readonly file: OwnFile
  /** What is written in the same transaction as the act, or the draft that waits. */
  readonly beside: (
    tx: Transaction,
    on: { readonly act?: ActId; readonly draft?: string },
  ) => Promise<readonly Change[] | Refusal>
  readonly write: Recording['write']
}

/** The same for a tool, in the name of a desk. */
export function shareFor(house: House, reader: Reader, under: SharedFor): Promise<Shared | Refusal> {
  return shareOrHold(house, reader, {
    wish: under.wish,
    by: { ...speaker(house, reader), officers: [under.desk] },
    under,
  })
}

/**
 * A new share under the label of the old one and a recall that names it, recorded together or not at all; at a level for two officers
 * both wait for the second.
 */
export async function correctShare(
  house: House,
  reader: Reader,
  known: KnownShare,
  wish: CorrectWish,
): Promise<Shared | Refusal> {
  const by = speaker(house, reader)
  return shareOrHold(house, reader, {
    by,
    wish: {
      ...termsOf(known),
      upload: wish.upload,
      title: wish.title ?? known.title,
      ...(wish.omitRefused === true ? { omitRefused: true } : {}),
      replaces: known.act,
      reason: wish.reason ?? 'correction',
    },
  })
}

/** To whom a share went and under which label, for another one that takes its place. Its review is not part of it. */
export function termsOf({ audience, label }: KnownShare): Omit<HeldWish, 'upload'> {
  const { level, category, handling, purpose, basis, personalData } = label
  return {
    to: [...audience],
    level,
    category,
    handling: [...handling],
    ...(purpose === undefined ? {} : { purpose }),
    ...(basis === undefined ? {} : { basis }),
    ...(personalData === undefined ? {} : { personalData }),
  }
}

/** What is left of a share when a tool takes objects away: the officers who answered for all of it answer for less. */
export interface Less {
  readonly wish: HeldWish
  readonly officers: readonly Desk[]
  /** Who takes the whole back. */
  readonly desk: Desk
  readonly beside: (tx: Transaction, act: ActId) => Promise<readonly Change[] | Refusal>
}

/** A correction that gives nothing to anybody that he was not given: it waits for no second officer. */
export async function shareLess(house: House, reader: Reader, less: Less): Promise<Shared | Refusal> {
  const by = { ...speaker(house, reader), officers: less.officers }
  const prepared = await prepare(house, { reader, account: reader.account.name, by }, less.wish)
  if (isRefusal(prepared)) return prepared
  const { correction } = prepared
  const takesBack = correction && { ...correction, by: { ...correction.by, officers: [less.desk] } }
  const { beside } = less
  return publish(house, { ...prepared, ...(takesBack === undefined ? {} : { correction: takesBack }) }, { beside })
}

interface Sharing {
  readonly wish: HeldWish
  readonly by: Speaker
  readonly under?: SharedFor
}

async function shareOrHold(house: House, reader: Reader, sharing: Sharing): Promise<Shared | Refusal> {
  const { wish, by, under } = sharing
  const file = under === undefined ? {} : { file: under.file }
  const prepared = await prepare(house, { reader, account: reader.account.name, by, ...file }, wish)
  if (isRefusal(prepared)) return prepared
  const { recipients, secondOfficer } = previewOf(house, prepared.draft)
  const refused = recipients.map(({ decision }) => decision).find((decision) => isRefusal(decision))
  if (refused !== undefined) return refused
  if (secondOfficer) return hold(house, reader, sharing)
  if (under === undefined) return publish(house, prepared)
  return publish(house, prepared, { beside: (tx, act) => under.beside(tx, { act }), write: under.write })
}

/** What the gate says of a draft, before anything is signed. */
export function previewOf(house: House, draft: Pick<Draft, 'kind' | 'audience' | 'label' | 'officers'>): Preview {
  const charter = house.charter()
  const releasable = { ...draft, coalition: charter.id, author: house.self }
  return previewRelease(releasable, { charter, at: house.clock.now() })
}

interface Prepared {
  readonly draft: Draft
  /** The file as it was brought, and as it is shared: another where refused objects are left out. */
  readonly found: Row<typeof uploads>
  readonly row: Row<typeof uploads>
  /** No row of the uploads names it. */
  readonly isOwn: boolean
  readonly attachments: ReadonlyMap<number, Uint8Array>
  /** The share that this one takes the place of, and who says so. */
  readonly correction?: { readonly known: KnownShare; readonly reason: string; readonly by: Speaker }
}

interface Preparing {
  readonly reader: Reader
  /** Who brought the file. */
  readonly account: string
  readonly by: Speaker
  /** The file, where it was brought for this share alone. */
  readonly file?: OwnFile
}

/** Brings a wish and the file that was brought for it to a draft, or says why not. */
export async function prepare(
  house: House,
  { reader, account, by, file }: Preparing,
  wish: HeldWish,
): Promise<Prepared | Refusal> {
  const correction = await correctionOf(house, reader, wish, by)
  if (isRefusal(correction)) return correction
  const found = file?.row ?? (await uploadOf(house, wish.upload, account))
  if (found === undefined) return refuse('upload-unknown', 'exchange: an upload is its account’s own')
  const plain = file?.plaintext ?? (found.format === 'stix' ? await plaintextOf(house, found) : undefined)
  const isLess = found.refused.length > 0 && wish.omitRefused === true && plain !== undefined
  const less = isLess ? await withoutRefused(house, found, plain) : undefined
  const row = less?.row ?? found
  const draft = decideShare(wish, brought(row), by)
  if (isRefusal(draft)) return draft
  const content = less?.plaintext ?? plain
  const attachments = content === undefined ? new Map<number, Uint8Array>() : new Map([[0, content]])
  return {
    draft,
    found,
    row,
    isOwn: file !== undefined,
    attachments,
    ...(correction === undefined ? {} : { correction }),
  }
}

async function uploadOf(house: House, upload: string, account: string): Promise<Row<typeof uploads> | undefined> {
  const [row] = await house.store.select(uploads, { where: { upload, account }, limit: 1 })
  return row
}

/** Whether the share that is to be replaced may be taken back, asked before a file is opened. */
async function correctionOf(
  house: House,
  reader: Reader,
  { replaces, reason = 'correction' }: HeldWish,
  by: Speaker,
): Promise<Prepared['correction'] | Refusal> {
  if (replaces === undefined) return undefined
  const known = await knownShare(house.store, reader, replaces)
  if (known === undefined) return refuse('not-found', 'interfaces: paths')
  const allowed = decideRecall(known, { reason }, by)
  return isRefusal(allowed) ? allowed : { known, reason, by }
}

interface With {
  /** What is written in the same transaction. */
  readonly beside?: (tx: Transaction, act: ActId) => Promise<readonly Change[] | Refusal>
  readonly write?: Recording['write']
}

const asItComes: Recording['write'] = (tx, changes) => tx.apply(changes)

/** Signs and records a share, with the recall of what it corrects; the upload is taken in the same transaction. */
export async function publish(
  house: House,
  prepared: Prepared,
  { beside = async () => [], write = asItComes }: With = {},
): Promise<Shared | Refusal> {
  const { draft, attachments, correction } = prepared
  const share = await compose(house, draft, attachments)
  if (isRefusal(share)) return share
  const recall = correction === undefined ? undefined : await composeRecall(house, correction, share.act.id)
  if (isRefusal(recall)) return recall
  const plaintext = attachments.get(0)
  if (plaintext !== undefined) house.fresh?.keep(share.act.id, plaintext)
  const recorded = await recordAs(house, {
    composed: recall === undefined ? [share] : [share, recall],
    async beside(tx) {
      const no = correction === undefined ? undefined : await refuseUnlessLive(tx, correction.known)
      const others = no ?? (await beside(tx, share.act.id))
      if (isRefusal(others)) return others
      const taken = await takeUpload(tx, prepared)
      return isRefusal(taken) ? taken : [...others, ...taken]
    },
    write,
  })
  if (isRefusal(recorded)) {
    house.fresh?.drop(share.act.id)
    return recorded
  }
  for (const { upload } of [prepared.found, prepared.row]) house.fresh?.drop(upload)
  await forgetOriginal(house, prepared)
  return { kind: 'recorded', share, ...(recall === undefined ? {} : { recall: recall.act.id }) }
}

async function composeRecall(
  house: House,
  { known, reason, by }: NonNullable<Prepared['correction']>,
  replacement: ActId,
): Promise<Composed | Refusal> {
  const draft = decideRecall(known, { reason, replacement }, by)
  return isRefusal(draft) ? draft : compose(house, draft)
}

/** The upload becomes the share's file: taken once, whoever asks at the same time. */
async function takeUpload(tx: Transaction, { row, found, isOwn }: Prepared): Promise<readonly Change[] | Refusal> {
  if (isOwn) return []
  const held = await tx.lock(uploads, { upload: found.upload })
  if (held === undefined) return refuse('upload-unknown', 'exchange: an upload is shared once')
  return [remove(uploads, { upload: { in: [row.upload, found.upload] } })]
}

/** Of a file that was shared without its refused objects, the whole one is kept by nobody. */
async function forgetOriginal(house: House, { row, found }: Prepared): Promise<void> {
  if (row.blob !== found.blob) await house.blobs.remove(found.blob)
}

async function plaintextOf(house: House, row: Row<typeof uploads>): Promise<Uint8Array> {
  const fresh = house.fresh?.get(row.upload)
  if (fresh !== undefined) return fresh
  const opener = new AttachmentOpener({ salt: row.salt, key: row.key }, { digest: row.digest, bytes: row.bytes })
  const plaintext = await collected(openStream(readBlob(house.blobs, row.blob), opener))
  return (await house.reading.read(plaintext)).plaintext
}

/** The same bundle without what may not be shared, each remaining object byte for byte. */
async function withoutRefused(house: House, row: Row<typeof uploads>, plain: Uint8Array) {
  const document = readStix(plain)
  if (isRefusal(document)) throw new Fault('upload-damaged', { params: { upload: row.upload } })
  const bundle = bundleOf(
    `bundle--${uuid4(house.random)}`,
    document.objects.map(({ slice }) => slice.raw),
  )
  const wish = { account: row.account, name: row.name, mediaType: row.media_type }
  return bringFile(
    house,
    wish,
    (async function* () {
      yield bundle
    })(),
  )
}

async function hold(house: House, reader: Reader, { wish, by, under }: Sharing): Promise<Shared | Refusal> {
  const draft = `draft-${toHex(house.random.bytes(16))}`
  const { level, category } = wish
  const row = {
    draft,
    account: reader.account.name,
    desk: by.officers[0] ?? (reader.account.desk as Desk),
    at: house.clock.now(),
    level,
    category,
    wish: { ...wish },
    act: null,
    collection: under?.collection ?? null,
  }
  const no = await house.store.transaction(async (tx) => {
    const others = (await under?.beside(tx, { draft })) ?? []
    if (isRefusal(others)) return others
    const brought = under === undefined ? [] : [insert(uploads, under.file.row)]
    await tx.apply([insert(drafts, row), ...brought, ...others])
    return undefined
  })
  return no ?? { kind: 'pending', draft, to: wish.to }
}

/** Holds the share while it is taken back, so that it is taken back once. */
export async function refuseUnlessLive(tx: Transaction, { act, author }: KnownShare): Promise<Refusal | undefined> {
  const held = await tx.lock(items, { act, author })
  if (held?.state === 'live') return undefined
  return refuse('already-recalled', 'protocol 7: a share is recalled once', { state: held?.state ?? 'recalled' })
}
