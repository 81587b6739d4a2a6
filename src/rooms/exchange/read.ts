import { equalBytes } from '#kernel/bytes.ts'
import { Fault } from '#kernel/fault.ts'
import type { ActId } from '#protocol/act/statement.ts'
import { timestampKey } from '#protocol/stix/timestamp.ts'
import type { Reads } from '#platform/db/store.ts'
import type { Row } from '#platform/db/table.ts'
import { visibleTo, type Reader } from '#platform/http/reader.ts'
import { readSlices, type Files } from '#platform/record/files.ts'
import { loadAct } from '#platform/record/load.ts'
import { withoutFalseStubs } from '#platform/record/recalled.ts'
import { items } from '#platform/record/tables.ts'
import type { Brought, KnownShare } from './decide.ts'
import { standings, type Standing } from './standing.ts'
import { drafts, objects, replies, revocations, shareKind, shares, type uploads } from './tables.ts'

/** The line of an act in the register, for a reader who may see it. */
export async function visibleItem(reads: Reads, reader: Reader, act: ActId): Promise<Row<typeof items> | undefined> {
  const [item] = await withoutFalseStubs(reads, await reads.select(items, { where: { act, ...visibleTo(reader) } }))
  return item
}

/** The line of a share, or `undefined`: alike for what is not there and for what the reader may not see. */
export async function shareItem(reads: Reads, reader: Reader, act: ActId): Promise<Row<typeof items> | undefined> {
  const item = await visibleItem(reads, reader, act)
  return item?.kind === shareKind ? item : undefined
}

/** The same as `decide` wants it. */
export async function knownShare(reads: Reads, reader: Reader, act: ActId): Promise<KnownShare | undefined> {
  const item = await shareItem(reads, reader, act)
  if (item === undefined) return undefined
  const share = await reads.find(shares, { act, author: item.author })
  if (share === undefined) return undefined
  const signed =
    item.state === 'live' || item.state === 'untrusted' || share.objects > 0 ? await loadAct(reads, act) : undefined
  const { author, title, audience, state, level, category } = item
  return { act, author, title, audience, state, label: signed?.said.label ?? { level, category, handling: [] } }
}

/** What a share's page shows beside the register's row. */
export interface ShareView {
  readonly format: 'stix' | 'file'
  readonly description: string
  readonly objects: number
  readonly replaces?: ActId
  readonly recalledBy?: ActId
  readonly reason?: string
  readonly replacement?: ActId
  readonly replies: readonly ReplyView[]
}

export interface ReplyView {
  readonly act: ActId
  readonly verb: Row<typeof replies>['verb']
  readonly author: string
  readonly desk: string | null
  readonly at: string
  readonly object?: string
  readonly body: Readonly<Record<string, unknown>>
}

export async function shareView(reads: Reads, reader: Reader, known: KnownShare): Promise<ShareView | undefined> {
  const share = await reads.find(shares, { act: known.act, author: known.author })
  if (share === undefined) return undefined
  // Any act can be named; that one stands for the other is said where both are of one author, and the reader sees both.
  const isPartOf = async (act: ActId | null) =>
    act !== null && (await visibleItem(reads, reader, act))?.author === known.author
  const [hasReplaced, hasReplacement] = [await isPartOf(share.replaces), await isPartOf(share.replacement)]
  const where = { about: known.act, ...visibleTo(reader) }
  const answers = await reads.select(replies, { where, order: ['at', 'act'], limit: 500 })
  return {
    format: share.format,
    description: share.description,
    objects: share.objects,
    ...(share.replaces === null || !hasReplaced ? {} : { replaces: share.replaces }),
    ...(share.recalled_by === null ? {} : { recalledBy: share.recalled_by }),
    ...(share.reason === null ? {} : { reason: share.reason }),
    ...(share.replacement === null || !hasReplacement ? {} : { replacement: share.replacement }),
    replies: answers.map(replyView),
  }
}

function replyView({ act, verb, author, desk, at, object, body }: Row<typeof replies>): ReplyView {
  return { act, verb, author, desk, at, ...(object === null ? {} : { object }), body }
}

/** A line of a share's list of objects. `conflict`: another share that the reader may see carries the same version with other bytes. */
export interface ObjectView extends Standing {
  readonly position: number
  readonly id: string
  readonly modified: string
  readonly type: string
  readonly name: string
  readonly conflict: boolean
}

export interface ObjectsQuery {
  /** Of the share. */
  readonly arrival: number
  readonly type?: string
  readonly after?: number
  readonly limit: number
}

const listed = ['position', 'id', 'modified', 'type', 'name'] as const

export async function listObjects(files: Files, reader: Reader, ask: ObjectsQuery): Promise<readonly ObjectView[]> {
  const where = {
    arrival: ask.arrival,
    ...(ask.type === undefined ? {} : { type: ask.type }),
    ...(ask.after === undefined ? {} : { position: { gt: ask.after } }),
  }
  const rows = await files.reads.select(objects, { where, order: ['position'], limit: ask.limit, columns: listed })
  const conflicts = await conflictsAmong(
    files,
    reader,
    rows.map(({ id }) => id),
  )
  const here = rows.map((row) => ({ ...row, arrival: ask.arrival }))
  const standing = await standings(files.reads, reader, here)
  return here.map((row) => {
    const { position, id, modified, type, name } = row
    return { position, id, modified, type, name, conflict: conflicts.has(versionName(row)), ...standing(row) }
  })
}

const versionName = ({ id, modified }: { readonly id: string; readonly modified: string }): string =>
  `${id} ${modified}`

