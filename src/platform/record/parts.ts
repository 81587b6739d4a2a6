import type { ActId } from '#protocol/act/statement.ts'
import type { Party } from '#protocol/identity/party.ts'
import type { Transaction } from '#platform/db/store.ts'
import { remove } from '#platform/db/table.ts'
import type { Projectors } from './projector.ts'
import { acts } from './tables.ts'

/** Takes away the parts of acts that their author takes back; nothing of an act that is another's, or is not here. */
export async function forgetParts(
  tx: Transaction,
  projectors: Projectors,
  { erases, author }: { readonly erases: readonly ActId[]; readonly author: Party },
): Promise<void> {
  for (const act of erases) {
    const held = await tx.find(acts, { act })
    if (held?.author !== author) continue
    const projector = projectors.get(held.kind)
    const parts = projector?.parts ?? []
    await projector?.handOver?.(tx, held.arrival)
    // One after the other: a row that somebody moves from one table to a later one is met in either.
    for (const table of parts) await tx.apply([remove(table, { arrival: held.arrival })])
  }
}
