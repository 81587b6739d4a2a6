import type { Timers } from '#kernel/ports.ts'
import { isRefusal } from '#kernel/refusal.ts'
import { startLoop, type Loop } from '#platform/clock/loop.ts'
import { keep, remove, type Change } from '#platform/db/table.ts'
import { openAttachments } from '#platform/record/files.ts'
import { actOf } from '#platform/record/load.ts'
import { acts } from '#platform/record/tables.ts'
import type { House } from '#charter/record/house.ts'
import { changeLayout } from './collections/layout.ts'
import { exchangeProjector } from './project.ts'
import { revocations, unlooked } from './tables.ts'

/** What a node knows of revocations before that is done is what came since. */
const nothingMs = 24 * 3_600_000

type Looking = Pick<House, 'store' | 'blobs' | 'reading' | 'self' | 'log'>

/** After an upgrade: looks through shares that were here before, one after the other, whenever nothing keeps it. Disposing ends after the one at hand. */
export function startLookingBack(house: Looking & { readonly timers: Timers }): Loop {
  const round = async (): Promise<number> => ((await lookBack(house)) ? 0 : nothingMs)
  return startLoop({ timers: house.timers, log: house.log, name: 'looking-back', round })
}

/**
 * Notes what the next share revokes that nobody has looked through, in one transaction with that it was looked through: a kill loses nothing of
 * it. Answers whether there was one. A file that is damaged revokes nothing that could be shown.
 */
export async function lookBack(house: Looking): Promise<boolean> {
  const { store, log } = house
  const [next] = await store.select(unlooked, { order: ['arrival'], limit: 1 })
  if (next === undefined) return false
  const { arrival } = next
  const rows = await revokedIn(house, arrival).catch((error: unknown) => {
    log({ level: 'warn', event: 'share-not-looked-through', arrival, error: error instanceof Error ? error.name : '' })
    return []
  })
  await store.transaction(async (tx) => {
    // Whoever takes the share back takes this row with it.
    if ((await tx.lock(unlooked, { arrival })) === undefined) return
    await tx.apply([...rows, remove(unlooked, { arrival })])
    if (rows.length > 0) await changeLayout(tx)
  })
  return true
}

/** What the projection of a share says that it revokes. */
async function revokedIn(house: Looking, arrival: number): Promise<readonly Change[]> {
  const [row] = await house.store.select(acts, { where: { arrival }, limit: 1 })
  const act = row === undefined ? undefined : actOf(row)
  if (row === undefined || act === undefined) return []
  const files = { reads: house.store, blobs: house.blobs }
  const attachments = new Map<number, Uint8Array>()
  for (const [position, bytes] of await openAttachments(files, act, exchangeProjector.reads?.(act) ?? []))
    attachments.set(position, (await house.reading.read(bytes)).plaintext)
  const arrived = { act, arrival, arrivedAt: row.arrived_at, self: house.self, attachments }
  const projected = await (house.reading.project(arrived) ?? exchangeProjector.project(arrived))
  return isRefusal(projected) ? [] : projected.changes.flatMap(keptRevocation)
}

/** A rebuild may have noted it meanwhile. */
const keptRevocation = (change: Change): readonly Change[] =>
  isRevocation(change) ? [keep(revocations, change.row)] : []

const isRevocation = (change: Change): change is Change<typeof revocations> & { readonly do: 'insert' } =>
  change.do === 'insert' && change.table.name === revocations.name
