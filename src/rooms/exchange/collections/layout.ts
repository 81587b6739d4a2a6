import { question } from '#platform/db/select-all.ts'
import type { Reads, Transaction } from '#platform/db/store.ts'
import { put } from '#platform/db/table.ts'
import { changedName, dated, laidName } from './tables.ts'

/** How far shares are laid out, and of which moment what is said of them. */
export interface Layout {
  /** The date up to which shares are laid out. */
  readonly laid: number
  /** Alike as long as nothing has changed of what a page of that is made of: what is laid out, and what revokes some of it. */
  readonly state: string
}

/** What `layoutOf` asks. */
export const layoutQuestion = question(dated, { where: { name: { in: [changedName, laidName] } } })

/** Read before anything that it says is there. */
export async function layoutOf(reads: Reads): Promise<Layout> {
  const rows = await reads.select(layoutQuestion.table, layoutQuestion.query)
  const lasts = new Map(rows.map(({ name, last }) => [name, last]))
  const laid = lasts.get(laidName) ?? 0
  return { laid, state: `${laid} ${lasts.get(changedName)}` }
}

/** Says, in the transaction that changes what is laid out, that it is changed. */
export async function changeLayout(tx: Transaction): Promise<void> {
  const held = await tx.lock(dated, { name: changedName })
  await tx.apply([put(dated, { name: changedName, last: (held?.last ?? 0) + 1 })])
}
