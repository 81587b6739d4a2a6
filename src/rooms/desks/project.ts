import type { Refusal } from '#kernel/refusal.ts'
import type { Arrived, Projected, Projector } from '#platform/record/projector.ts'
import { entry, withdrawal } from './directory/project.ts'
import { entries } from './tables.ts'

const projections: Readonly<Record<string, (arrived: Arrived) => Projected | Refusal>> = {
  'desk.entry/1': entry,
  'desk.withdrawal/1': withdrawal,
}

export const desksProjector: Projector = {
  kinds: Object.keys(projections),
  tables: [entries],
  project: (arrived) => projections[arrived.act.said.kind]?.(arrived) ?? { changes: [] },
}
