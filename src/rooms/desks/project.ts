import type { Refusal } from '#kernel/refusal.ts'
import type { Arrived, Projected, Projector } from '#platform/record/projector.ts'
import { call as check, reply } from './comchecks/project.ts'
import { entry, giveWay, withdrawal } from './directory/project.ts'
import { answer, log } from './hotline/project.ts'
import { calls, checks, countersignatures, entries, publications, replies } from './tables.ts'

const projections: Readonly<Record<string, (arrived: Arrived) => Projected | Refusal>> = {
  'desk.entry/1': entry,
  'desk.withdrawal/1': withdrawal,
  'comcheck.call/1': check,
  'comcheck.reply/1': reply,
  'hotline.log/1': log,
  'hotline.answer/1': answer,
}

export const desksProjector: Projector = {
  kinds: Object.keys(projections),
  tables: [publications, entries, checks, replies, calls, countersignatures],
  counts: { parts: [publications], byAct: [entries, checks, replies, calls, countersignatures] },
  handOver: giveWay,
  project: (arrived) => projections[arrived.act.said.kind]?.(arrived) ?? { changes: [] },
}
