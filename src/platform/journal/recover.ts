import { concat, decodeUtf8, equalBytes } from '#kernel/bytes.ts'
import type { Timers } from '#kernel/ports.ts'
import type { Party } from '#protocol/identity/party.ts'
import { parseCount } from '#protocol/journal/checkpoint.ts'
import { Frontier } from '#protocol/journal/frontier.ts'
import { hashBytes, nodesOfRange } from '#protocol/journal/merkle.ts'
import { quorumOf } from '#protocol/journal/quorum.ts'
import { tilePath, tileWidth, widthAt } from '#protocol/journal/tile.ts'
import type { Reads, Store } from '#platform/db/store.ts'
import { insert } from '#platform/db/table.ts'
import { call } from './call.ts'
import type { Cas } from './cas.ts'
import { keepTiles, ownTree, sizeOf } from './own-tree.ts'
import { originHash } from './peer.ts'
import type { Journal, JournalPeer } from './peer.ts'
import { entries } from './tables.ts'
import { hashesOf } from './tree.ts'
import { askWitness } from './witness-client.ts'

export interface Recovering {
  readonly store: Store
  readonly cas: Cas
  readonly timers: Timers
  readonly timeoutMs: number
}

/** What a recovery achieved. Entries `from` to `size` (exclusive) are leaf hashes alone: their acts come from addressees. */
export type Recovery =
  | { readonly kind: 'whole'; readonly size: number }
  | { readonly kind: 'recovered'; readonly from: number; readonly size: number; readonly mirror: Party | undefined }
  | { readonly kind: 'unrecovered'; readonly size: number; readonly needed: number }

interface Target {
  readonly size: number
  readonly root: Uint8Array
}

/**
 * Brings the journal's leaf hashes back up to the largest head of ours that anyone holds: from the mirrors of the others,
 * and for what no witness had seen from the compare-and-swap store. Nothing is written unless the leaves lead to the roots that were signed.
 */
export async function recoverLeaves(
  ports: Recovering,
  journal: Journal,
  mirrors: readonly JournalPeer[],
): Promise<Recovery> {
  const size = await sizeOf(ports.store, journal.epoch)
  const targets = await findTargets(ports, journal, mirrors)
  const needed = Math.max(0, ...targets.map((target) => target.size))
  if (needed <= size) return { kind: 'whole', size }
  for (const mirror of [...mirrors, undefined]) {
    const leaves = await lostLeaves(ports, journal, { mirror, size, needed })
    if (leaves.length !== needed - size || !(await leadTo(ports, journal, { size, leaves, targets }))) continue
    await writeLeaves(ports.store, journal.epoch, size, leaves)
    return { kind: 'recovered', from: size, size: needed, mirror: mirror?.party }
  }
  return { kind: 'unrecovered', size, needed }
}

/**
 * Whether the newest head of this journal was made here: k witnesses say that they have seen none beyond the one that the
 * store outside the database holds. Then no copy of the node has sequenced since, and recovering needs nobody's leave.
 */
export async function wasLastHere(ports: Omit<Recovering, 'store'>, journal: Journal): Promise<boolean> {
  const held = ports.cas.read(journal.origin)
  if (held === undefined) return false
  const asked = await Promise.all(journal.witnesses.map((witness) => askWitness(witness, journal, ports)))
  const seen = asked.flatMap((one) => (one === undefined ? [] : [one.head]))
  const isWithin = ({ size, root }: Target) => size < held.size || (size === held.size && equalBytes(root, held.root))
  return seen.length >= quorumOf(journal.witnesses.length).k && seen.every(isWithin)
}

async function findTargets(
  ports: Recovering,
  journal: Journal,
  mirrors: readonly JournalPeer[],
): Promise<readonly Target[]> {
  const seen = await Promise.all(mirrors.map((mirror) => askWitness(mirror, journal, ports)))
  const held = ports.cas.read(journal.origin)
  return [...seen.flatMap((one) => (one === undefined ? [] : [one.head])), ...(held === undefined ? [] : [held])]
}

