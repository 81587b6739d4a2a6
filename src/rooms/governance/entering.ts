import { Fault } from '#kernel/fault.ts'
import { isRefusal } from '#kernel/refusal.ts'
import type { ActId } from '#protocol/act/statement.ts'
import { kindOf } from '#protocol/acts/table.ts'
import type { Cas, StreamMark } from '#platform/journal/cas.ts'
import { consentsFor, ruleOn } from '#charter/lane/enterable.ts'
import type { Ordered } from '#charter/lane/ordered.ts'
import { entererOf } from '#charter/lane/successor.ts'
import type { Draft } from '#charter/record/draft.ts'
import type { House } from '#charter/record/house.ts'
import { lowestLabel } from '#charter/record/lowest-label.ts'
import { compose, record } from '#charter/record/office.ts'
import { entries } from '#charter/record/tables.ts'
import { asIfOrdered, pendingActs } from './pending.ts'

type Marks = Pick<Cas, 'mark' | 'swapMark'>

/**
 * Enters the first act that has its signatures and would change something; answers whether one was. Only the depositary's node, and that of a
 * successor whom the threshold has named, has anything to do here, and only one of its processes at a time. The caller says that the journal
 * has seen no more than the database holds.
 */
export async function enterWhatIsDue(house: House, cas: Marks): Promise<boolean> {
  await house.followLane(house.store)
  if ((await firstDue(house)) === undefined) return false
  await using lease = await house.store.lease('charter')
  if (lease === undefined) return false
  await house.followLane(house.store)
  const ordered = await firstDue(house)
  if (ordered === undefined || !lease.isHeld || !(await isUpToDate(house, cas))) return false
  return await enter(house, ordered, cas)
}

/** Name of the mark in the store outside the database, beside those of the streams. */
const markOf = ({ self }: House): string => `${self} charter`
/** Before the digest of an entry that was not yet committed when it was marked. */
const intended = '~'

/**
 * Whether the last entry that this node gave is in its database. One that was only intended and is not there was never committed: its
 * journal would have seen more than the database holds.
 */
async function isUpToDate(house: House, cas: Marks): Promise<boolean> {
  const mark = cas.mark(markOf(house))
  if (mark === undefined || mark.digest.startsWith(intended)) return true
  if ((await house.store.find(entries, { act: mark.digest as ActId })) !== undefined) return true
  house.log({ level: 'error', event: 'lane-older-than-entered', entered: mark.number })
  return false
}

async function firstDue(house: House): Promise<Ordered | undefined> {
  const charter = house.charter()
  const at = house.clock.now()
  for await (const row of pendingActs(house.store, house.charter, at)) {
    const ordered = await asIfOrdered(house.store, row.act, { charter, at })
    const isOurs = ordered !== undefined && entererOf(ordered.charter, ordered.act) === house.self
    if (isOurs && ruleOn(ordered).kind === 'adopted') return ordered
  }
  return undefined
}

async function enter(house: House, ordered: Ordered, cas: Marks): Promise<boolean> {
  const composed = await compose(house, entryOf(ordered))
  if (isRefusal(composed)) throw new Fault('entry-refused', { params: { code: composed.code } })
  const previous = ordered.charter.newest
  const [number, { id }] = [ordered.charter.place.number + 1, composed.act]
  const done = await record(house, [composed], async (tx) => {
    if ((await tx.count(entries, { previous, author: house.self }, 1)) > 0) throw new Fault('place-taken')
    await swap(house, cas, { number, digest: `${intended}${id}` })
    return []
  })
  if (isRefusal(done)) throw new Fault('entry-refused', { params: { code: done.code } })
  await swap(house, cas, { number, digest: id })
  await house.followLane(house.store)
  return true
}

async function swap(house: House, cas: Marks, next: StreamMark): Promise<void> {
  const name = markOf(house)
  if (!(await cas.swapMark(name, cas.mark(name), next))) throw new Fault('mark-taken', { params: { peer: name } })
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
    under: charter.newest,
  }
}
