import type { Instant } from '#kernel/instant.ts'
import type { ActId } from '#protocol/act/statement.ts'
import type { Party } from '#protocol/identity/party.ts'
import type { Transaction } from '#platform/db/store.ts'
import { put, remove, type Change, type KeyOf } from '#platform/db/table.ts'
import { entries, postings, waiting } from './tables.ts'

/** Rung when something waits. */
export const searchBell = 'search'

/** An act whose content `source` can name, with the visibility its documents will have. */
export interface ToIndex {
  readonly act: ActId
  readonly author: Party
  readonly source: string
  readonly arrival: number
  readonly at: Instant
  readonly arrivedAt: Instant
  readonly level: string
  readonly category: string
}

/** Puts an act into the queue of the indexer, for `project`: one row, whatever the act holds. */
export function awaitIndexing({ arrivedAt, ...act }: ToIndex): readonly Change[] {
  return [put(waiting, { ...act, arrived_at: arrivedAt, next: 0 })]
}

/**
 * Takes an act out of the index in the transaction that erases it. The queue's row goes first: the indexer holds
 * it while it writes, so nothing of the act can come in behind.
 */
export async function forgetIndexed(tx: Transaction, act: ActId, author: Party): Promise<void> {
  await tx.apply([remove(waiting, { act, author })])
  await forgetEntries(tx, [{ act, author }])
}

/** Takes out what stands of acts whose queue rows the caller holds, or has removed. */
export async function forgetEntries(tx: Transaction, acts: readonly KeyOf<typeof entries>[]): Promise<void> {
  if (acts.length === 0) return
  const keys = acts.map(({ act, author }) => ({ act, author }))
  const standing = await tx.select(entries, { keys })
  const arrivals = standing.map(({ arrival }) => arrival)
  if (arrivals.length === 0) return
  await tx.apply([
    remove(postings, { arrival: { in: arrivals } }),
    ...standing.map(({ act, author }) => remove(entries, { act, author })),
  ])
}
