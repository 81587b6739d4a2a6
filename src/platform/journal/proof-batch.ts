import type { ActId } from '#protocol/act/statement.ts'
import { encodePlace, type TlogProof } from '#protocol/journal/proof.ts'
import type { Reads } from '#platform/db/store.ts'
import type { Row } from '#platform/db/table.ts'
import { ownTree } from './own-tree.ts'
import { checkpoints, inclusions } from './tables.ts'
import { proveInclusion } from './tree.ts'

/** What proves an entry, for all the acts that stand in it. */
interface EntryProof {
  readonly hashes: readonly Uint8Array[]
  readonly checkpoint: string
}

type Inclusion = Row<typeof inclusions>

/**
 * Proofs of acts of this node for their addressees: under the first published checkpoint that covers the entry, or, while the witnesses
 * do not answer, under the newest signed one, which shows inclusion and no more. Acts that stand in no entry are left out.
 */
export async function proofBatch(reads: Reads, acts: readonly ActId[]): Promise<ReadonlyMap<ActId, TlogProof>> {
  const placed = await reads.select(inclusions, { where: { leaf: { in: acts } }, order: ['epoch', 'entry'] })
  const entries = new Map<string, Promise<EntryProof | undefined>>()
  const proofs = new Map<ActId, TlogProof>()
  for (const act of acts) {
    const place = placed.find(({ leaf }) => leaf === act)
    if (place === undefined) continue
    const name = `${place.epoch}/${place.entry}`
    const found = entries.get(name) ?? entryProof(reads, place)
    entries.set(name, found)
    const proof = await found
    if (proof !== undefined) proofs.set(act, { extra: encodePlace(place), index: place.entry, ...proof })
  }
  return proofs
}

async function entryProof(reads: Reads, { epoch, entry }: Inclusion): Promise<EntryProof | undefined> {
  const where = { epoch, size: { gt: entry } }
  const [published] = await reads.select(checkpoints, {
    where: { ...where, published: true },
    order: ['size'],
    limit: 1,
  })
  const over = published ?? (await reads.select(checkpoints, { where, order: ['-size'], limit: 1 }))[0]
  if (over === undefined) return undefined
  return { hashes: await proveInclusion(ownTree(reads, epoch), entry, over.size), checkpoint: over.note }
}
