import { concat, decodeUtf8, equalBytes } from '#kernel/bytes.ts'
import { openCheckpoint } from '#protocol/journal/checkpoint.ts'
import type { Checkpoint } from '#protocol/journal/checkpoint.ts'
import { Frontier } from '#protocol/journal/frontier.ts'
import { consistencyRanges, emptyRoot, hashBytes, nodesOfRange, rootOfHashes } from '#protocol/journal/merkle.ts'
import { tilePath, tileWidth } from '#protocol/journal/tile.ts'
import type { Row } from '#platform/db/table.ts'
import { insert, keep, put, remove, update } from '#platform/db/table.ts'
import { call } from '#platform/journal/call.ts'
import { originHash } from '#platform/journal/peer.ts'
import type { JournalPeer } from '#platform/journal/peer.ts'
import { hashesOf } from '#platform/journal/tree.ts'
import { recordFork } from './forks.ts'
import { foldLeaves, mirrorTree } from './mirror-tree.ts'
import { compare } from './observe.ts'
import type { WitnessPorts } from './ports.ts'
import { leaves, logs, staged, tiles } from './tables.ts'

/** What came of bringing a mirror up to date. */
export type Mirrored =
  | { readonly kind: 'current' | 'unreachable' | 'forked' }
  | { readonly kind: 'grown'; readonly size: number }
  /** More is to be fetched: call again. */
  | { readonly kind: 'fetching'; readonly tiles: number; readonly of: number }
  /** The tiles served do not lead to the signed root: nothing was kept. */
  | { readonly kind: 'refuted' }

/** Most tiles fetched in one call: 16,384 leaf hashes, 512 KiB. */
const tilesAtOnce = 64

type LogRow = Row<typeof logs>

/**
 * Brings the mirror of a peer's journal up to its published checkpoint: fetches the tiles of leaf hashes that are missing and keeps them
 * once they lead to the signed root, and to the head that was cosigned here.
 */
export async function mirror(ports: WitnessPorts, peer: JournalPeer): Promise<Mirrored> {
  const base = `${peer.baseUrl}/journal/${peer.epoch}`
  const answer = await call(peer.fetch, `${base}/checkpoint`, {}, { ...ports, maxBytes: 64 * 1024 })
  const note = answer?.status === 200 ? decodeUtf8(answer.body) : undefined
  const signed = note === undefined ? undefined : openCheckpoint(note, peer.journalKey)
  if (note === undefined || signed === undefined) return { kind: 'unreachable' }
  const { head } = signed
  const row = (await ports.store.find(logs, { hash: originHash(peer.origin) })) ?? newLog(peer.origin)
  if ((await compare(ports, peer, row, note)) !== undefined) return { kind: 'forked' }
  if (head.size <= row.mirrored) return { kind: 'current' }
  const full = Math.floor(head.size / tileWidth)
  const fetched = await stageTiles(ports, peer, row, full)
  if (fetched === undefined) return { kind: 'unreachable' }
  if (fetched < full) return { kind: 'fetching', tiles: fetched, of: full }
  const edge = await fetchTile(ports, peer, full, head.size % tileWidth)
  if (edge === undefined) return { kind: 'unreachable' }
  return adopt(ports, peer, { row, note, head, grown: await grownLeaves(ports, row, full, edge) })
}

const newLog = (origin: string): LogRow => ({
  hash: originHash(origin),
  origin,
  size: 0,
  root: emptyRoot(),
  note: '',
  mirrored: 0,
  mirror_note: '',
})

/** Fetches full tiles in order, some at a time. Answers up to which tile all are there; `undefined` when the peer has none to give. */
async function stageTiles(
  ports: WitnessPorts,
  peer: JournalPeer,
  { hash, mirrored }: LogRow,
  full: number,
): Promise<number | undefined> {
  const first = Math.floor(mirrored / tileWidth)
  const from = Math.max(first, ((await ports.store.greatest(staged, 'tile', { hash })) ?? -1) + 1)
  const to = Math.min(full, from + tilesAtOnce)
  for (let tile = from; tile < to; tile += 1) {
    const hashes = await fetchTile(ports, peer, tile, tileWidth)
    if (hashes === undefined) return undefined
    await ports.store.transaction((tx) => tx.apply([put(staged, { hash, tile, hashes })]))
  }
  return to
}

async function fetchTile(
  ports: WitnessPorts,
  peer: JournalPeer,
  index: number,
  width: number,
): Promise<Uint8Array | undefined> {
  if (width === 0) return new Uint8Array(0)
  const url = `${peer.baseUrl}/journal/${peer.epoch}/${tilePath({ level: 0, index, width })}`
  const answer = await call(peer.fetch, url, {}, { ...ports, maxBytes: tileWidth * hashBytes })
  return answer?.status === 200 && answer.body.length === width * hashBytes ? answer.body : undefined
}

