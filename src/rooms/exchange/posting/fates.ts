import { toHex } from '#kernel/bytes.ts'
import type { ActId } from '#protocol/act/statement.ts'
import { timestampKey } from '#protocol/stix/timestamp.ts'
import type { Reads } from '#platform/db/store.ts'
import type { Row } from '#platform/db/table.ts'
import { readSlices, type Files } from '#platform/record/files.ts'
import { items } from '#platform/record/tables.ts'
import { drafts, objects, shares } from '../tables.ts'
import { isSameContent } from './same-content.ts'
import { bytesOf, contentMark, postedDigits } from './posted-name.ts'
import { versionName } from './sift.ts'
import { posted, posts } from './tables.ts'

/** What became of a version that was posted before: an officer's no to it holds, whoever posts it again. */
export interface Fate {
  readonly kind: 'shared' | 'waiting' | 'rejected' | 'taken-back'
  readonly digest: string
  readonly draft?: string
}

/** A version of an object as it was posted. */
export interface Version {
  readonly id: string
  readonly version: string
  /** Both as one text. */
  readonly name: string
  readonly digest: string
  readonly raw: Uint8Array
}

/** Names asked for at once. */
const namesAtOnce = 5000
/** Corrections of corrections that are followed. */
const mostHops = 32

/** A version that was posted before, and with what. */
type Posted = Pick<Version, 'id' | 'version' | 'digest'> & Pick<Row<typeof posts>, 'act' | 'draft'>

/** By `versionName`: what was posted to a collection before of these versions. */
export async function fatesOf(
  files: Files,
  collection: string,
  versions: readonly Version[],
): Promise<ReadonlyMap<string, Fate>> {
  if (versions.length === 0) return new Map()
  const { reads } = files
  const rows = await postedAmong(reads, collection, versions)
  const waiting = await openAmong(reads, rows)
  const carried = await carriedOn(reads, rows)
  const fateOf = (row: Posted): Fate => {
    const { digest, act, draft } = row
    if (act !== null) return { kind: carried(row) ? 'shared' : 'taken-back', digest }
    return draft !== null && waiting.has(draft) ? { kind: 'waiting', digest, draft } : { kind: 'rejected', digest }
  }
  const fates = new Map(rows.map((row) => [versionName(row), fateOf(row)]))
  const acts = new Map(rows.map((row) => [versionName(row), row.act]))
  const others = versions.filter((one) => {
    const fate = fates.get(one.name)
    return fate?.kind === 'shared' && fate.digest !== one.digest
  })
  for (const [act, some] of Map.groupBy(others, (one) => acts.get(one.name) ?? null)) {
    for (const one of act === null ? [] : await sameAmong(files, act, some)) {
      fates.set(one.name, { kind: 'shared', digest: one.digest })
    }
  }
  return fates
}

async function postedAmong(reads: Reads, collection: string, versions: readonly Version[]): Promise<readonly Posted[]> {
  const named = new Map(versions.map((one) => [postedDigits(collection, one), one]))
  const names = Array.from(named.keys(), bytesOf)
  const rows: Row<typeof posted>[] = []
  for (let at = 0; at < names.length; at += namesAtOnce) {
    rows.push(...(await reads.select(posted, { where: { name: { in: names.slice(at, at + namesAtOnce) } } })))
  }
  const together = await reads.select(posts, { where: { post: { in: [...new Set(rows.map(({ post }) => post))] } } })
  const byNumber = new Map(together.map((row) => [row.post, row]))
  return rows.flatMap(({ name, digest, post }) => {
    const [one, of] = [named.get(toHex(name)), byNumber.get(post)]
    return one === undefined || of === undefined
      ? []
      : [{ id: one.id, version: one.version, digest: toHex(digest), act: of.act, draft: of.draft }]
  })
}

/** Those of some versions that say what they say in the share that carried them first, spelled in another way. */
async function sameAmong(files: Files, act: ActId, some: readonly Version[]): Promise<readonly Version[]> {
  const [item] = await files.reads.select(items, { where: { act, state: 'live' }, columns: ['arrival'], limit: 1 })
  if (item === undefined) return []
  const where = { arrival: item.arrival, id: { in: some.map(({ id }) => id) } }
  const placed = await files.reads.select(objects, { where, columns: ['id', 'modified', 'start', 'length'] })
  const slices = await readSlices(files, { act, position: 0 }, placed)
  const before = new Map(
    placed.map(({ id, modified }, at) => [versionName({ id, version: timestampKey(modified) ?? '' }), slices?.[at]]),
  )
  return some.filter((one) => {
    const raw = before.get(one.name)
    return raw !== undefined && isSameContent(raw, one.raw)
  })
}

async function openAmong(reads: Reads, rows: readonly Posted[]): Promise<ReadonlySet<string>> {
  const named = [...new Set(rows.flatMap(({ act, draft }) => (act !== null || draft === null ? [] : [draft])))]
  const open = await reads.select(drafts, { where: { draft: { in: named } }, columns: ['draft'] })
  return new Set(open.map(({ draft }) => draft))
}

/** Whether the share that carries a version is live, or was corrected by one that carries it too. */
async function carriedOn(reads: Reads, rows: readonly Posted[]): Promise<(row: Posted) => boolean> {
  const acts = [...new Set(rows.flatMap(({ act }) => (act === null ? [] : [act])))]
  const live = await reads.select(items, { where: { act: { in: acts }, state: 'live' }, columns: ['act'] })
  const isLive = new Set(live.map(({ act }) => act))
  const still = new Map<ActId, ReadonlySet<string>>()
  for (const act of acts) {
    if (isLive.has(act)) continue
    const ids = rows.filter((row) => row.act === act).map(({ id }) => id)
    still.set(act, await versionsIn(reads, await replacementOf(reads, act), ids))
  }
  return ({ act, id, version }) => {
    const moment = version.startsWith(contentMark) ? '' : version
    return act !== null && (still.get(act)?.has(versionName({ id, version: moment })) ?? isLive.has(act))
  }
}

/** Where the live share stands that took the place of one of ours, however often it was corrected. */
async function replacementOf(reads: Reads, act: ActId): Promise<number | undefined> {
  for (let [at, hops] = [act, 0]; hops < mostHops; hops += 1) {
    const [item] = await reads.select(items, { where: { act: at }, columns: ['author', 'arrival', 'state'], limit: 1 })
    if (item?.state === 'live') return item.arrival
    const share = item === undefined ? undefined : await reads.find(shares, { act: at, author: item.author })
    if (share === undefined || share.replacement === null) return undefined
    at = share.replacement
  }
  return undefined
}

async function versionsIn(
  reads: Reads,
  arrival: number | undefined,
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  if (arrival === undefined) return new Set()
  const rows = await reads.select(objects, { where: { arrival, id: { in: ids } }, columns: ['id', 'modified'] })
  return new Set(rows.map(({ id, modified }) => versionName({ id, version: timestampKey(modified) ?? '' })))
}