const placed = ['arrival', 'id', 'modified', 'start', 'length'] as const
type Placed = Pick<Row<typeof objects>, (typeof placed)[number]>

/** Rows of a page's ids, in all shares. */
const mostPlaced = 100_000
/** Copies of one version that are held side by side; whoever shares more of the same learns nothing by it. */
const mostCompared = 64

/** Versions of these ids that shares which the reader may see give with different bytes. */
async function conflictsAmong(files: Files, reader: Reader, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const where = { id: { in: [...new Set(ids)] } }
  const same: readonly Placed[] = await files.reads.select(objects, { where, columns: placed, limit: mostPlaced })
  const arrivals = [...new Set(same.map(({ arrival }) => arrival))]
  const shared = await visibleAmong(files.reads, reader, arrivals)
  const versions = Map.groupBy(
    same.filter(({ arrival }) => shared.has(arrival)),
    versionName,
  )
  const conflicts = new Set<string>()
  const alike: Placed[] = []
  for (const [version, rows] of versions) {
    if (rows.some(({ length }) => length !== rows[0]?.length)) conflicts.add(version)
    else if (rows.length > 1) alike.push(...rows.slice(0, mostCompared))
  }
  const firsts = new Map<string, Uint8Array>()
  for (const { version, bytes } of await bytesOf(files, shared, alike)) {
    const first = firsts.get(version) ?? bytes
    firsts.set(version, first)
    if (!equalBytes(first, bytes)) conflicts.add(version)
  }
  return conflicts
}

/** Those of some shares that the reader may see: the act by its arrival. */
async function visibleAmong(
  reads: Reads,
  reader: Reader,
  arrivals: readonly number[],
): Promise<ReadonlyMap<number, ActId>> {
  const where = { arrival: { in: arrivals }, ...visibleTo(reader) }
  const rows = await reads.select(items, { where, columns: ['arrival', 'act'], limit: arrivals.length })
  return new Map(rows.map(({ arrival, act }) => [arrival, act]))
}

/** A damaged file is told of where it is read; it keeps nobody from the rest. */
export function withoutDamaged(error: unknown): undefined {
  if (!(error instanceof Fault && error.code.endsWith('-damaged'))) throw error
}

/** The bytes of objects of any shares; those of a share whose file was erased meanwhile, or is damaged, are left out. */
async function bytesOf(files: Files, shared: ReadonlyMap<number, ActId>, rows: readonly Placed[]) {
  const found: { readonly version: string; readonly bytes: Uint8Array }[] = []
  for (const [arrival, held] of Map.groupBy(rows, (row) => row.arrival)) {
    const act = shared.get(arrival)
    const slices =
      act === undefined ? [] : ((await readSlices(files, { act, position: 0 }, held).catch(withoutDamaged)) ?? [])
    for (const [at, row] of held.entries()) {
      const bytes = slices[at]
      if (bytes !== undefined) found.push({ version: versionName(row), bytes })
    }
  }
  return found
}

/** Whether a share that the reader may see holds an object of that id. */
export async function hasObject(reads: Reads, reader: Reader, act: ActId, id: string): Promise<boolean> {
  const share = await shareItem(reads, reader, act)
  return share !== undefined && (await reads.count(objects, { arrival: share.arrival, id }, 1)) > 0
}

/**
 * The bytes of one object of a share as its author gave them. Unless a version is named, the newest one, or the one that revokes the object,
 * after which none counts.
 */
export async function rawObject(
  files: Files,
  reader: Reader,
  of: { readonly act: ActId; readonly id: string; readonly modified?: string },
): Promise<Uint8Array | undefined> {
  const share = await shareItem(files.reads, reader, of.act)
  if (share === undefined) return undefined
  const version = of.modified === undefined ? {} : { modified: of.modified }
  const where = { arrival: share.arrival, id: of.id, ...version }
  const rows = await files.reads.select(objects, { where, order: ['position'], columns: placed, limit: mostPlaced })
  const revoked = await files.reads.select(revocations, { where, limit: mostPlaced })
  const [until] = revoked.map(momentOf).toSorted()
  const counted = rows.filter((row) => until === undefined || momentOf(row) <= until)
  const [row] = counted.toSorted((one, other) => later(momentOf(one), momentOf(other)))
  return row === undefined ? undefined : (await readSlices(files, { act: of.act, position: 0 }, [row]))?.[0]
}

/** For an order from late to early, in which equal moments stay as they stand. */
const later = (one: string, other: string): number => (one < other ? 1 : one === other ? 0 : -1)
const momentOf = ({ modified }: Pick<Placed, 'modified'>): string => timestampKey(modified) ?? ''

/** A file that was brought, as `decide` wants it. */
export function brought(row: Row<typeof uploads>): Brought {
  const { digest, bytes, media_type: mediaType, name, salt, key, blob } = row
  const file = { ref: { digest, bytes, mediaType, name }, salt, key, blob, sealedBytes: row.sealed_bytes }
  const problem = row.problem === null ? {} : { problem: row.problem }
  return { file, format: row.format, objects: row.objects, refused: row.refused, ...problem }
}

/** A draft that waits for its second officer: any officer who may read its label sees it. */
export async function findDraft(reads: Reads, reader: Reader, draft: string): Promise<Row<typeof drafts> | undefined> {
  const [row] = await reads.select(drafts, { where: { draft, ...visibleTo(reader) }, limit: 1 })
  return row
}

export function listDrafts(reads: Reads, reader: Reader): Promise<readonly Row<typeof drafts>[]> {
  return reads.select(drafts, { where: { act: null, ...visibleTo(reader) }, order: ['at', 'draft'], limit: 500 })
}
