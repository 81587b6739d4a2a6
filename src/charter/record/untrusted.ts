import { isRefusal } from '#kernel/refusal.ts'
import type { Act, ActId } from '#protocol/act/statement.ts'
import type { Party } from '#protocol/identity/party.ts'
import type { Reads, Transaction } from '#platform/db/store.ts'
import { put, remove, update, type Row, type Table, type Where } from '#platform/db/table.ts'
import { inclusions, proofs, unproved, waiting as notEntered } from '#platform/journal/tables.ts'
import { openAttachments } from '#platform/record/files.ts'
import { actOf, loadAct } from '#platform/record/load.ts'
import { setAside } from '#platform/record/parts.ts'
import type { Projected, Projector } from '#platform/record/projector.ts'
import { hasErased, isOutdone } from '#platform/record/recalled.ts'
import { acts, items, untrusted } from '#platform/record/tables.ts'
import { waiting } from '#platform/search/tables.ts'
import { forgetIndexed, searchBell } from '#platform/search/waiting.ts'
import { owe } from '#platform/transport/incoming.ts'
import type { CharterParty, LastTrusted } from '#charter/charter.ts'
import { charterBell } from '#charter/projector.ts'
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
  for (const bell of bells) tx.ring(bell)
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
  const projected = projector.project({ act, arrival, arrivedAt, self: house.self, attachments })
  await tx.apply([update(items, { act: act.id, author, state: 'untrusted' }, { state: 'live' })])
  const removes = isRefusal(projected) ? [] : await restore(house, tx, { row, act, projector, projected })
  house.log({ level: 'info', event: 'act-trusted-again', author, act: act.id })
  for (const bell of bells) tx.ring(bell)
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

const bells = ['acts', charterBell, searchBell] as const

/** Brings what the record holds of parties whose seals were frozen into line with what was said of them since. */
export class Trust {
  readonly #house: House
  /** What was said when all of a party's acts were last looked at. */
  readonly #settled = new Map<Party, CharterParty['lastTrusted']>()

  constructor(house: House) {
    this.#house = house
  }

  /** Answers how many acts it was news for. */
  async settle(): Promise<number> {
    let changed = 0
    for (const { party, lastTrusted } of this.#house.charter().parties.values()) {
      if (lastTrusted === undefined) continue
      const isNew = this.#settled.get(party) !== lastTrusted
      if (isNew) for (const last of lastTrusted) changed += await this.#judge(this.#beyond(party, last))
      changed += await this.#judge(pages(this.#house.store, untrusted, { author: party }, 'act'))
      this.#settled.set(party, lastTrusted)
    }
    return changed
  }

  async #judge(found: AsyncIterable<ActId>): Promise<number> {
    const { store } = this.#house
    let changed = 0
    for await (const act of found) {
      // Most are as they were: only what changes is worth a transaction.
      const signed = await loadAct(store, act)
      const isTold = (await store.find(untrusted, { act })) !== undefined
      const isBeyond = signed !== undefined && (await beyondTrusted(this.#house, store, signed)) !== undefined
      if (isTold === isBeyond) continue
      const { isNews, removes } = await store.transaction((tx) => judgeTrust(this.#house, tx, act))
      for (const name of removes) await this.#house.blobs.remove(name)
      if (isNews) changed += 1
    }
    return changed
  }

  /** A party's acts that stand beyond an entry, or are proved to stand nowhere. */
  async *#beyond(party: Party, { epoch, entry }: LastTrusted): AsyncGenerator<ActId> {
    const { store, self } = this.#house
    const later = [{ epoch, entry: { gt: entry } }, { epoch: { gt: epoch } }]
    if (party === self) {
      for (const where of later) yield* leaves(pages(store, inclusions, where, 'leaf'))
      yield* pages(store, notEntered, {}, 'act')
      return
    }
    for (const where of later) yield* pages(store, proofs, { ...where, author: party }, 'act')
    yield* pages(store, unproved, { author: party }, 'act')
  }
}

async function* leaves(found: AsyncIterable<string>): AsyncGenerator<ActId> {
  for await (const leaf of found) if (isAct(leaf)) yield leaf
}

const isAct = (leaf: string): leaf is ActId => leaf.startsWith('act--')

const pageRows = 500

/** One column of the rows that fit, in its order, whatever is written meanwhile. */
async function* pages<T extends Table, C extends keyof Row<T> & string>(
  reads: Reads,
  table: T,
  where: Where<T>,
  column: C,
): AsyncGenerator<Row<T>[C]> {
  let last: Row<T>[C] | undefined
  for (;;) {
    const from = last === undefined ? {} : { [column]: { gt: last } }
    const query = { where: { ...where, ...from }, order: [column], columns: [column], limit: pageRows } as const
    const rows = await reads.select(table, query)
    for (const row of rows) {
      last = row[column]
      yield row[column]
    }
    if (rows.length < pageRows) return
  }
}
