import { Hono } from 'hono'
import { decodeUtf8 } from '#kernel/bytes.ts'
import { parseTilePath, widthAt } from '#protocol/journal/tile.ts'
import type { Reads } from '#platform/db/store.ts'
import { fleeting, immutable } from '#platform/journal/routes.ts'
import { tileOf } from '#platform/journal/tree.ts'
import { BodyRefused, readBounded } from '#platform/transport/link/bounded-body.ts'
import { addCheckpoint } from './cosign.ts'
import type { CosignAnswer } from './cosign.ts'
import { forksOf } from './forks.ts'
import { mirrorTree } from './mirror-tree.ts'
import { writeNotes } from './note-list.ts'
import { heldNotes } from './observe.ts'
import type { WitnessPorts } from './ports.ts'
import { logs } from './tables.ts'

/** A checkpoint with its signatures, of which a post-quantum one has 3.3 KB, and 63 lines of proof. */
const limits = { maxBytes: 128 * 1024, idleMs: 5_000, totalMs: 10_000 } as const

/**
 * `/add-checkpoint`, `/checkpoints` (what was published, and all that were cosigned last, note-list.ts) and, by the hex SHA-256 of a log's origin, `/HASH/checkpoint` (both tlog-witness), `/HASH/mirror` (how many leaves are
 * mirrored), `/HASH/tile/LEVEL/...` (the mirror) and `/HASH/forks` (proofs against that journal).
 */
export function witnessRoutes(ports: WitnessPorts): Hono {
  const { store } = ports
  return new Hono()
    .post('/add-checkpoint', async (c) => {
      const body = await readBody(ports, c.req.raw)
      return typeof body === 'string' ? respond(await addCheckpoint(ports, body)) : new Response(null, body)
    })
    .get('/checkpoints', async (c) => c.body(writeNotes(await heldNotes(ports)), 200, listed))
    .get('/:hash/checkpoint', async (c) => {
      const row = await store.find(logs, { hash: c.req.param('hash') })
      return row === undefined || row.note === '' ? c.notFound() : c.body(row.note, 200, fleeting)
    })
    .get('/:hash/mirror', async (c) => {
      const row = await store.find(logs, { hash: c.req.param('hash') })
      return row === undefined ? c.notFound() : c.body(`${row.mirrored}\n`, 200, sizeType)
    })
    .get('/:hash/tile/*', async (c) => {
      const path = c.req.path.slice(c.req.path.indexOf('/tile/') + 1)
      const bytes = await readMirrorTile(store, c.req.param('hash'), path)
      return bytes === undefined ? c.notFound() : c.body(bytes, 200, { ...immutable, 'content-type': octetStream })
    })
    .get('/:hash/forks', async (c) => c.json({ items: await forksOf(store, c.req.param('hash')) }))
}

const octetStream = 'application/octet-stream'
const listed = { 'cache-control': 'no-cache', 'content-type': octetStream } as const
const sizeType = { 'content-type': 'text/x.tlog.size', 'cache-control': 'no-cache' } as const

async function readBody(ports: WitnessPorts, request: Request): Promise<string | { readonly status: 400 | 408 | 413 }> {
  try {
    return decodeUtf8(await readBounded(request.body, limits, ports.timers)) ?? { status: 400 }
  } catch (error) {
    if (!(error instanceof BodyRefused)) throw error
    return { status: error.refusal.code === 'too-large' ? 413 : 408 }
  }
}

function respond(answer: CosignAnswer): Response {
  if (answer.status === 200) return new Response(answer.lines, { headers: fleeting })
  if (answer.status === 409 && answer.size !== undefined)
    return new Response(`${answer.size}\n`, { status: 409, headers: sizeType })
  return new Response(null, { status: answer.status })
}

async function readMirrorTile(reads: Reads, hash: string, path: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const ref = parseTilePath(path)
  const row = ref === undefined ? undefined : await reads.find(logs, { hash })
  if (ref === undefined || row === undefined || ref.level === 'entries') return undefined
  if (ref.width > widthAt(row.mirrored, ref.level, ref.index)) return undefined
  return new Uint8Array(await tileOf(mirrorTree(reads, hash), ref.level, ref.index, ref.width))
}
