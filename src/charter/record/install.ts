import { Fault } from '#kernel/fault.ts'
import { isRefusal } from '#kernel/refusal.ts'
import type { Instant } from '#kernel/instant.ts'
import { openAct } from '#protocol/act/open.ts'
import type { SignedAct } from '#protocol/act/statement.ts'
import { kindOf } from '#protocol/acts/table.ts'
import type { Party } from '#protocol/identity/party.ts'
import type { Reads, Store } from '#platform/db/store.ts'
import { awaitInclusion } from '#platform/journal/waiting.ts'
import { enterAct } from '#platform/record/enter.ts'
import { signedOf } from '#platform/record/load.ts'
import { acts } from '#platform/record/tables.ts'
import { adoptGenesis } from '#charter/genesis/adopt.ts'
import type { Charter } from '#charter/charter.ts'

export interface Installation {
  readonly store: Store
  readonly self: Party
  readonly at: Instant
}

/** Puts a genesis into an empty record: the first act of a node. The depositary enters it in its journal. */
export async function installGenesis({ store, self, at }: Installation, signed: SignedAct): Promise<Charter> {
  const charter = await adopted(signed)
  const act = openAct(signed)
  if (isRefusal(act)) throw new Fault('genesis-refused', { params: { code: act.code } })
  await store.transaction(async (tx) => {
    const arrival = await tx.next('record.arrival')
    const own = charter.depositary === self
    const entered = enterAct({ act, arrival, arrivedAt: at, own, standing: 'admitted', files: [] })
    await tx.apply([...entered, ...(own ? [awaitInclusion(act.id)] : [])])
  })
  return charter
}

/** The charter of the record, or `undefined` for a node that belongs to no coalition yet. */
export async function installedCharter(reads: Reads): Promise<Charter | undefined> {
  const where = { kind: kindOf('charter.genesis/1') }
  const [row] = await reads.select(acts, { where, order: ['arrival'], limit: 1 })
  const signed = row === undefined ? undefined : signedOf(row)
  return signed === undefined ? undefined : adopted(signed)
}

async function adopted(signed: SignedAct): Promise<Charter> {
  const charter = await adoptGenesis(signed)
  if (isRefusal(charter)) throw new Fault('genesis-refused', { params: { code: charter.code } })
  return charter
}
