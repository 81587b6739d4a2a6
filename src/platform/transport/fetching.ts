import { letGo } from '#kernel/bytes.ts'
import { isRefusal, type Refusal } from '#kernel/refusal.ts'
import type { Act } from '#protocol/act/statement.ts'
import { update, type Change, type Row } from '#platform/db/table.ts'
import { readBlob } from '#platform/record/files.ts'
import { actOf } from '#platform/record/load.ts'
import type { Opening, Reading } from '#platform/record/reading.ts'
import type { acts } from '#platform/record/tables.ts'
import { attachments } from '#platform/record/tables.ts'
import type { LinkReply } from './link/link-client.ts'
import { OpeningHere } from './opening.ts'
import type { AskPeer } from './puller.ts'
import type { TransportPorts } from './ports.ts'

/** One answer carries at most this much of a file: below the limit of an answer, and lost at most when a link breaks. */
const pieceBytes = 4 * 1024 * 1024

export interface FetchPorts extends TransportPorts {
  /** Who opens a file that a projection wants, and reads it meanwhile. */
  readonly open: Reading['open']
}

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
  ports: FetchPorts,
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
    const come = await fetchFile({ ports, ask }, file, () =>
      openingOf(act, row, file, wants.includes(file.position) ? ports.open : undefined),
    )
    if ('reply' in come) return { ...fetched, reply: come.reply }
    if ('refusal' in come) return { ...fetched, done: { refusal: come.refusal } }
    if (come.plaintext !== undefined) plaintexts.set(file.position, come.plaintext)
  }
  return { ...fetched, done: { plaintexts, came: files.flatMap(noteOf) } }
}

function openingOf(
  act: Act,
  row: Row<typeof acts>,
  { position }: Row<typeof attachments>,
  open: Reading['open'] | undefined,
): Opening | undefined {
  const secret = row.attachment_keys?.[position]
  const claim = act.said.attachments[position]
  if (secret === undefined || claim === undefined) return undefined
  return open?.(secret, claim) ?? new OpeningHere(secret, claim, { isWanted: open !== undefined })
}

function noteOf({ act, position, have, sealed_bytes: end }: Row<typeof attachments>): readonly Change[] {
  return have === end ? [] : [update(attachments, { act, position }, { have: end })]
}

/** What an attempt came to. `goesOn`: it began with what an earlier one had left here of the file. */
type Come =
  | { readonly reply: LinkReply }
  | { readonly plaintext: Uint8Array | undefined }
  | { readonly refusal: Refusal; readonly goesOn: boolean }

interface Line {
  readonly ports: TransportPorts
  readonly ask: AskPeer
}

type File = Row<typeof attachments>

/** What an earlier attempt left here may be what a machine without power made of it: only a file that came in one is judged. */
async function fetchFile(line: Line, file: File, begin: () => Opening | undefined): Promise<Come> {
  const come = await goOn(line, file, begin())
  if (!('refusal' in come) || !come.goesOn) return come
  await line.ports.blobs.remove(file.blob)
  return goOn(line, file, begin())
}

async function goOn({ ports, ask }: Line, file: File, begun: Opening | undefined): Promise<Come> {
  using opening = begun
  const { act, position, blob, sealed_bytes: end } = file
  const had = Math.min(end, (await ports.blobs.size(blob)) ?? 0)
  for await (const sealed of readBlob(ports.blobs, blob)) await opening?.take(sealed)
  const asking = (from: number): Promise<LinkReply> | undefined => {
    const to = Math.min(end, from + pieceBytes)
    const path = `/federation/v1/attachments/${act}/${position}?from=${from}&to=${to}`
    return from === end || opening?.isDamaged === true ? undefined : ask({ method: 'GET', path })
  }
  let next = asking(had)
  for (let have = had; next !== undefined;) {
    const reply = await next
    const to = Math.min(end, have + pieceBytes)
    if (reply.kind !== 'answer' || reply.status !== 200 || reply.body.length !== to - have) return { reply }
    // The next piece is on its way while this one is made durable and opened.
    next = asking(to)
    next?.catch(() => undefined)
    await ports.blobs.append(blob, have, reply.body)
    await (opening?.take(reply.body) ?? letGo(reply.body))
    have = to
    await ports.failpoint('attachment:piece')
    if (opening?.isDamaged === true) break
  }
  const plaintext = await opening?.finish()
  return isRefusal(plaintext) ? { refusal: plaintext, goesOn: had > 0 && had < end } : { plaintext }
}
