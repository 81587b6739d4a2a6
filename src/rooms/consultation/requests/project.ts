import type { Refusal } from '#kernel/refusal.ts'
import { RfiAnswer, RfiClarification, RfiEnd, RfiRequest, RfiStep } from '#protocol/acts/rfi.ts'
import { put } from '#platform/db/table.ts'
import type { Arrived, Projected } from '#platform/record/projector.ts'
import {
  answers,
  awaitingIndexing,
  requests,
  spokenBy,
  words,
  type ConsultationPart,
  type RfiPart,
  type RfiSaid,
} from '../tables.ts'
import { unfitRequest } from './decide.ts'

export function request({ act: { id: act, said }, arrival, arrivedAt }: Arrived): Projected | Refusal {
  const body = RfiRequest.parse(said.body)
  const no = unfitRequest(said, body)
  if (no !== undefined) return no
  const { author, at, label, audience: told } = said
  const audience = 'coalition' in told ? [] : told
  const { level, category } = label
  const row = { act, arrival, author, audience, level, category, at, request: { ...body } }
  return { changes: [put(requests, row), ...awaitingIndexing(row, arrivedAt)] }
}

export function step(arrived: Arrived): Projected {
  const { act, step: part, ...body } = RfiStep.parse(arrived.act.said.body)
  return spoken(arrived, { about: act, part, body })
}

export function clarification(arrived: Arrived): Projected {
  const { act, ...body } = RfiClarification.parse(arrived.act.said.body)
  return spoken(arrived, { about: act, part: body.answers === undefined ? 'asks' : 'clarifies', body })
}

export function end(arrived: Arrived): Projected {
  const { act, end: part, ...body } = RfiEnd.parse(arrived.act.said.body)
  return spoken(arrived, { about: act, part, body })
}

interface Spoken {
  readonly about: RfiStep['act']
  readonly part: RfiPart | ConsultationPart
  readonly body: RfiSaid
}

/** What is said to one party is that party's; the end is everyone's. */
export function spoken(
  { act: { id: act, said }, arrival, arrivedAt }: Arrived,
  { about, part, body }: Spoken,
): Projected {
  const { author, at, label, audience } = said
  const [to = ''] = part === 'clarifies' && !('coalition' in audience) ? audience : []
  const word = spokenBy(about, author, label.level, label.category, part, to)
  return {
    changes: [put(words, { act, arrival, word, about, author, part, body: { ...body }, at, arrived_at: arrivedAt })],
  }
}

export function answer({ act: { id: act, said }, arrival, arrivedAt }: Arrived): Projected {
  const body = RfiAnswer.parse(said.body)
  const { author, at, label } = said
  const { level, category } = label
  const word = spokenBy(body.act, author)
  const row = { act, arrival, word, author, about: body.act, level, category, at, answer: { ...body } }
  return { changes: [put(answers, row), ...awaitingIndexing(row, arrivedAt)] }
}
