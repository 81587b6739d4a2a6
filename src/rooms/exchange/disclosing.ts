import type { ActId } from '#protocol/act/statement.ts'
import { put } from '#platform/db/table.ts'
import { disclosures } from '#platform/record/tables.ts'
import type { House } from '#charter/record/house.ts'

/** Counts that content of these acts left through a person or a tool; told to their authors when they take it back. */
export async function countDisclosed(house: House, acts: ReadonlySet<ActId>): Promise<void> {
  await house.store.transaction(async (tx) => {
    // In one order, so that two answers never wait for each other.
    for (const act of [...acts].toSorted()) {
      const before = await tx.lock(disclosures, { act })
      await tx.apply([put(disclosures, { act, times: (before?.times ?? 0) + 1 })])
    }
  })
}
