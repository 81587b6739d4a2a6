import { Fault } from '#kernel/fault.ts'
import { toHex } from '#kernel/bytes.ts'
import { isRefusal, refuse, type Refusal } from '#kernel/refusal.ts'
import type { ActId, Desk } from '#protocol/act/statement.ts'
import { AttachmentOpener } from '#protocol/parcel/attachment-opener.ts'
import { openStream } from '#protocol/parcel/attachment-stream.ts'
import { bundleOf, readStix } from '#protocol/stix/bundle.ts'
import type { Transaction } from '#platform/db/store.ts'
import { insert, remove, update, type Change, type Row } from '#platform/db/table.ts'
import { items } from '#platform/record/tables.ts'
import type { Reader } from '#platform/http/reader.ts'
import { collected, readBlob } from '#platform/record/files.ts'
import { previewRelease } from '#charter/preview.ts'
import type { Draft } from '#charter/record/draft.ts'
import type { House } from '#charter/record/house.ts'
import { compose, record, type Composed } from '#charter/record/office.ts'
import { recall as decideRecall, share as decideShare, type KnownShare, type Speaker } from './decide.ts'
import { brought, findDraft } from './read.ts'
import { drafts, uploads } from './tables.ts'
import { bringFile } from './upload.ts'
import type { CorrectWish, ShareWish } from './wish.ts'

/** A share that was recorded, or that waits for its second officer. */
export type Shared =
  | { readonly kind: 'recorded'; readonly share: Composed; readonly recall?: ActId }
  | { readonly kind: 'pending'; readonly draft: string; readonly to: readonly string[] }

export function speaker(house: House, reader: Reader, first?: Desk): Speaker {
  const desk = reader.account.desk as Desk
  return { self: house.self, at: house.clock.now(), officers: first === undefined ? [desk] : [first, desk] }
}

/** Shares a file that this account brought; at a level for two officers it waits for the second. */
export async function shareFile(house: House, reader: Reader, wish: ShareWish): Promise<Shared | Refusal> {
  const prepared = await prepare(house, reader.account.name, wish, speaker(house, reader))
  if (isRefusal(prepared)) return prepared
  const preview = previewOf(house, prepared.draft)
  const refused = preview.recipients.find(({ decision }) => isRefusal(decision))?.decision
  if (refused !== undefined && isRefusal(refused)) return refused
  if (preview.secondOfficer) return hold(house, reader, wish)
  const composed = await compose(house, prepared.draft, prepared.attachments)
  if (isRefusal(composed)) return composed
  const recorded = await record(house, [composed], (tx) => takeUpload(tx, prepared))
  if (isRefusal(recorded)) return recorded
  await forgetOriginal(house, prepared)
  return { kind: 'recorded', share: composed }
}

/** The upload becomes the share's file: taken once, whoever asks at the same time. */
async function takeUpload(tx: Transaction, { row, found }: Prepared): Promise<readonly Change[] | Refusal> {
  const held = await tx.lock(uploads, { upload: found.upload })
  if (held === undefined) return refuse('upload-unknown', 'exchange: an upload is shared once')
  return [remove(uploads, { upload: { in: [row.upload, found.upload] } })]
}

/** Of a file that was shared without its refused objects, the whole one is kept by nobody. */
async function forgetOriginal(house: House, { row, found }: Prepared): Promise<void> {
  if (row.blob !== found.blob) await house.blobs.remove(found.blob)
}

/** What the gate says of a draft, before anything is signed. */
export function previewOf(house: House, draft: Pick<Draft, 'kind' | 'audience' | 'label' | 'officers'>) {
  const charter = house.charter()
  const releasable = { ...draft, coalition: charter.id, author: house.self }
  return previewRelease(releasable, { charter, at: house.clock.now() })
}

interface Prepared {
  readonly draft: Draft
  /** The file as it was brought, and as it is shared: another where refused objects are left out. */
  readonly found: Row<typeof uploads>
  readonly row: Row<typeof uploads>
  readonly attachments: ReadonlyMap<number, Uint8Array>
}

type Wish = Omit<ShareWish, 'to'> & { readonly to: readonly ShareWish['to'][number][]; readonly replaces?: ActId }

async function prepare(house: House, account: string, wish: Wish, by: Speaker): Promise<Prepared | Refusal> {
  const [found] = await house.store.select(uploads, { where: { upload: wish.upload, account }, limit: 1 })
  if (found === undefined) return refuse('upload-unknown', 'exchange: an upload is its account’s own')
  const plain = found.format === 'stix' ? await plaintextOf(house, found) : undefined
  const isLess = found.refused.length > 0 && wish.omitRefused === true && plain !== undefined
  const less = isLess ? await withoutRefused(house, found, plain) : undefined
  const row = less?.row ?? found
  const draft = decideShare({ ...wish, to: [...wish.to] }, brought(row), by)
  if (isRefusal(draft)) return draft
  const content = less?.plaintext ?? plain
  return { draft, found, row, attachments: content === undefined ? new Map() : new Map([[0, content]]) }
}

