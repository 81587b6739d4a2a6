import { isRefusal, refuse, type Refusal } from '#kernel/refusal.ts'
import type { ActId, Desk } from '#protocol/act/statement.ts'
import type { RootSignatures } from '#protocol/acts/charter-countersignature.ts'
import type { Reader } from '#platform/http/reader.ts'
import { consentsFor } from '#charter/lane/enterable.ts'
import type { Draft } from '#charter/record/draft.ts'
import type { House } from '#charter/record/house.ts'
import { compose, record } from '#charter/record/office.ts'
import * as decide from './decide.ts'
import { asIfOrdered } from './pending.ts'

export const speaker = (house: House, reader: Reader): decide.Speaker => {
  const { self } = house
  return { self, at: house.clock.now(), desk: reader.account.desk as Desk, charter: house.charter() }
}

/** Signs and records what was decided. */
export async function say(house: House, draft: Draft | Refusal): Promise<ActId | Refusal> {
  if (isRefusal(draft)) return draft
  const composed = await compose(house, draft)
  if (isRefusal(composed)) return composed
  const done = await record(house, [composed])
  return isRefusal(done) ? done : composed.act.id
}

/** Our root's signatures over an act that waits: recorded as an act of ours, and how far that brings it. */
export async function takeSignatures(house: House, reader: Reader, id: ActId, signatures: RootSignatures) {
  const asked = () => ({ charter: house.charter(), at: house.clock.now() })
  const ordered = await asIfOrdered(house.store, id, asked())
  if (ordered === undefined) return refuse('not-found', 'interfaces: paths')
  const act = await say(house, decide.countersign(ordered, signatures, speaker(house, reader)))
  if (isRefusal(act)) return act
  const after = await asIfOrdered(house.store, id, asked())
  const consents = after === undefined ? undefined : consentsFor(after)
  const { needed = 0, of = [], signed = [] } = consents ?? {}
  return { act, consents: { needed, of: [...of], signed: [...signed] } }
}
