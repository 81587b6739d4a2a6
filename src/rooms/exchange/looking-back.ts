import { Fault } from '#kernel/fault.ts'
import type { Timers } from '#kernel/ports.ts'
import { isRefusal } from '#kernel/refusal.ts'
import { startLoop, type Loop } from '#platform/clock/loop.ts'
import { keep, remove, type Change } from '#platform/db/table.ts'
import { isDamagedRecord } from '#platform/record/damage.ts'
import { openAttachments } from '#platform/record/files.ts'
import { actOf } from '#platform/record/load.ts'
import { acts } from '#platform/record/tables.ts'
import type { House } from '#charter/record/house.ts'
import { changeLayout } from './collections/layout.ts'
import { exchangeProjector } from './project.ts'
import { revocations, unlooked } from './tables.ts'

/** What a node knows of revocations before that is done is what came since. */
const nothingMs = 24 * 3_600_000
/** A share whose file could not be read is looked through again after so long. */
const againMs = 5 * 60_000

type Looking = Pick<House, 'store' | 'blobs' | 'reading' | 'self' | 'log'>

/**
 * After an upgrade: looks through shares that were here before, one after the other, whenever nothing keeps it. One whose file cannot be read
 * for the moment keeps none of the others. Disposing ends after the one at hand.
 */
export function startLookingBack(house: Looking & { readonly timers: Timers }): Loop {
  /** The last one that could not be read. */
  let passed = 0
  const round = async (): Promise<number> => {
    const [next] = await house.store.select(unlooked, {
      where: { arrival: { gt: passed } },
      order: ['arrival'],
      limit: 1,
    })
    if (next !== undefined) {
      if (!(await lookBack(house, next.arrival))) passed = next.arrival
      return 0
    }
    const pauseMs = passed === 0 ? nothingMs : againMs
    passed = 0
    return pauseMs
  }
  return startLoop({ timers: house.timers, log: house.log, name: 'looking-back', round })
}

/**
 * Notes what the share revokes, in one transaction with that it was looked through: a kill loses nothing of it. A file that is damaged revokes
 * nothing that could be shown. `false` where it could not be read.
 */
async function lookBack(house: Looking, arrival: number): Promise<boolean> {
  const { store, log } = house
  const rows = await revokedIn(house, arrival).catch((error: unknown) => {
    const isDamaged = isDamagedRecord(error)
    const name = error instanceof Fault ? error.code : error instanceof Error ? error.name : ''
    log({ level: 'warn', event: 'share-not-looked-through', arrival, damaged: isDamaged, error: name })
    return isDamaged ? [] : undefined
  })
  if (rows === undefined) return false
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
