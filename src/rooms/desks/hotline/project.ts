import { refuse, type Refusal } from '#kernel/refusal.ts'
import { HotlineAnswer, HotlineLog } from '#protocol/acts/hotline.ts'
import { put } from '#platform/db/table.ts'
import type { Arrived, Projected } from '#platform/record/projector.ts'
import { calls, countersignatures, spokenBy } from '../tables.ts'
import { othersOf, unfitCall } from './decide.ts'

export function log({ act: { id: act, said }, arrival, arrivedAt }: Arrived): Projected | Refusal {
  const call = HotlineLog.parse(said.body)
  const { author, audience, label } = said
  const no = unfitCall(call, author, arrivedAt)
  if (no !== undefined) return no
  const told = 'coalition' in audience ? [] : audience
  if (othersOf(call, author).join(' ') !== told.join(' ')) {
    return refuse('hotline-parties', 'desks: those who took part are told, and nobody else', { author })
  }
  const { level, category } = label
  const { calledAt: called_at, replaces = null } = call
  return { changes: [put(calls, { act, arrival, author, level, category, called_at, replaces, call: { ...call } })] }
}

export function answer({ act: { id: act, said }, arrival }: Arrived): Projected {
  const { act: about, outcome, correction = null } = HotlineAnswer.parse(said.body)
  const { author, at, label } = said
  const { level, category } = label
  const word = spokenBy(about, author, level, category, outcome)
  return {
    changes: [put(countersignatures, { act, arrival, word, about, author, level, category, outcome, correction, at })],
  }
}
