import { isRefusal, type Refusal } from '#kernel/refusal.ts'
import { DeskEntry, DeskWithdrawal } from '#protocol/acts/desk-entry.ts'
import type { Transaction } from '#platform/db/store.ts'
import { keep, put, update, type Change, type Row } from '#platform/db/table.ts'
import type { Arrived, Projected } from '#platform/record/projector.ts'
import { entries, publications } from '../tables.ts'
import { unfitEntry } from './decide.ts'

export function entry(arrived: Arrived): Projected | Refusal {
  const body = DeskEntry.parse(arrived.act.said.body)
  const no = unfitEntry(body)
  if (isRefusal(no)) return no
  const { desk, revision, functions } = body
  return { changes: held(arrived, { desk, revision, functions, withdrawn: false, entry: { ...body } }) }
}

export function withdrawal(arrived: Arrived): Projected {
  const { desk, revision } = DeskWithdrawal.parse(arrived.act.said.body)
  return { changes: held(arrived, { desk, revision, functions: [], withdrawn: true, entry: null }) }
}

type Said = Pick<Row<typeof entries>, 'desk' | 'revision' | 'functions' | 'withdrawn' | 'entry'>

/**
 * The greatest revision stands, in whichever order they come; of two alike, which an honest author never makes, the greater id. Who publishes waits at
 * the row for whoever makes it give way, and the other way round.
 */
function held({ act: { id, said }, arrival }: Arrived, row: Said): readonly Change[] {
  const { author, at, label } = said
  const { level, category } = label
  const key = { author, desk: row.desk, level, category }
  const whole = { ...key, ...row, act: id, arrival, at }
  return [
    put(publications, whole),
    update(entries, key, key),
    keep(entries, whole),
    update(entries, { ...key, revision: { lt: row.revision } }, whole),
    update(entries, { ...key, revision: row.revision, act: { lt: id } }, whole),
  ]
}

/** Before a publication counts for nothing: where it holds, the greatest of the others under its label holds again. */
export async function giveWay(tx: Transaction, arrival: number): Promise<void> {
  const [going] = await tx.select(publications, { where: { arrival }, limit: 1 })
  if (going === undefined) return
  const { act, author, desk, level, category } = going
  const key = { author, desk, level, category }
  if ((await tx.lock(entries, key))?.act !== act) return
  const others = { where: { ...key, act: { not: act } }, order: ['-revision', '-act'], limit: 1 } as const
  const [heir] = await tx.select(publications, others)
  if (heir !== undefined) await tx.apply([put(entries, { ...heir })])
}
