import type { Refusal } from '#kernel/refusal.ts'
import {
  ConsultationAssent,
  ConsultationEnd,
  ConsultationMessage,
  ConsultationMinutes,
  ConsultationReferral,
  ConsultationReply,
  ConsultationRequest,
  ConsultationTime,
} from '#protocol/acts/consultation.ts'
import { put } from '#platform/db/table.ts'
import type { Arrived, Projected } from '#platform/record/projector.ts'
import { awaitingIndexing, consultations, messages, spokenBy } from '../tables.ts'
import { spoken } from '../requests/project.ts'
import { unfitRequest } from './decide.ts'

export function request({ act: { id: act, said }, arrival, arrivedAt }: Arrived): Projected | Refusal {
  const body = ConsultationRequest.parse(said.body)
  const no = unfitRequest(said, body)
  if (no !== undefined) return no
  const { author, at, label, audience: told } = said
  const audience = 'coalition' in told ? [] : told
  const { level, category } = label
  const row = { act, arrival, author, audience, level, category, at, request: { ...body } }
  return { changes: [put(consultations, row), ...awaitingIndexing(row, arrivedAt)] }
}

export function reply(arrived: Arrived): Projected {
  const { act, reply: part, ...body } = ConsultationReply.parse(arrived.act.said.body)
  return spoken(arrived, { about: act, part, body })
}

export function time(arrived: Arrived): Projected {
  const { act, ...body } = ConsultationTime.parse(arrived.act.said.body)
  return spoken(arrived, { about: act, part: 'times', body })
}

export function end(arrived: Arrived): Projected {
  const { act, end: part, ...body } = ConsultationEnd.parse(arrived.act.said.body)
  return spoken(arrived, { about: act, part, body })
}

export function minutes(arrived: Arrived): Projected {
  const { act, ...body } = ConsultationMinutes.parse(arrived.act.said.body)
  return spoken(arrived, { about: act, part: 'minutes', body })
}

export function referral(arrived: Arrived): Projected {
  const { act, ...body } = ConsultationReferral.parse(arrived.act.said.body)
  return spoken(arrived, { about: act, part: 'referral', body })
}

export function assent(arrived: Arrived): Projected {
  const { act, ...body } = ConsultationAssent.parse(arrived.act.said.body)
  return spoken(arrived, { about: act, part: 'assents', body })
}

export function message({ act: { id: act, said }, arrival, arrivedAt }: Arrived): Projected {
  const body = ConsultationMessage.parse(said.body)
  const { author, at, label, audience: told } = said
  const audience = 'coalition' in told ? [] : told
  const { level, category } = label
  const word = spokenBy(body.act, author)
  const row = { act, arrival, word, about: body.act, author, audience, level, category, at, message: { ...body } }
  return { changes: [put(messages, row), ...awaitingIndexing(row, arrivedAt)] }
}
