import type { Refusal } from '#kernel/refusal.ts'
import type { Arrived, Projected, Projector } from '#platform/record/projector.ts'
import { answer, clarification, end, request, step } from './requests/project.ts'
import { consent, passing, request as onward } from './onward/project.ts'
import { answers, onwards, passings, requests, words } from './tables.ts'

const projections: Readonly<Record<string, (arrived: Arrived) => Projected | Refusal>> = {
  'rfi.request/1': request,
  'rfi.step/1': step,
  'rfi.clarification/1': clarification,
  'rfi.answer/1': answer,
  'rfi.end/1': end,
  'onward.request/1': onward,
  'onward.consent/1': consent,
  'onward.passing/1': passing,
}

export const consultationProjector: Projector = {
  kinds: Object.keys(projections),
  tables: [requests, words, answers, onwards, passings],
  parts: [requests, answers, passings],
  counts: { byAct: [requests, words, answers, onwards, passings] },
  project: (arrived) => projections[arrived.act.said.kind]?.(arrived) ?? { changes: [] },
}
