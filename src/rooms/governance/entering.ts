import { Fault } from '#kernel/fault.ts'
import { isRefusal } from '#kernel/refusal.ts'
import { kindOf } from '#protocol/acts/table.ts'
import type { Cas, StreamMark } from '#platform/journal/cas.ts'
import type { Charter } from '#charter/charter.ts'
import { consentsFor, ruleOn } from '#charter/lane/enterable.ts'
import type { Ordered } from '#charter/lane/ordered.ts'
import type { Draft } from '#charter/record/draft.ts'
import type { House } from '#charter/record/house.ts'
import { lowestLabel } from '#charter/record/lowest-label.ts'
import { compose, record } from '#charter/record/office.ts'
import { entries } from '#charter/record/tables.ts'
import { asIfOrdered, pendingActs } from './pending.ts'

/**
 * Enters the first act that has its signatures and would change something; answers whether one was. Only the depositary's node has
 * anything to do here, and only one of its processes at a time. It never gives a place twice: the last one given is kept outside the database.
 */
export async function enterWhatIsDue(house: House, cas: Pick<Cas, 'mark' | 'swapMark'>): Promise<boolean> {
  if (house.charter().depositary !== house.self) return false
  await using lease = await house.store.lease('charter')
  if (lease === undefined) return false
  await house.followLane(house.store)
  const charter = house.charter()
  const mark = cas.mark(markOf(house))
  if (mark !== undefined && mark.number > charter.place.number) {
    house.log({ level: 'error', event: 'lane-older-than-entered', number: charter.place.number, entered: mark.number })
    return false
  }
  const ordered = await firstDue(house, charter)
  if (ordered === undefined || !lease.isHeld) return false
  return await enter(house, ordered, async (next) => {
    if (!(await cas.swapMark(markOf(house), mark, next))) throw new Fault('mark-taken', { params: { peer: 'charter' } })
  })
}

/** Name of the mark in the store outside the database, beside those of the streams. */
const markOf = ({ self }: House): string => `${self} charter`

async function firstDue({ store, clock }: House, charter: Charter): Promise<Ordered | undefined> {
  const at = clock.now()
  for await (const row of pendingActs(store, () => charter, at)) {
    const ordered = await asIfOrdered(store, row.act, { charter, at })
    if (ordered !== undefined && ruleOn(ordered).kind === 'adopted') return ordered
  }
  return undefined
}

async function enter(house: House, ordered: Ordered, mark: (next: StreamMark) => Promise<void>): Promise<boolean> {
  const composed = await compose(house, entryOf(ordered))
  if (isRefusal(composed)) throw new Fault('entry-refused', { params: { code: composed.code } })
  const previous = ordered.charter.newest
  const done = await record(house, [composed], async (tx) => {
    const taken = await tx.count(entries, { previous, author: house.self }, 1)
    if (taken > 0) throw new Fault('place-taken')
    await mark({ number: ordered.charter.place.number + 1, digest: composed.act.id })
    return []
  })
  if (isRefusal(done)) throw new Fault('entry-refused', { params: { code: done.code } })
  await house.followLane(house.store)
  return true
}

/** The signatures that count, and no others. */
function entryOf(ordered: Ordered): Draft {
  const { charter, act, signatures } = ordered
  const signed = consentsFor(ordered)?.signed ?? []
  const number = charter.place.number + 1
  const counting = signatures.filter(({ party }) => signed.includes(party))
  return {
    kind: kindOf('charter.entry/1'),
    audience: { coalition: true },
    label: lowestLabel(charter),
    officers: [],
    refs: [charter.newest, act.id],
    attachments: [],
    body: { number, previous: charter.newest, act: act.id, signatures: counting },
  }
}
