import { isRefusal } from '#kernel/refusal.ts'
import type { Act, ActId } from '#protocol/act/statement.ts'
import type { Party } from '#protocol/identity/party.ts'
import type { Reads, Transaction } from '#platform/db/store.ts'
import { put, remove, update, type Row, type Table } from '#platform/db/table.ts'
import { inclusions, proofs } from '#platform/journal/tables.ts'
import { openAttachments } from '#platform/record/files.ts'
import { actOf } from '#platform/record/load.ts'
import { setAside } from '#platform/record/parts.ts'
import type { Projected, Projector } from '#platform/record/projector.ts'
import { hasErased, isOutdone } from '#platform/record/recalled.ts'
import { acts, items, untrusted } from '#platform/record/tables.ts'
import { waiting } from '#platform/search/tables.ts'
import { forgetIndexed, searchBell } from '#platform/search/waiting.ts'
import { owe } from '#platform/transport/incoming.ts'
import type { LastTrusted } from '#charter/charter.ts'
import { charterBell, charterProjector } from '#charter/projector.ts'
import { isWithin, lastTrustedOf, type JournalPlace } from '#charter/trusted.ts'
import { eraseAll } from './erasing.ts'
import type { House } from './house.ts'

/** Whose record it is, and by which charter it is judged. */
export type Trusting = Pick<House, 'self' | 'charter'>

/** Up to where the seal of an act is trusted, if it is not proved to stand there; `undefined` for an act that counts. */
export async function beyondTrusted(house: Trusting, reads: Reads, act: Act): Promise<LastTrusted | undefined> {
  const last = lastTrustedOf(house.charter(), act)
  if (last === undefined) return undefined
  return isWithin(last, await placeOf(house, reads, act.id, act.said.author)) ? undefined : last
}

/** Where an act is known to stand: our own in our journal, another's by a proof that enough have cosigned. */
async function placeOf(house: Trusting, reads: Reads, act: ActId, author: Party): Promise<JournalPlace | undefined> {
  if (author === house.self) {
    const [row] = await reads.select(inclusions, { where: { leaf: act }, order: ['epoch', 'entry'], limit: 1 })
    return row
  }
  const proof = await reads.find(proofs, { act, author })
  return proof?.witnessed === true ? proof : undefined
}

/** Whether judging an act changed anything, and blobs to remove once that is durable. */
interface Judged {
  readonly isNews: boolean
  readonly removes: readonly string[]
}

const asBefore: Judged = { isNews: false, removes: [] }

/** Judges an act by what was said of its seal, in the transaction that admits it or later. */
export async function judgeTrust(house: House, tx: Transaction, id: ActId): Promise<Judged> {
  const row = await tx.lock(acts, { act: id })
  const act = row?.standing === 'admitted' ? actOf(row) : undefined
  if (row === undefined || act === undefined) return asBefore
  const held = await tx.find(untrusted, { act: id })
  const last = await beyondTrusted(house, tx, act)
  if (last === undefined) return held === undefined ? asBefore : lift(house, tx, row, act)
  const { epoch, entry, named } = last
  const isNews = held === undefined
  if (!isNews && held.named === named) return asBefore
  const since = held?.since ?? house.clock.now()
  await tx.apply([put(untrusted, { act: id, author: row.author, epoch, entry, named, since })])
  if (isNews) await withdraw(house, tx, row)
  return { isNews, removes: [] }
}

type ActRow = Row<typeof acts>

/** Counts for nothing from here on: not found, not read by tools, answers nothing. It stays in the record and in the register. */
async function withdraw(house: House, tx: Transaction, row: ActRow): Promise<void> {
  const { act, author } = row
  house.log({ level: 'warn', event: 'act-untrusted', author, act })
  await forgetIndexed(tx, act, author)
  await setAside(tx, house.projectors, row)
  house.fresh?.drop(act)
  ringFor(tx, row)
}

/** A proof has come, or the last trusted entry is a later one: it counts as if nothing had been said. */
async function lift(house: House, tx: Transaction, row: ActRow, act: Act): Promise<Judged> {
  const { author, arrival, arrived_at: arrivedAt } = row
  const [item] = await tx.select(items, { where: { act: act.id, author }, columns: ['state'], limit: 1 })
  await tx.apply([remove(untrusted, { act: act.id })])
  const projector = house.projectors.get(row.kind)
  if (projector === undefined || (item !== undefined && item.state !== 'untrusted'))
    return { isNews: true, removes: [] }
  const attachments = await openAttachments({ reads: tx, blobs: house.blobs }, act, projector.reads?.(act) ?? [])
  const arrived = { act, arrival, arrivedAt, self: house.self, attachments }
  const projected = await (house.reading.project(arrived) ?? projector.project(arrived))
  await tx.apply([update(items, { act: act.id, author, state: 'untrusted' }, { state: 'live' })])
  const removes = isRefusal(projected) ? [] : await restore(house, tx, { row, act, projector, projected })
  house.log({ level: 'info', event: 'act-trusted-again', author, act: act.id })
  ringFor(tx, row)
  return { isNews: true, removes }
}

interface Lifted {
  readonly row: ActRow
  readonly act: Act
  readonly projector: Projector
  readonly projected: Projected
}

/** The rows by which it counts; of a recall that did nothing when it came, all that it does. Answers the blobs that it destroys. */
async function restore(
  house: House,
  tx: Transaction,
  { row, act, projector, projected }: Lifted,
): Promise<readonly string[]> {
  const { changes, erases = [] } = projected
  const isIdle = erases.length > 0 && !row.own && !(await hasErased(tx, act, erases))
  if (!isIdle) {
    const { parts = [], byAct = [], marks = [] } = projector.counts ?? {}
    const tables = new Set<Table>([...parts, ...byAct, ...marks, waiting])
    await tx.apply(changes.filter(({ table }) => tables.has(table)))
    return []
  }
  if (!(await isOutdone(tx, act, erases))) await tx.apply(changes)
  const { owes, removes } = await eraseAll(house, tx, act, erases)
  await tx.apply(await owe(tx, owes, house.clock.now()))
  tx.ring('due')
  return removes
}

function ringFor(tx: Transaction, { kind }: ActRow): void {
  for (const bell of ['acts', searchBell]) tx.ring(bell)
  // The closed agreements are worked out again.
  if (charterProjector.kinds.includes(kind)) tx.ring(charterBell)
}
