import type { Reads, Transaction } from '#platform/db/store.ts'
import { keep, put } from '#platform/db/table.ts'
import { placed, reached } from './tables.ts'

/** Rung when acts got places. */
export const placedBell = 'placed'

const key = { name: 'index' } as const

/** The last place that was given: whoever looks now has seen all up to it. 0 before the first. */
export async function reachedPlace(reads: Reads): Promise<number> {
  return (await reads.find(reached, key))?.place ?? 0
}

/**
 * Gives acts their places, as the last thing that a transaction does: the row of the last place is held until all of it is seen, so that places are
 * seen in their order, whichever process gives them. An act that has a place keeps it.
 */
export async function givePlaces(tx: Transaction, arrivals: readonly number[]): Promise<void> {
  if (arrivals.length === 0) return
  const last = await lockedPlace(tx)
  await tx.apply([
    ...arrivals.map((arrival, at) => keep(placed, { arrival, place: last + at + 1 })),
    put(reached, { ...key, place: last + arrivals.length }),
  ])
  tx.ring(placedBell)
}

async function lockedPlace(tx: Transaction): Promise<number> {
  const row = await tx.lock(reached, key)
  if (row !== undefined) return row.place
  await tx.apply([keep(reached, { ...key, place: 0 })])
  return (await tx.lock(reached, key))?.place ?? 0
}

/** Acts behind a place. */
export interface News {
  readonly place: number
  /** None of them arrived before this; infinite where there is none. */
  readonly from: number
}

/** So many are looked through for the first that arrived. */
const mostNew = 500

export async function newsSince(reads: Reads, place: number): Promise<News> {
  const rows = await reads.select(placed, { where: { place: { gt: place } }, order: ['place'], limit: mostNew })
  const from = rows.length === mostNew ? 0 : Math.min(...rows.map(({ arrival }) => arrival))
  return { place, from }
}