function plaintextOf(house: House, row: Row<typeof uploads>): Promise<Uint8Array> {
  const opener = new AttachmentOpener({ salt: row.salt, key: row.key }, { digest: row.digest, bytes: row.bytes })
  return collected(openStream(readBlob(house.blobs, row.blob), opener))
}

/** The same bundle without what may not be shared, each remaining object byte for byte. */
async function withoutRefused(house: House, row: Row<typeof uploads>, plain: Uint8Array) {
  const document = readStix(plain)
  if (isRefusal(document)) throw new Fault('upload-damaged', { params: { upload: row.upload } })
  const bundle = bundleOf(
    `bundle--${uuid(house)}`,
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

/** UUID version 4 (RFC 9562). */
function uuid(house: House): string {
  const bytes = house.random.bytes(16)
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  return toHex(bytes).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/u, '$1-$2-$3-$4-$5')
}

async function hold(house: House, reader: Reader, wish: ShareWish): Promise<Shared> {
  const draft = `draft-${toHex(house.random.bytes(16))}`
  const { name: account, desk } = reader.account
  const { level, category } = wish
  const row = { draft, account, desk: desk as Desk, at: house.clock.now(), level, category, wish, act: null }
  await house.store.transaction((tx) => tx.apply([insert(drafts, row)]))
  return { kind: 'pending', draft, to: wish.to }
}

/** The second officer signs: another account and another desk than the first. The draft is taken once. */
export async function approveDraft(house: House, reader: Reader, draft: string): Promise<Shared | Refusal> {
  const row = await findDraft(house.store, reader, draft)
  if (row === undefined) return refuse('not-found', 'exchange: drafts')
  if (row.act !== null) return refuse('already-approved', 'exchange: a draft is approved once', { act: row.act })
  if (row.account === reader.account.name || row.desk === reader.account.desk) {
    return refuse('same-officer', 'protocol 9: second officer', { desk: row.desk })
  }
  const prepared = await prepare(house, row.account, row.wish, speaker(house, reader, row.desk))
  if (isRefusal(prepared)) return prepared
  const composed = await compose(house, prepared.draft, prepared.attachments)
  if (isRefusal(composed)) return composed
  const recorded = await record(house, [composed], async (tx) => {
    const held = await tx.lock(drafts, { draft })
    if (held?.act !== null)
      return refuse('already-approved', 'exchange: a draft is approved once', { act: held?.act ?? '' })
    const taken = await takeUpload(tx, prepared)
    return isRefusal(taken) ? taken : [update(drafts, { draft, act: null }, { act: composed.act.id }), ...taken]
  })
  if (isRefusal(recorded)) return recorded
  await forgetOriginal(house, prepared)
  return { kind: 'recorded', share: composed }
}

/** A new share under the label of the old one and a recall that names it, recorded together or not at all. */
export async function correctShare(
  house: House,
  reader: Reader,
  known: KnownShare,
  wish: CorrectWish,
): Promise<Shared | Refusal> {
  const by = speaker(house, reader)
  const { level, category, handling, purpose, basis } = known.label
  const label = { level, category, handling: [...handling], ...(purpose && { purpose }), ...(basis && { basis }) }
  const { upload, omitRefused, title = known.title } = wish
  const replacing = {
    ...label,
    to: known.audience,
    upload,
    title,
    replaces: known.act,
    ...(omitRefused && { omitRefused }),
  }
  const allowed = decideRecall(known, { reason: '-' }, by)
  if (isRefusal(allowed)) return allowed
  const prepared = await prepare(house, reader.account.name, replacing, by)
  if (isRefusal(prepared)) return prepared
  const share = await compose(house, prepared.draft, prepared.attachments)
  if (isRefusal(share)) return share
  const reason = wish.reason ?? 'correction'
  const draft = decideRecall(known, { reason, replacement: share.act.id }, by)
  if (isRefusal(draft)) return draft
  const recall = await compose(house, draft)
  if (isRefusal(recall)) return recall
  const recorded = await record(house, [share, recall], async (tx) => {
    return (await refuseUnlessLive(tx, known)) ?? takeUpload(tx, prepared)
  })
  if (isRefusal(recorded)) return recorded
  await forgetOriginal(house, prepared)
  return { kind: 'recorded', share, recall: recall.act.id }
}

/** Holds the share while it is taken back, so that it is taken back once. */
export async function refuseUnlessLive(tx: Transaction, { act, author }: KnownShare): Promise<Refusal | undefined> {
  const held = await tx.lock(items, { act, author })
  if (held?.state === 'live') return undefined
  return refuse('already-recalled', 'protocol 7: a share is recalled once', { state: held?.state ?? 'recalled' })
}
