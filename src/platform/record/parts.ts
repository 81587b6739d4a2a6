import type { ActId } from '#protocol/act/statement.ts'
import type { Party } from '#protocol/identity/party.ts'
import type { Transaction } from '#platform/db/store.ts'
import { remove, update, type Row, type Table } from '#platform/db/table.ts'
import type { Projectors } from './projector.ts'
import { acts, items } from './tables.ts'

/** Takes away the parts of acts that their author takes back; nothing of an act that is another's, or is not here. */
export async function forgetParts(
  tx: Transaction,
  projectors: Projectors,
  { erases, author }: { readonly erases: readonly ActId[]; readonly author: Party },
): Promise<void> {
  for (const act of erases) {
    const held = await tx.find(acts, { act })
    if (held?.author !== author) continue
    const { parts = [], handOver } = projectors.get(held.kind) ?? {}
    if (parts.length > 0) await handOver?.(tx, held.arrival)
    await removeParts(tx, parts, held.arrival)
  }
}

/** Takes away the rows by which an act counts for something; it stays in the record, and is listed as untrusted. */
export async function setAside(
  tx: Transaction,
  projectors: Projectors,
  { act, author, kind, arrival }: Pick<Row<typeof acts>, 'act' | 'author' | 'kind' | 'arrival'>,
): Promise<void> {
  const projector = projectors.get(kind)
  const { parts = [], byAct = [], unmark } = projector?.counts ?? {}
  if (parts.length > 0) await projector?.handOver?.(tx, arrival)
  await removeParts(tx, parts, arrival)
  await unmark?.(tx, { act, author })
  await tx.apply([
    ...byAct.map((table) => remove(table, { act })),
    update(items, { act, author, state: 'live' }, { state: 'untrusted' }),
  ])
}

/** One table after the other: a row that somebody moves from one to a later one is met in either. */
async function removeParts(tx: Transaction, parts: readonly Table[], arrival: number): Promise<void> {
  for (const table of parts) await tx.apply([remove(table, { arrival })])
}
