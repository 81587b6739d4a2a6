import type { ActId } from '#protocol/act/statement.ts'
import type { Change } from '#platform/db/table.ts'
import { keep } from '#platform/db/table.ts'
import { waiting } from './tables.ts'

/** The row that has an act of this node entered at the next cadence; written in the transaction that records the act. */
export function awaitInclusion(act: ActId): Change {
  return keep(waiting, { act })
}