interface Lost {
  readonly mirror: JournalPeer | undefined
  readonly size: number
  readonly needed: number
}

async function lostLeaves(
  ports: Recovering,
  journal: Journal,
  { mirror, size, needed }: Lost,
): Promise<readonly Uint8Array[]> {
  const mirrored = mirror === undefined ? [] : await pullLeaves(ports, journal, mirror, size)
  const rest = ports.cas.leaves(journal.origin, size + mirrored.length)
  return [...mirrored, ...rest].slice(0, needed - size)
}

/** The mirror's leaf hashes from entry `from` on. */
async function pullLeaves(
  ports: Recovering,
  journal: Journal,
  mirror: JournalPeer,
  from: number,
): Promise<readonly Uint8Array[]> {
  const base = `${mirror.baseUrl}/witness/${originHash(journal.origin)}`
  const answer = await call(mirror.fetch, `${base}/mirror`, {}, { ...ports, maxBytes: 32 })
  const mirrored = parseCount((decodeUtf8(answer?.body ?? new Uint8Array(0)) ?? '').replace(/\n$/u, '')) ?? 0
  const leaves: Uint8Array[] = []
  for (let index = Math.floor(from / tileWidth); index * tileWidth < mirrored; index += 1) {
    const width = widthAt(mirrored, 0, index)
    const path = tilePath({ level: 0, index, width })
    const tile = await call(mirror.fetch, `${base}/${path}`, {}, { ...ports, maxBytes: tileWidth * hashBytes })
    if (tile?.status !== 200 || tile.body.length !== width * hashBytes) return leaves
    for (let at = Math.max(0, from - index * tileWidth); at < width; at += 1)
      leaves.push(tile.body.slice(at * hashBytes, (at + 1) * hashBytes))
  }
  return leaves
}

interface Candidate {
  readonly size: number
  readonly leaves: readonly Uint8Array[]
  readonly targets: readonly Target[]
}

/** Whether what we hold and the leaves after it give every root that was signed on the way. */
async function leadTo(ports: Recovering, journal: Journal, { size, leaves, targets }: Candidate): Promise<boolean> {
  const tree = ownTree(ports.store, journal.epoch)
  const nodes = nodesOfRange({ start: 0, end: size }).map(({ level, index }) => ({
    start: index * 2 ** level,
    end: (index + 1) * 2 ** level,
  }))
  const frontier = Frontier.of(size, await hashesOf(tree, nodes, size))
  const roots = new Map<number, Uint8Array>()
  for (const leaf of leaves) {
    frontier?.append(leaf)
    if (frontier !== undefined && targets.some((target) => target.size === frontier.size))
      roots.set(frontier.size, frontier.root())
  }
  return targets.every((target) => target.size <= size || equalBytes(roots.get(target.size) ?? concat(), target.root))
}

async function writeLeaves(store: Store, epoch: number, from: number, leaves: readonly Uint8Array[]): Promise<void> {
  const atOnce = 10_000
  for (let at = 0; at < leaves.length; at += atOnce) {
    const rows = leaves.slice(at, at + atOnce).map((leaf, place) => ({ entry: from + at + place, leaf }))
    await store.transaction((tx) =>
      tx.apply(rows.map((row) => insert(entries, { epoch, ...row, content: null, acts: 0, leaves: 0 }))),
    )
  }
  await keepTiles(store, epoch, from + leaves.length)
}

/** Entries that are known by their leaf hash alone, as stretches from their first to their last. */
export async function bareEntries(
  reads: Reads,
  epoch: number,
): Promise<readonly { readonly from: number; readonly to: number }[]> {
  const stretches: { from: number; to: number }[] = []
  const where = { epoch, content: null }
  for (const { entry } of await reads.select(entries, { where, columns: ['entry'], order: ['entry'] })) {
    const last = stretches.at(-1)
    if (last !== undefined && last.to === entry - 1) last.to = entry
    else stretches.push({ from: entry, to: entry })
  }
  return stretches
}
