import { OnwardConsent, OnwardPassing, OnwardRequest } from '#protocol/acts/onward.ts'
import { put } from '#platform/db/table.ts'
import type { Arrived, Projected } from '#platform/record/projector.ts'
import { awaitingIndexing, onwards, passings, spokenBy, words } from '../tables.ts'

export function request({ act: { id: act, said }, arrival }: Arrived): Projected {
  const body = OnwardRequest.parse(said.body)
  const { author, at, label, audience } = said
  const { level, category } = label
  const [owner = author] = 'coalition' in audience ? [] : audience
  return {
    changes: [
      put(onwards, { act, arrival, author, owner, answer: body.act, level, category, at, onward: { ...body } }),
    ],
  }
}

export function consent({ act: { id: act, said }, arrival, arrivedAt }: Arrived): Projected {
  const { act: about, outcome: part, ...body } = OnwardConsent.parse(said.body)
  const { author, at, label } = said
  const word = spokenBy(about, author, label.level, label.category, part, '')
  return {
    changes: [put(words, { act, arrival, word, about, author, part, body: { ...body }, at, arrived_at: arrivedAt })],
  }
}

export function passing({ act: { id: act, said }, arrival, arrivedAt }: Arrived): Projected {
  const body = OnwardPassing.parse(said.body)
  const { author, at, label, audience: told } = said
  const { level, category } = label
  const audience = 'coalition' in told ? [] : told
  const word = spokenBy(body.answer, author)
  const row = { act, arrival, word, author, audience, level, category, at, passing: { ...body } }
  return { changes: [put(passings, row), ...awaitingIndexing(row, arrivedAt)] }
}
