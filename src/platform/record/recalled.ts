import type { Act, ActId } from '#protocol/act/statement.ts'
import { kindRow } from '#protocol/acts/table.ts'
import type { Reads } from '#platform/db/store.ts'
import type { Row } from '#platform/db/table.ts'
import { acts, tombstones, type items } from './tables.ts'

/** The recall by which an act that comes now was taken back before; none for a record, which nobody takes back. */
export async function recallOf(reads: Reads, { id, said }: Act): Promise<ActId | undefined> {
  if (kindRow(said.kind)?.erasable !== true) return undefined
  return (await reads.find(tombstones, { act: id, author: said.author }))?.erased_by
}

/**
 * Whether another recall of the same act holds, so that this one changes nothing. Of two the one with the least id holds, in whatever
 * order they came, so that every node keeps the same reason and the same replacement.
 */
export async function isOutdone(reads: Reads, recall: Act, erases: readonly ActId[]): Promise<boolean> {
  const where = { act: { in: erases }, author: recall.said.author }
  const held = erases.length === 0 ? [] : await reads.select(tombstones, { where, limit: erases.length })
  return held.some(({ erased_by: other }) => other < recall.id)
}

/** Whether what another's recall names was destroyed by it. An untrusted one has done nothing unless it came before its seal was said to be stolen. */
export async function hasErased(reads: Reads, recall: Act, erases: readonly ActId[]): Promise<boolean> {
  const where = { act: { in: erases }, author: recall.said.author, erased_by: recall.id }
  return erases.length > 0 && (await reads.count(tombstones, where, 1)) > 0
}

/**
 * Without the stubs of acts that are another's: anyone may say of any act that he takes it back, and of what this node holds it knows
 * whose it is. A stub of an act that never came stays.
 */
export async function withoutFalseStubs(
  reads: Reads,
  rows: readonly Row<typeof items>[],
): Promise<readonly Row<typeof items>[]> {
  if (rows.length === 0) return rows
  const where = { act: { in: rows.map(({ act }) => act) } }
  const held = await reads.select(acts, { where, columns: ['act', 'author'], limit: rows.length })
  const authors = new Map(held.map(({ act, author }) => [act, author]))
  return rows.filter(({ act, author }) => (authors.get(act) ?? author) === author)
}
