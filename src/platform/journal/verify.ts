import { equalBytes } from '#kernel/bytes.ts'
import type { Cosigner } from '#protocol/journal/cosignature.ts'
import { cosignersOf } from '#protocol/journal/cosignature.ts'
import { openCheckpoint } from '#protocol/journal/checkpoint.ts'
import type { DamageKind } from '#protocol/journal/damage.ts'
import { isInInterval } from '#protocol/journal/interval.ts'
import { hashBytes, leafHashes } from '#protocol/journal/merkle.ts'
import type { NoteKey } from '#protocol/journal/note.ts'
import { tileWidth } from '#protocol/journal/tile.ts'
import type { Reads } from '#platform/db/store.ts'
import type { Row } from '#platform/db/table.ts'
import { headsLeafOf } from './enter.ts'
import { sizeOf } from './own-tree.ts'
import { TileBuilder } from './tile-builder.ts'
import type { BuiltTile } from './tile-builder.ts'
import { checkpoints, entries, heads, inclusions, tiles } from './tables.ts'

/** What a journal is verified against. Cosigners: every witness whose signature a kept checkpoint may carry. */
export interface JournalFacts {
  readonly epoch: number
  readonly key: NoteKey
  readonly cosigners: readonly Cosigner[]
}

export interface Damage {
  readonly what: 'entry' | 'tile' | 'act' | 'heads' | 'checkpoint'
  /** What is damaged, as its table names it: an entry's number, `level/index` of a tile, an ActId, a size. */
  readonly id: string
  /** The entry it concerns: the first that cannot be relied on. */
  readonly entry: number
  readonly reason: DamageKind
}

export interface JournalCheck {
  readonly entries: number
  readonly acts: number
  readonly tiles: number
  readonly checkpoints: number
  /** The first in the order of the journal; absent when all holds. */
  readonly firstBad?: Damage
}

/**
 * Recomputes a journal from its entries: leaf hashes, tiles, the root of every kept checkpoint, their signatures and cosignatures,
 * and the place of every leaf. Trusts no stored hash. Reads in pages and keeps one tile per level in memory.
 */
export async function verifyJournal(
  reads: Reads,
  facts: JournalFacts,
  onProgress: (entry: number) => void = () => undefined,
): Promise<JournalCheck> {
  const sealed = (await reads.greatest(checkpoints, 'size', { epoch: facts.epoch })) ?? 0
  const walk = new Walk(reads, facts, sealed)
  for (let from = 0; ; from += pageEntries) {
    const where = { epoch: facts.epoch, entry: { gte: from, lt: from + pageEntries } }
    const page = await reads.select(entries, { where })
    const firstBad = (await walk.read(page, from)) ?? (page.length < pageEntries ? await walk.end() : undefined)
    onProgress(from + page.length)
    if (firstBad !== undefined) return { ...walk.checked, firstBad }
    if (page.length < pageEntries) return walk.checked
  }
}

const pageEntries = 16 * tileWidth

type EntryRow = Row<typeof entries>
type InclusionRow = Row<typeof inclusions>
type CheckpointRow = Row<typeof checkpoints>

class Walk {
  readonly #reads: Reads
  readonly #facts: JournalFacts
  readonly #tree = new TileBuilder()
  #heads: CheckpointRow[] = []
  #headsRead = -1
  readonly #counts = { entries: 0, acts: 0, tiles: 0, checkpoints: 0 }
  /** Size of the newest checkpoint when the walk began: tiles below it are stored. */
  readonly #sealed: number

  constructor(reads: Reads, facts: JournalFacts, sealed: number) {
    this.#reads = reads
    this.#facts = facts
    this.#sealed = sealed
  }

  get checked(): JournalCheck {
    return this.#counts
  }

  async read(page: readonly EntryRow[], from: number): Promise<Damage | undefined> {
    const size = from + page.length
    const stored = await this.#storedTiles(from, size)
    await this.#readCheckpoints(size)
    const hashes = leafHashes(page.map(({ content }) => content ?? new Uint8Array(0)))
    for (const [place, row] of page.entries()) {
      const hash = hashes.subarray(place * hashBytes, (place + 1) * hashBytes)
      const bad = this.#entry(row, from + place, hash) ?? this.#tiles(this.#tree.append(row.leaf), row.entry, stored)
      if (bad !== undefined) return bad
      const wrong = this.#checkpoints(row.entry)
      if (wrong !== undefined) return wrong
    }
    return this.#leaves(page, from)
  }

