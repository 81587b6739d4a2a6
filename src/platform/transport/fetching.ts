import { isRefusal, type Refusal } from '#kernel/refusal.ts'
import type { Act } from '#protocol/act/statement.ts'
import { update, type Change, type Row } from '#platform/db/table.ts'
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
  readonly done?: Whole | { readonly refusal: Refusal }
}

/** All files of an act are here. */
export interface Whole {
  /** Those that a projection wants, by position. */
  readonly plaintexts: ReadonlyMap<number, Uint8Array>
  /** Say so in the record: applied with what is made of the act. */
  readonly came: readonly Change[]
}

/**
 * Goes on fetching the files of one act from its author, from where the last attempt ended, which the length of what lies here says. Each is
 * opened as it comes and held against the digest that the act names.
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
    const come = await fetchFile({ ports, ask }, file, () => openingOf(act, row, file, wants))
    if ('reply' in come) return { ...fetched, reply: come.reply }
    const plaintext = come.opening?.finish()
    if (isRefusal(plaintext)) return { ...fetched, done: { refusal: plaintext } }
    if (plaintext !== undefined) plaintexts.set(file.position, plaintext)
  }
  return { ...fetched, done: { plaintexts, came: files.flatMap(noteOf) } }
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
  return new Opening(secret, claim, wants.includes(position))
}

function noteOf({ act, position, have, sealed_bytes: end }: Row<typeof attachments>): readonly Change[] {
  return have === end ? [] : [update(attachments, { act, position }, { have: end })]
}

/** A file that came to its end, or to where it cannot be the one meant; or the answer that ended the attempt. */
type Come = { readonly opening: Opening | undefined } | { readonly reply: LinkReply }

interface Line {
  readonly ports: TransportPorts
  readonly ask: AskPeer
}

async function fetchFile(
  { ports, ask }: Line,
  { act, position, blob, sealed_bytes: end }: Row<typeof attachments>,
  begin: () => Opening | undefined,
): Promise<Come> {
  const had = await openHad(ports, { blob, end }, begin)
  const { opening } = had
  let { have } = had
  const asking = (from: number): Promise<LinkReply> => {
    const to = Math.min(end, from + pieceBytes)
    return ask({ method: 'GET', path: `/federation/v1/attachments/${act}/${position}?from=${from}&to=${to}` })
  }
  let next = have < end ? asking(have) : undefined
  while (next !== undefined) {
    const reply = await next
    const to = Math.min(end, have + pieceBytes)
    if (reply.kind !== 'answer' || reply.status !== 200 || reply.body.length !== to - have) return { reply }
    // The next piece is on its way while this one is made durable, and this one is opened meanwhile.
    next = to < end ? asking(to) : undefined
    next?.catch(() => undefined)
    const durable = ports.blobs.append(blob, have, reply.body)
    opening?.take(reply.body)
    await durable
    have = to
    await ports.failpoint('attachment:piece')
    if (opening?.isDamaged === true) break
  }
  return { opening }
}

/**
 * Opens what lies here of a file. A beginning that does not open is what a machine without power left of a piece, or was never the file:
 * it is fetched from the start.
 */
async function openHad(
  { blobs }: TransportPorts,
  { blob, end }: { readonly blob: string; readonly end: number },
  begin: () => Opening | undefined,
): Promise<{ readonly have: number; readonly opening: Opening | undefined }> {
  const have = Math.min(end, (await blobs.size(blob)) ?? 0)
  const opening = begin()
  for await (const sealed of readBlob(blobs, blob)) opening?.take(sealed)
  if (have === end || opening?.isDamaged !== true) return { have, opening }
  await blobs.remove(blob)
  return { have: 0, opening: begin() }
}
