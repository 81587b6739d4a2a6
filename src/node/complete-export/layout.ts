import { z } from 'zod'
import { base64Url } from '#protocol/parcel/fields.ts'
import { parseInstant, type Instant } from '#kernel/instant.ts'
import { startSha256 } from '#protocol/suite/sha-256.ts'
import { decodeUtf8, encodeUtf8, toHex } from '#kernel/bytes.ts'
import type { ActId, AttachmentRef, Kind, Statement } from '#protocol/act/statement.ts'
import type { Party } from '#protocol/identity/party.ts'
import type { ExportCounts, ExportManifest } from '#protocol/parcel/export-manifest.ts'
import type { NewMember } from '#protocol/parcel/ustar.ts'
import type { SealedKind } from '../sealed-file.ts'

/**
 * Everything one party has, as a state takes it with it when it leaves: an archive that any `tar` reads once it is opened. Members
 * in this order, of which those of one kind may be none:
 *
 *     export.json readme-en.txt readme-ru.txt readme-zh.txt
 *     charter.tamga-charter                                 the whole lane, from genesis
 *     journal/1/checkpoints/SIZE                            signed notes with their cosignatures
 *     journal/1/tile/0/... tile/entries/... heads/000.jsonl the tree and its entries, 256 at a time, with the heads seen in them
 *     journal/1/tile/1/... tile/2/...                       the tree above
 *     sent/DAY/KIND/ACT/...  received/PARTY/DAY/KIND/ACT/... acts, in the order in which they came: `envelope.json`,
 *                                                           `statement.json`, `proof.tlog-proof`, `files/1-NAME`
 *     erased/PARTY/ACT.json                                 what is left of an act that was taken back; after its `envelope.json`
 *                                                           where that had been written already
 *     parcels/sent/PARTY/STREAM/000001.jsonl                headers of what went out, and of what came in with its outcome
 *     manifest.json manifest.sig
 */
export const names = {
  opening: 'export.json',
  lane: 'charter.tamga-charter',
  manifest: 'manifest.json',
  signature: 'manifest.sig',
} as const

export const exportKind: SealedKind = {
  format: 'tamga-export/1',
  context: 'application/vnd.tamga.export',
  rule: 'protocol 8: leaving',
  opening: 'export.json',
  malformed: 'export-malformed',
  damaged: 'export-damaged',
  notOpened: 'export-not-opened',
}

const instant = z.custom<Instant>((value) => typeof value === 'string' && parseInstant(value) !== undefined, 'instant')

/** The first member. */
export const Opening = z.strictObject({
  format: z.literal('tamga-export/1'),
  party: z.string(),
  coalition: z.string(),
  created: instant,
  /** Of the product that wrote it. */
  version: z.string(),
})
export type Opening = z.infer<typeof Opening>

/** What is left of an act that was taken back. */
export const ErasedAct = z.strictObject({
  act: z.string(),
  author: z.string(),
  kind: z.string(),
  arrived: instant,
  erasedBy: z.string().optional(),
})

/** What stands beside the bytes that were signed. */
export const ActEnvelope = z.strictObject({
  act: z.string(),
  payloadType: z.string(),
  signatures: z.array(z.strictObject({ keyid: z.string(), sig: base64Url })),
  /** Of each file's digest, SHA-256(salt, file). */
  salts: z.array(base64Url),
  arrived: instant,
  /** Its seal was frozen, and it is not proved to stand in this entry of its author's journal or before: it counts for nothing. */
  untrusted: z.strictObject({ epoch: z.int().min(0), entry: z.int().min(0) }).optional(),
})
export type ActEnvelope = z.infer<typeof ActEnvelope>

/** A parcel's header as it was signed. `opens`: what comes before it was lost in a restore, or was skipped by a file. */
export const ParcelLine = z.strictObject({
  header: base64Url,
  signature: base64Url,
  opens: z.literal(true).optional(),
  outcome: z.string().optional(),
  code: z.string().optional(),
  rule: z.string().optional(),
  at: z.string().optional(),
})
export type ParcelLine = z.infer<typeof ParcelLine>

/** The heads of other journals that stand in an entry, and where in its interval. */
export const HeadsLine = z.strictObject({
  entry: z.int().min(0),
  position: z.int().min(0),
  siblings: base64Url,
  text: z.string(),
})
export type HeadsLine = z.infer<typeof HeadsLine>

/** Where an act stands: by whose it is, its claimed day and its kind, so that a person finds it. */
export function folderOf({ author, at, kind }: Statement, self: Party, act: ActId): string {
  const whose = author === self ? 'sent' : `received/${author}`
  return `${whose}/${at.slice(0, 10)}/${kindName(kind)}/${act}`
}

const kindName = (kind: Kind): string => kind.replaceAll(/[^a-z0-9.-]/gu, '.').slice(0, 40)

/** `2-situation-report.pdf`: its place among the act's files, and of its name what every file system takes. */
export function fileName(position: number, { name }: Pick<AttachmentRef, 'name'>): string {
  const plain = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9.-]+/gu, '-')
    .replaceAll(/^[-.]+|[-.]+$/gu, '')
    .slice(-80)
  return `${position + 1}${plain === '' ? '' : `-${plain.replace(/^[-.]+/u, '')}`}`
}

/** Adds up what goes by: the writer's and the reader's must be the same. */
export class Tally {
  readonly counts: { -readonly [Name in keyof ExportCounts]: number } = {
    lane: 0,
    acts: 0,
    untrusted: 0,
    erased: 0,
    files: 0,
    proofs: 0,
    entries: 0,
    checkpoints: 0,
    heads: 0,
    sent: 0,
    received: 0,
  }
  readonly absent: string[] = []
  readonly #lines = startSha256()
  #count = 0
  #bytes = 0

  member(name: string, bytes: number, sha256: string): void {
    this.#count += 1
    this.#bytes += bytes
    this.#lines.update(encodeUtf8(`${name} ${bytes} ${sha256}\n`))
  }

  /** Ends the digest. */
  members(): ExportManifest['members'] {
    return { count: this.#count, bytes: this.#bytes, sha256: toHex(this.#lines.digest()) }
  }
}

/** A member whose bytes are at hand. */
export const whole = (name: string, content: Uint8Array): NewMember => ({
  name,
  bytes: content.length,
  content: [content],
})

export const jsonLines = (lines: readonly object[]): Uint8Array =>
  encodeUtf8(lines.map((line) => `${JSON.stringify(line)}\n`).join(''))

/** Lines of JSON in one form; `undefined` for what is none. */
export function* linesOf<Schema extends z.ZodType>(
  content: Uint8Array,
  schema: Schema,
): Generator<z.output<Schema> | undefined> {
  const text = decodeUtf8(content)
  const lines = text?.endsWith('\n') === true ? text.slice(0, -1).split('\n') : [undefined]
  for (const line of lines) yield line === undefined ? undefined : formOf(line, schema)
}

export function formOf<Schema extends z.ZodType>(text: string, schema: Schema): z.output<Schema> | undefined {
  try {
    const read = schema.safeParse(JSON.parse(text))
    return read.success ? read.data : undefined
  } catch {
    return undefined
  }
}
