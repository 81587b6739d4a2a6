import { encodeUtf8, toBase64Url } from '#kernel/bytes.ts'
import { encodeBundle, tilePath, tileWidth, widthAt } from '#protocol/journal/tile.ts'
import type { NewMember } from '#protocol/parcel/ustar.ts'
import type { Reads } from '#platform/db/store.ts'
import { headsLeafOf } from '#platform/journal/enter.ts'
import { ownTree } from '#platform/journal/own-tree.ts'
import { checkpoints, entries, heads, inclusions } from '#platform/journal/tables.ts'
import { tileOf } from '#platform/journal/tree.ts'
import { jsonLines, whole, type HeadsLine, type Tally } from './layout.ts'

const pageRows = 200

/** An epoch of the own journal, under the paths at which the node serves it, up to its newest signed head. */
export async function* journalMembers(
  reads: Reads,
  epoch: number,
  tally: Tally,
): AsyncGenerator<NewMember, void, undefined> {
  const { counts } = tally
  const size = (await reads.greatest(checkpoints, 'size', { epoch })) ?? 0
  const under = (path: string, content: Uint8Array) => whole(`journal/${epoch}/${path}`, content)
  for (let last = -1; ;) {
    const where = { epoch, size: { gt: last } }
    const page = await reads.select(checkpoints, { where, order: ['size'], limit: pageRows })
    for (const row of page) yield under(`checkpoints/${row.size}`, encodeUtf8(row.note))
    counts.checkpoints += page.length
    last = page.at(-1)?.size ?? last
    if (page.length < pageRows) break
  }
  const tree = ownTree(reads, epoch)
  for (let index = 0; widthAt(size, 0, index) > 0; index += 1) {
    const width = widthAt(size, 0, index)
    yield under(tilePath({ level: 0, index, width }), await tileOf(tree, 0, index, width))
    yield under(tilePath({ level: 'entries', index, width }), await bundleOf(reads, { epoch, index, width }))
    const lines = await headsOf(reads, { epoch, index, width })
    counts.entries += width
    counts.heads += lines.length
    if (lines.length > 0) yield under(`heads/${String(index).padStart(6, '0')}.jsonl`, jsonLines(lines))
  }
  for (let level = 1; widthAt(size, level, 0) > 0; level += 1) {
    for (let index = 0; widthAt(size, level, index) > 0; index += 1) {
      const width = widthAt(size, level, index)
      yield under(tilePath({ level, index, width }), await tileOf(tree, level, index, width))
    }
  }
}

interface Span {
  readonly epoch: number
  readonly index: number
  readonly width: number
}

const entriesIn = ({ epoch, index, width }: Span) => {
  const from = index * tileWidth
  return { epoch, entry: { gte: from, lt: from + width } }
}

/** An entry of which only the leaf hash came back after a restore is empty. */
async function bundleOf(reads: Reads, span: Span): Promise<Uint8Array> {
  const rows = await reads.select(entries, { where: entriesIn(span), order: ['entry'], columns: ['entry', 'content'] })
  return encodeBundle(rows.map(({ content }) => content ?? new Uint8Array(0)))
}

async function headsOf(reads: Reads, span: Span): Promise<readonly HeadsLine[]> {
  const lines: HeadsLine[] = []
  for (const { epoch, entry, text } of await reads.select(heads, { where: entriesIn(span), order: ['entry'] })) {
    const place = await reads.find(inclusions, { leaf: headsLeafOf(text), epoch, entry })
    if (place !== undefined)
      lines.push({ entry, position: place.position, siblings: toBase64Url(place.siblings), text })
  }
  return lines
}