/** The leaf hashes beyond the mirror, one after the other. */
async function grownLeaves(
  ports: WitnessPorts,
  { hash, mirrored }: LogRow,
  full: number,
  edge: Uint8Array,
): Promise<Uint8Array> {
  const fetched = await ports.store.select(staged, { where: { hash, tile: { lt: full } } })
  const known = (mirrored % tileWidth) * hashBytes
  return concat(...fetched.map(({ hashes }) => hashes), edge).subarray(known)
}

interface Growth {
  readonly row: LogRow
  readonly note: string
  readonly head: Checkpoint
  readonly grown: Uint8Array
}

async function adopt(ports: WitnessPorts, peer: JournalPeer, growth: Growth): Promise<Mirrored> {
  const { row, head, note } = growth
  const { hash } = row
  const roots = await rootsOf(ports, growth)
  if (!equalBytes(roots.whole, head.root)) {
    await ports.store.transaction((tx) => tx.apply([remove(staged, { hash })]))
    ports.log({ level: 'warn', event: 'mirror-refuted', origin: peer.origin, size: head.size })
    return { kind: 'refuted' }
  }
  if (roots.cosigned !== undefined && !equalBytes(roots.cosigned, row.root)) {
    const past = { root: roots.cosigned, proof: await proofBeyond(ports, growth) }
    await recordFork(ports, { one: row.note, other: note, past }, peer.journalKey)
    return { kind: 'forked' }
  }
  return (await writeMirror(ports, growth)) ? { kind: 'grown', size: head.size } : { kind: 'current' }
}

/** False where the mirror has grown meanwhile. */
async function writeMirror(ports: WitnessPorts, { row, note, head, grown }: Growth): Promise<boolean> {
  const { hash, mirrored } = row
  return ports.store.transaction(async (tx) => {
    await tx.apply([keep(logs, newLog(row.origin))])
    if ((await tx.lock(logs, { hash }))?.mirrored !== mirrored) return false
    const start = mirrored - (mirrored % tileWidth)
    const all = concat(await mirrorTree(tx, hash).leaves(start, mirrored), grown)
    const full = Math.floor(all.length / (tileWidth * hashBytes))
    await tx.apply([
      ...Array.from({ length: full }, (_, at) => insert(tiles, { hash, level: 0, ...tileAt(all, at, start) })),
      ...hashesIn(all)
        .slice(full * tileWidth)
        .map((leaf, at) => put(leaves, { hash, entry: start + full * tileWidth + at, leaf })),
      remove(staged, { hash }),
      update(logs, { hash }, { mirrored: head.size, mirror_note: note }),
    ])
    await foldLeaves(tx, hash, head.size)
    return true
  })
}

function tileAt(packed: Uint8Array, at: number, start: number) {
  const hashes = packed.slice(at * tileWidth * hashBytes, (at + 1) * tileWidth * hashBytes)
  return { tile: start / tileWidth + at, hashes, root: rootOfHashes(hashes) }
}

/** The roots that the mirror and the leaves after it lead to: at the cosigned size, if that lies beyond the mirror, and in all. */
async function rootsOf(
  ports: WitnessPorts,
  { row, grown }: Growth,
): Promise<{ readonly whole: Uint8Array; readonly cosigned: Uint8Array | undefined }> {
  const peaks = await hashesOf(mirrorTree(ports.store, row.hash), peaksOf(row.mirrored), row.mirrored)
  const frontier = Frontier.of(row.mirrored, peaks) ?? Frontier.empty()
  let cosigned: Uint8Array | undefined
  for (const leaf of hashesIn(grown)) {
    frontier.append(leaf)
    if (frontier.size === row.size) cosigned = frontier.root()
  }
  return { whole: frontier.root(), cosigned }
}

/** The consistency proof from the cosigned size to the head, over all leaves at once: only a fork asks for it. */
async function proofBeyond(ports: WitnessPorts, { row, head, grown }: Growth): Promise<readonly Uint8Array[]> {
  const tree = mirrorTree(ports.store, row.hash)
  const ones = Array.from({ length: row.mirrored }, (_, start) => ({ start, end: start + 1 }))
  const all = concat(...(await hashesOf(tree, ones, row.mirrored)), grown)
  return consistencyRanges(row.size, head.size).map(({ start, end }) =>
    rootOfHashes(all.subarray(start * hashBytes, end * hashBytes)),
  )
}

const peaksOf = (size: number) =>
  nodesOfRange({ start: 0, end: size }).map(({ level, index }) => ({
    start: index * 2 ** level,
    end: (index + 1) * 2 ** level,
  }))

const hashesIn = (packed: Uint8Array): readonly Uint8Array[] =>
  Array.from({ length: packed.length / hashBytes }, (_, at) => packed.slice(at * hashBytes, (at + 1) * hashBytes))
