import { addMs } from '#kernel/instant.ts'
import { refuse, type Refusal } from '#kernel/refusal.ts'
import { ComcheckCall, ComcheckReply } from '#protocol/acts/comcheck.ts'
import { put } from '#platform/db/table.ts'
import type { Arrived, Projected } from '#platform/record/projector.ts'
import { checks, replies, spokenBy } from '../tables.ts'

/** Of one party alone, so that the desks of one are not told to another. */
export function call({ act: { id: act, said }, arrival }: Arrived): Projected | Refusal {
  const { desks, nature, replyWithinMs } = ComcheckCall.parse(said.body)
  const { author, at, audience, label } = said
  const [party, ...others] = 'coalition' in audience ? [] : audience
  if (party === undefined || others.length > 0) {
    return refuse('comcheck-audience', 'desks: a check has one addressee', { count: others.length + 1 })
  }
  const { level, category } = label
  const due = addMs(at, replyWithinMs)
  return { changes: [put(checks, { act, arrival, author, party, level, category, desks, nature, at, due })] }
}

export function reply({ act: { id: act, said }, arrival, arrivedAt }: Arrived): Projected {
  const { act: about, desk, note = null } = ComcheckReply.parse(said.body)
  const { author, at, label } = said
  const { level, category } = label
  const word = spokenBy(about, author, level, category, desk)
  const row = { act, arrival, word, about, author, desk, level, category, note, at, arrived_at: arrivedAt }
  return { changes: [put(replies, row)] }
}
