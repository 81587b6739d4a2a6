import { Hono } from 'hono'
import type { Context } from 'hono'
import { formatVkey } from '#protocol/journal/note.ts'
import type { NoteKey } from '#protocol/journal/note.ts'
import { encodeBundle, parseTilePath, tileWidth, widthAt } from '#protocol/journal/tile.ts'
import type { TileRef } from '#protocol/journal/tile.ts'
import { parseCount } from '#protocol/journal/checkpoint.ts'
import type { Reads } from '#platform/db/store.ts'
import { ownTree } from './own-tree.ts'
import { headsLeafOf } from './enter.ts'
import { proofOf } from './progress.ts'
import { checkpoints, entries, heads } from './tables.ts'
import { tileOf } from './tree.ts'

/** An epoch of this node's journal, as its list shows it. */
export interface Epoch {
  readonly epoch: number
  readonly origin: string
  readonly key: NoteKey
}

export interface JournalRoutes {
  readonly reads: Reads
  /** All epochs so far, the present one last. */
  readonly epochs: () => readonly Epoch[]
}

/** Headers of what never changes at its address. */
export const immutable = { 'cache-control': 'public, max-age=31536000, immutable' } as const
/** Headers of a checkpoint. */
export const fleeting = { 'cache-control': 'no-cache', 'content-type': 'text/plain; charset=utf-8' } as const
const octets = { ...immutable, 'content-type': 'application/octet-stream' } as const

/**
 * The journal as it is published: `/` lists the epochs, `/EPOCH/checkpoint`, `/EPOCH/tile/...` (tlog-tiles, entry bundles too),
 * `/EPOCH/heads/ENTRY` and its `/proof`. Nothing above the published checkpoint is served.
 */
export function journalRoutes({ reads, epochs }: JournalRoutes): Hono {
  const isEpoch = (epoch: number): boolean => epochs().some((one) => one.epoch === epoch)
  const numberOf = (text: string): number | undefined => {
    const epoch = parseCount(text)
    return epoch !== undefined && isEpoch(epoch) ? epoch : undefined
  }
  const list = async (c: Context) =>
    c.json({ items: await Promise.all(epochs().map((epoch) => listed(reads, epoch))) }, 200, plain)
  return (
    new Hono()
      .get('/', list)
      .get('/:epoch/checkpoint', async (c) => {
        const found = await published(reads, numberOf(c.req.param('epoch')))
        return found === undefined ? c.notFound() : c.body(found.note, 200, fleeting)
      })
      .get('/:epoch/tile/*', async (c) => {
        const epoch = numberOf(c.req.param('epoch'))
        const ref = parseTilePath(c.req.path.slice(c.req.path.indexOf('/tile/') + 1))
        const bytes = epoch === undefined || ref === undefined ? undefined : await readTile(reads, epoch, ref)
        return bytes === undefined ? c.notFound() : c.body(bytes, 200, octets)
      })
      .get('/:epoch/heads/:entry', async (c) => {
        const text = await headsAt(reads, numberOf(c.req.param('epoch')), parseCount(c.req.param('entry')))
        return text === undefined ? c.notFound() : c.body(text, 200, { ...fleeting, ...immutable })
      })
      .get('/:epoch/heads/:entry/proof', async (c) => {
        const text = await headsAt(reads, numberOf(c.req.param('epoch')), parseCount(c.req.param('entry')))
        const proof = text === undefined ? undefined : await proofOf(reads, headsLeafOf(text))
        return proof === undefined ? c.notFound() : c.body(proof, 200, fleeting)
      })
      // Mounted at /journal, the list stands at /journal/ too.
      .get('/*', async (c) => (c.req.path.endsWith('/journal/') ? list(c) : c.notFound()))
  )
}

const plain = { 'cache-control': 'no-cache' } as const

async function listed(reads: Reads, { epoch, origin, key }: Epoch) {
  return { epoch, origin, key: formatVkey(key), size: (await published(reads, epoch))?.size ?? 0 }
}

async function published(reads: Reads, epoch: number | undefined) {
  if (epoch === undefined) return undefined
  const [row] = await reads.select(checkpoints, { where: { epoch, published: true }, order: ['-size'], limit: 1 })
  return row
}

async function readTile(reads: Reads, epoch: number, ref: TileRef): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const size = (await published(reads, epoch))?.size ?? 0
  const level = ref.level === 'entries' ? 0 : ref.level
  if (ref.width > widthAt(size, level, ref.index)) return undefined
  if (ref.level === 'entries') return readBundle(reads, epoch, ref)
  return new Uint8Array(await tileOf(ownTree(reads, epoch), level, ref.index, ref.width))
}

/** A bundle with an entry of which only the leaf hash is known cannot be served. */
async function readBundle(reads: Reads, epoch: number, { index, width }: TileRef) {
  const from = index * tileWidth
  const where = { epoch, entry: { gte: from, lt: from + width } }
  const rows = await reads.select(entries, { where, columns: ['entry', 'content'] })
  const contents = rows.flatMap(({ content }) => (content === null ? [] : [content]))
  return contents.length === width ? new Uint8Array(encodeBundle(contents)) : undefined
}

async function headsAt(reads: Reads, epoch: number | undefined, entry: number | undefined) {
  if (epoch === undefined || entry === undefined) return undefined
  const size = (await published(reads, epoch))?.size ?? 0
  return entry < size ? (await reads.find(heads, { epoch, entry }))?.text : undefined
}
