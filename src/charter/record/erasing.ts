import type { Act, ActId } from '#protocol/act/statement.ts'
import { kindRow } from '#protocol/acts/table.ts'
import type { Transaction } from '#platform/db/store.ts'
import { eraseAct, forgetFiles } from '#platform/record/enter.ts'
import { forgetParts } from '#platform/record/parts.ts'
import { acts, attachments, disclosures, tombstones } from '#platform/record/tables.ts'
import { forgetIndexed } from '#platform/search/waiting.ts'
import type { Taken } from '#platform/transport/incoming.ts'
import type { House } from './house.ts'

/** What a recall destroys: the author is told of each, and blobs are removed once this is durable. */
export async function eraseAll(
  house: House,
  tx: Transaction,
  by: Act,
  erases: readonly ActId[],
): Promise<Pick<Taken, 'owes' | 'removes'>> {
  const [owes, removes]: [Taken['owes'][number][], string[]] = [[], []]
  for (const id of erases) {
    const erased = await erase(house, tx, { id, by })
    if (erased === undefined) continue
    house.fresh?.drop(id)
    owes.push({ peer: by.said.author, act: id, outcome: 'erased', exported: erased.exported })
    removes.push(...erased.removes)
  }
  return { owes, removes }
}

/**
 * Destroys what is here of an act of the recalling author, search rows included, and remembers it for a copy that comes later.
 * `undefined` where what is here is another's, or a record: it stays, and nobody is told that it went.
 */
async function erase(
  house: House,
  tx: Transaction,
  { id, by }: { readonly id: ActId; readonly by: Act },
): Promise<{ readonly exported: number; readonly removes: readonly string[] } | undefined> {
  const { author } = by.said
  await forgetIndexed(tx, id, author)
  await forgetParts(tx, house.projectors, { erases: [id], author })
  const held = await tx.lock(acts, { act: id })
  const other = (await tx.find(tombstones, { act: id, author }))?.erased_by ?? by.id
  const isTheirs = held?.author === author && kindRow(held.kind)?.erasable === true
  const removes = isTheirs ? await blobsOf(tx, id) : []
  const told = await tx.find(disclosures, { act: id })
  await tx.apply([...eraseAct(id, author, other < by.id ? other : by.id), ...(isTheirs ? [forgetFiles(id)] : [])])
  if (held !== undefined && !isTheirs) return undefined
  return { exported: isTheirs ? (told?.times ?? 0) : 0, removes }
}

export async function blobsOf(tx: Transaction, act: ActId): Promise<readonly string[]> {
  const rows = await tx.select(attachments, { where: { act }, limit: 64 })
  return rows.map(({ blob }) => blob)
}
