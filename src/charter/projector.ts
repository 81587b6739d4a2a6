import { kindOf } from '#protocol/acts/table.ts'
import type { Projector } from '#platform/record/projector.ts'

/** The charter is read from its acts; no row of it is made yet, and a rebuild passes over them. */
export const charterProjector: Projector = {
  kinds: [kindOf('charter.genesis/1')],
  tables: [],
  project: () => ({ changes: [] }),
}
