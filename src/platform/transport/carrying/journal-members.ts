import { encodeUtf8 } from '#kernel/bytes.ts'
import type { ActId } from '#protocol/act/statement.ts'
import type { Party } from '#protocol/identity/party.ts'
import { tilePath, tileWidth, widthAt } from '#protocol/journal/tile.ts'
import type { Reads } from '#platform/db/store.ts'
import type { Row } from '#platform/db/table.ts'
import { ownTree } from '#platform/journal/own-tree.ts'
import { inclusionOf, proofOf } from '#platform/journal/progress.ts'
import { checkpoints } from '#platform/journal/tables.ts'
import { tileOf } from '#platform/journal/tree.ts'
import { held, type Source } from './member.ts'

export type Published = Row<typeof checkpoints>

/** Tiles of leaf hashes in one file, 32 MiB and two months at the usual cadence. A peer that is further behind mirrors on the line. */
const maxTiles = 4096

/** Our newest published checkpoint. */
export async function newestPublished(reads: Reads): Promise<Published | undefined> {
  const [newest] = await reads.select(checkpoints, { where: { published: true }, order: ['-epoch', '-size'], limit: 1 })
  return newest
}

/**
 * The published head and the tiles of leaf hashes that lead to it from the last head which the peer is known to have cosigned, under the
 * paths at which the node serves them: the peer's mirror reads them as it reads a line.
 */
export async function journalSources(reads: Reads, to: Party, newest: Published): Promise<readonly Source[]> {
  const { epoch, size, note } = newest
  const where = { epoch, witnesses: { has: to }, size: { lt: size } }
  const [known] = await reads.select(checkpoints, { where, order: ['-size'], limit: 1 })
  const [from, end] = [Math.floor((known?.size ?? 0) / tileWidth), Math.ceil(size / tileWidth)]
  const tiles = end - from > maxTiles ? [] : Array.from({ length: end - from }, (_, at) => from + at)
  return [
    held(`journal/${epoch}/checkpoint`, encodeUtf8(note)),
    ...tiles.map((index): Source => {
      const width = widthAt(size, 0, index)
      return {
        name: `journal/${epoch}/${tilePath({ level: 0, index, width })}`,
        async *read() {
          yield await tileOf(ownTree(reads, epoch), 0, index, width)
        },
      }
    }),
  ]
}

/** That the act stands in our journal, for acts that are witnessed. */
export async function proofSource(reads: Reads, act: ActId): Promise<Source | undefined> {
  const progress = await inclusionOf(reads, act)
  if (progress?.state !== 'witnessed') return undefined
  return {
    name: `proofs/${act}`,
    async *read() {
      yield encodeUtf8((await proofOf(reads, act)) ?? '')
    },
  }
}
