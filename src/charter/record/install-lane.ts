import { Fault } from '#kernel/fault.ts'
import { isRefusal } from '#kernel/refusal.ts'
import type { Act } from '#protocol/act/statement.ts'
import type { Change } from '#platform/db/table.ts'
import type { Transaction } from '#platform/db/store.ts'
import { enterAct, listAct } from '#platform/record/enter.ts'
import { acts } from '#platform/record/tables.ts'
import type { Charter } from '#charter/charter.ts'
import { adopt } from '#charter/lane/adopt.ts'
import type { PairedActs } from '#charter/lane/file.ts'
import { charterProjector } from '#charter/projector.ts'
import type { Installation } from './install.ts'

/**
 * Puts entries after those of the charter into the record of a node that is no party yet, as far as they are verified: nobody sends it
 * anything, and it judges by the lane alone. Answers how many there were.
 */
export async function installEntries(
  where: Installation,
  charter: Charter,
  entries: readonly PairedActs[],
): Promise<number> {
  let newest = charter
  let installed = 0
  for (const pair of entries) {
    const next = adopt(newest, pair)
    if (isRefusal(next)) break
    await where.store.transaction(async (tx) => {
      for (const act of [pair.ordered, pair.entry]) await tx.apply(await entered(where, tx, act))
    })
    newest = next
    installed += 1
  }
  return installed
}

/** Nothing for an act that is here already: an entry may order again what had its place. */
async function entered({ at, self }: Installation, tx: Transaction, act: Act): Promise<readonly Change[]> {
  if ((await tx.find(acts, { act: act.id })) !== undefined) return []
  const arrival = await tx.next('record.arrival')
  const arrived = { act, arrival, arrivedAt: at, self, attachments: new Map<number, Uint8Array>() }
  const projected = charterProjector.project(arrived)
  if (isRefusal(projected)) throw new Fault('lane-act-refused', { params: { code: projected.code } })
  const rows = enterAct({ act, arrival, arrivedAt: at, own: false, standing: 'admitted', files: [] })
  for (const bell of projected.rings ?? []) tx.ring(bell)
  return [...rows, ...listAct(act, arrival, at), ...projected.changes]
}
