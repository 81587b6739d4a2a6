import type { Refusal } from '#kernel/refusal.ts'
import type { Arrived, Projected, Projector } from '#platform/record/projector.ts'
import * as consultation from './consultations/project.ts'
import { answer, clarification, end, request, step } from './requests/project.ts'
import { consent, passing, request as onward } from './onward/project.ts'
import { answers, consultations, messages, onwards, passings, requests, words } from './tables.ts'

const projections: Readonly<Record<string, (arrived: Arrived) => Projected | Refusal>> = {
  'rfi.request/1': request,
  'rfi.step/1': step,
  'rfi.clarification/1': clarification,
  'rfi.answer/1': answer,
  'rfi.end/1': end,
  'onward.request/1': onward,
  'onward.consent/1': consent,
  'onward.passing/1': passing,
  'consultation.request/1': consultation.request,
  'consultation.reply/1': consultation.reply,
  'consultation.time/1': consultation.time,
  'consultation.message/1': consultation.message,
  'consultation.minutes/1': consultation.minutes,
  'consultation.referral/1': consultation.referral,
  'consultation.assent/1': consultation.assent,
  'consultation.end/1': consultation.end,
}

const tables = [requests, words, answers, onwards, passings, consultations, messages]

export const consultationProjector: Projector = {
  kinds: Object.keys(projections),
  tables,
  parts: [requests, answers, passings, consultations, messages],
  counts: { byAct: tables },
  project: (arrived) => projections[arrived.act.said.kind]?.(arrived) ?? { changes: [] },
}