  /** What is stored beyond the last entry. Of a journal that has grown meanwhile only what was sealed before is asked for. */
  async end(): Promise<Damage | undefined> {
    const { epoch } = this.#facts
    const size = this.#counts.entries
    if (this.#sealed > size)
      return { what: 'checkpoint', id: String(this.#sealed), entry: size, reason: 'beyond-entries' }
    const [stray] = await this.#reads.select(inclusions, { where: { epoch, entry: { gte: size } }, limit: 1 })
    const held = await this.#reads.count(tiles, { epoch }, this.#counts.tiles + 1)
    if ((await sizeOf(this.#reads, epoch)) > size) return undefined
    if (stray !== undefined) return { what: 'act', id: stray.leaf, entry: stray.entry, reason: 'beyond-entries' }
    return held > this.#counts.tiles ? { what: 'tile', id: 'unknown', entry: size, reason: 'surplus' } : undefined
  }

  #entry(row: EntryRow, expected: number, hash: Uint8Array): Damage | undefined {
    if (row.entry !== expected) return { what: 'entry', id: String(expected), entry: expected, reason: 'missing' }
    if (row.content !== null && !isSameHash(hash, row.leaf))
      return { what: 'entry', id: String(expected), entry: expected, reason: 'hash' }
    this.#counts.entries += 1
    return undefined
  }

  async #storedTiles(from: number, size: number): Promise<ReadonlyMap<string, Row<typeof tiles>>> {
    const { epoch } = this.#facts
    const found = new Map<string, Row<typeof tiles>>()
    for (let level = 0, span = tileWidth; span <= size; level += 1, span *= tileWidth) {
      const tile = { gte: Math.floor(from / span), lt: Math.floor(size / span) }
      for (const row of await this.#reads.select(tiles, { where: { epoch, level, tile } }))
        found.set(`${level}/${row.tile}`, row)
    }
    return found
  }

  #tiles(
    full: readonly BuiltTile[],
    entry: number,
    stored: ReadonlyMap<string, Row<typeof tiles>>,
  ): Damage | undefined {
    for (const { level, index, hashes, root } of full) {
      const id = `${level}/${index}`
      const row = stored.get(id)
      // A tile is written after the entry that fills it and before the checkpoint over it.
      if (row === undefined && entry >= this.#sealed) continue
      if (row === undefined) return { what: 'tile', id, entry, reason: 'missing' }
      if (!equalBytes(row.hashes, hashes) || !equalBytes(row.root, root))
        return { what: 'tile', id, entry, reason: 'hash' }
      this.#counts.tiles += 1
    }
    return undefined
  }

  async #readCheckpoints(size: number): Promise<void> {
    const where = { epoch: this.#facts.epoch, size: { gt: this.#headsRead, lte: size } }
    this.#heads.push(...(await this.#reads.select(checkpoints, { where })))
    this.#headsRead = size
  }

  #checkpoints(entry: number): Damage | undefined {
    const [row] = this.#heads
    if (row === undefined || row.size !== entry + 1) return undefined
    this.#heads = this.#heads.slice(1)
    const reason = this.#wrongIn(row)
    if (reason !== undefined) return { what: 'checkpoint', id: String(row.size), entry, reason }
    this.#counts.checkpoints += 1
    return undefined
  }

  #wrongIn(row: CheckpointRow): DamageKind | undefined {
    const { key, cosigners } = this.#facts
    const root = this.#tree.root()
    if (!equalBytes(row.root, root)) return 'root'
    const signed = openCheckpoint(row.note, key)
    if (signed === undefined) return 'signature'
    if (signed.head.size !== row.size || !equalBytes(signed.head.root, root)) return 'other-head'
    const names = cosignersOf(signed.note, cosigners).map(({ name }) => name)
    if (names.sort().join(' ') !== row.witnesses.join(' ')) return 'cosignatures'
    const keys = [key, ...cosigners.filter(({ name }) => names.includes(name)).flatMap((cosigner) => cosigner.keys)]
    return signed.note.signatures.length === keys.length ? undefined : 'stray-signature'
  }

  /** The leaves of the page's intervals, read in portions of about four thousand. */
  async #leaves(page: readonly EntryRow[], from: number): Promise<Damage | undefined> {
    for (let start = 0; start < page.length;) {
      let [end, expected] = [start, 0]
      while (end < page.length && (end === start || expected < 4096)) expected += page[end++]?.leaves ?? 0
      const bad = await this.#portion(page.slice(start, end), from + start)
      if (bad !== undefined) return bad
      start = end
    }
    return undefined
  }

  async #portion(rows: readonly EntryRow[], from: number): Promise<Damage | undefined> {
    const where = { epoch: this.#facts.epoch, entry: { gte: from, lt: from + rows.length } }
    const placed = await this.#reads.select(inclusions, { where, order: ['entry', 'leaf'] })
    const texts = await this.#reads.select(heads, { where })
    const byEntry = Map.groupBy(placed, ({ entry }) => entry)
    const headsOf = new Map(texts.map(({ entry, text }) => [entry, headsLeafOf(text)]))
    for (const row of rows) {
      const bad = this.#interval(row, byEntry.get(row.entry) ?? [], headsOf.get(row.entry))
      if (bad !== undefined) return bad
    }
    return undefined
  }

  #interval(row: EntryRow, placed: readonly InclusionRow[], seen: string | undefined): Damage | undefined {
    const { entry, content } = row
    const acts = placed.filter(({ leaf }) => leaf.startsWith('act--'))
    if (placed.length !== row.leaves || acts.length !== row.acts)
      return { what: 'entry', id: String(entry), entry, reason: 'leaves' }
    const stray = placed.find((place) => content === null || !isInInterval(place, content))
    if (stray !== undefined) return { what: 'act', id: stray.leaf, entry, reason: 'proof' }
    const noted = placed.find(({ leaf }) => leaf.startsWith('heads--'))?.leaf
    if (noted !== seen) return { what: 'heads', id: String(entry), entry, reason: 'heads' }
    this.#counts.acts += acts.length
    return undefined
  }
}

/** `equalBytes` for the innermost loop. */
function isSameHash(one: Uint8Array, other: Uint8Array): boolean {
  for (let at = 0; at < hashBytes; at += 1) if (one[at] !== other[at]) return false
  return other.length === hashBytes
}
