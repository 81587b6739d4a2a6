import { isRefusal, type Refusal } from '#kernel/refusal.ts'
import type { Act } from '#protocol/act/statement.ts'
import { AttachmentOpener } from '#protocol/parcel/attachment-opener.ts'
import { update, type Row } from '#platform/db/table.ts'
import { readBlob } from '#platform/record/files.ts'
import { actOf } from '#platform/record/load.ts'
import type { acts } from '#platform/record/tables.ts'
import { attachments } from '#platform/record/tables.ts'
import type { LinkReply } from './link/link-client.ts'
import { Opening } from './opening.ts'
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
  const plaintexts = new Map<number, Uint8Array>()
  for (const file of files) {
    const opening = openingOf(act, row, file, wants)
    const reply = await fetchFile(ports, ask, file, opening)
    if (reply !== undefined) return { ...fetched, reply }
    const plaintext = opening?.finish()
    if (isRefusal(plaintext)) return { ...fetched, done: { refusal: plaintext } }
    if (plaintext !== undefined) plaintexts.set(file.position, plaintext)
  }
  return { ...fetched, done: { plaintexts } }
}

function openingOf(
  act: Act,
  row: Row<typeof acts>,
  { position }: Row<typeof attachments>,
  wants: readonly number[],
): Opening | undefined {
  const secret = row.attachment_keys?.[position]
  const claim = act.said.attachments[position]
  if (secret === undefined || claim === undefined) return undefined
  return new Opening(new AttachmentOpener(secret, claim), wants.includes(position))
}

/** `undefined` once the whole file is here, and `opening` has seen it; else the answer that ended the attempt. */
async function fetchFile(
  ports: TransportPorts,
  ask: AskPeer,
  file: Row<typeof attachments>,
  opening: Opening | undefined,
): Promise<LinkReply | undefined> {
  const { act, position, blob, sealed_bytes: end } = file
  let have = Math.min(end, (await ports.blobs.size(blob)) ?? 0)
  const noteHave = () => ports.store.transaction((tx) => tx.apply([update(attachments, { act, position }, { have })]))
  if (have !== file.have) await noteHave()
  const asking = (from: number): Promise<LinkReply> => {
    const to = Math.min(end, from + pieceBytes)
    return ask({ method: 'GET', path: `/federation/v1/attachments/${act}/${position}?from=${from}&to=${to}` })
  }
  let next = have < end ? asking(have) : undefined
  for await (const sealed of readBlob(ports.blobs, blob)) opening?.take(sealed)
  while (next !== undefined) {
    const reply = await next
    const to = Math.min(end, have + pieceBytes)
    if (reply.kind !== 'answer' || reply.status !== 200 || reply.body.length !== to - have) return reply
    // The next piece is on its way while this one is made durable.
    next = to < end ? asking(to) : undefined
    next?.catch(() => undefined)
    await ports.blobs.append(blob, have, reply.body)
    have = to
    await noteHave()
    await ports.failpoint('attachment:piece')
    opening?.take(reply.body)
  }
  return undefined
}
