import { concat } from '#kernel/bytes.ts'
import { isRefusal, type Refusal } from '#kernel/refusal.ts'
import type { Act } from '#protocol/act/statement.ts'
import { AttachmentOpener } from '#protocol/parcel/attachment-opener.ts'
import { update, type Row } from '#platform/db/table.ts'
import { readBlob } from '#platform/record/files.ts'
import { actOf } from '#platform/record/load.ts'
import type { acts } from '#platform/record/tables.ts'
import { attachments } from '#platform/record/tables.ts'
import type { LinkReply } from './link/link-client.ts'
import type { AskPeer } from './puller.ts'
import type { TransportPorts } from './ports.ts'

/** One answer carries at most this much of a file: below the limit of an answer, and lost at most when a link breaks. */
const pieceBytes = 4 * 1024 * 1024

export interface Fetched {
  readonly reply?: LinkReply
  readonly act: Act
  /** What the files were opened with, or would be. */
  readonly keys: Row<typeof acts>['attachment_keys']
  /** Where the files lay, by position: what another addressee hands on lies apart from what the author sends. */
  readonly blobs: readonly string[]
  /** All files are here; `plaintexts` holds those that a projection wants. */
  readonly done?: { readonly plaintexts: ReadonlyMap<number, Uint8Array> } | { readonly refusal: Refusal }
}

/**
 * Goes on fetching the files of one act from its author, from where the last attempt ended. When all are here each is opened and held
 * against the digest that the act names.
 */
export async function fetchFiles(
  ports: TransportPorts,
  ask: AskPeer,
  row: Row<typeof acts>,
  wants: readonly number[],
): Promise<Fetched | undefined> {
  const act = actOf(row)
  const { attachment_keys: keys } = row
  if (act === undefined) return undefined
  const files = await ports.store.select(attachments, { where: { act: act.id }, order: ['position'], limit: 64 })
  const fetched = { act, keys, blobs: files.map(({ blob }) => blob) }
  for (const file of files) {
    const reply = await fetchFile(ports, ask, file)
    if (reply !== undefined) return { ...fetched, reply }
  }
  return { ...fetched, done: await opened(ports, { act, row, files }, wants) }
}

/** `undefined` once the whole file is here; else the answer that ended the attempt. */
async function fetchFile(
  ports: TransportPorts,
  ask: AskPeer,
  file: Row<typeof attachments>,
): Promise<LinkReply | undefined> {
  const { act, position, blob, sealed_bytes: end } = file
  let have = Math.min(end, (await ports.blobs.size(blob)) ?? 0)
  const noteHave = () => ports.store.transaction((tx) => tx.apply([update(attachments, { act, position }, { have })]))
  if (have !== file.have) await noteHave()
  while (have < end) {
    const to = Math.min(end, have + pieceBytes)
    const path = `/federation/v1/attachments/${act}/${position}?from=${have}&to=${to}`
    const reply = await ask({ method: 'GET', path })
    if (reply.kind !== 'answer' || reply.status !== 200 || reply.body.length !== to - have) return reply
    await ports.blobs.append(blob, have, reply.body)
    have = to
    await noteHave()
    await ports.failpoint('attachment:piece')
  }
  return undefined
}

interface Held {
  readonly act: Act
  readonly row: Row<typeof acts>
  readonly files: readonly Row<typeof attachments>[]
}

async function opened(
  ports: TransportPorts,
  { act, row, files }: Held,
  wants: readonly number[],
): Promise<NonNullable<Fetched['done']>> {
  const plaintexts = new Map<number, Uint8Array>()
  for (const { position, blob } of files) {
    const secret = row.attachment_keys?.[position]
    const claim = act.said.attachments[position]
    if (secret === undefined || claim === undefined) continue
    const plaintext = await openedFile(ports, blob, new AttachmentOpener(secret, claim), wants.includes(position))
    if (isRefusal(plaintext)) return { refusal: plaintext }
    if (plaintext !== undefined) plaintexts.set(position, plaintext)
  }
  return { plaintexts }
}

/** Opens a file to its end; keeps the plaintext only where it is wanted. */
async function openedFile(
  ports: TransportPorts,
  blob: string,
  opener: AttachmentOpener,
  isWanted: boolean,
): Promise<Uint8Array | Refusal | undefined> {
  const parts: Uint8Array[] = []
  for await (const sealed of readBlob(ports.blobs, blob)) {
    const part = opener.update(sealed)
    if (isRefusal(part)) return part
    if (isWanted) parts.push(part)
  }
  const last = opener.finish()
  if (isRefusal(last)) return last
  return isWanted ? concat(...parts, last) : undefined
}
