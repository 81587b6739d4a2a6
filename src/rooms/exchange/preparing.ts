import { Fault } from '#kernel/fault.ts'
import { isRefusal, refuse, type Refusal } from '#kernel/refusal.ts'
import { uuid4 } from '#kernel/uuid.ts'
import { AttachmentOpener } from '#protocol/parcel/attachment-opener.ts'
import { openStream } from '#protocol/parcel/attachment-stream.ts'
import { bundleOf, readStix } from '#protocol/stix/bundle.ts'
import type { Row } from '#platform/db/table.ts'
import type { Reader } from '#platform/http/reader.ts'
import { collected, readBlob } from '#platform/record/files.ts'
import type { Draft } from '#charter/record/draft.ts'
import type { House } from '#charter/record/house.ts'
import type { Speaker } from '#charter/record/labelling.ts'
import { recall as decideRecall, share as decideShare, type KnownShare } from './decide.ts'
import { brought, knownShare } from './read.ts'
import { uploads } from './tables.ts'
import { bringFile, type OwnFile } from './upload.ts'
import type { HeldWish } from './wish.ts'

/** A draft with its file. */
export interface Prepared {
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

/** Of a file that is brought and not shared. */
export async function plaintextOf(house: House, row: Row<typeof uploads>): Promise<Uint8Array> {
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
