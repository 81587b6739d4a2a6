import { Fault } from '#kernel/fault.ts'
import { update, type Change } from '#platform/db/table.ts'
import type { Store } from '#platform/db/store.ts'
import { acts } from '#platform/record/tables.ts'
import { objects } from '#rooms/exchange/tables.ts'

/** What was damaged: which act, and where. */
export interface Damaged {
  readonly act: string
  readonly table: string
  /** Puts the byte back. */
  readonly undo: Change
}

/**
 * Changes one byte of what a node stores, as a failing disk or a hand in the database would: of a received object if there is one,
 * else of a signed statement.
 */
export async function flipOneByte(store: Store): Promise<Damaged> {
  const [object] = await store.select(objects, { order: ['arrival', 'position'], limit: 1 })
  if (object !== undefined) {
    const { arrival, position } = object
    const [held] = await store.select(acts, { where: { arrival }, limit: 1 })
    const id = object.id.replace(/.$/u, (digit) => (digit === '0' ? '1' : '0'))
    await store.transaction((tx) => tx.apply([update(objects, { arrival, position }, { id })]))
    const undo = update(objects, { arrival, position }, { id: object.id })
    return { act: held?.act ?? '', table: objects.name, undo }
  }
  const [row] = await store.select(acts, { where: { statement: { not: null } }, order: ['-arrival'], limit: 1 })
  if (row === undefined || row.statement === null) throw new Fault('nothing-stored')
  const statement = flipped(row.statement)
  await store.transaction((tx) => tx.apply([update(acts, { act: row.act }, { statement })]))
  const undo = update(acts, { act: row.act }, { statement: row.statement })
  return { act: row.act, table: acts.name, undo }
}

/** One bit of the byte in the middle, so that text mostly stays text. */
function flipped(bytes: Uint8Array): Uint8Array {
  const changed = Uint8Array.from(bytes)
  const middle = Math.floor(changed.length / 2)
  changed[middle] = (changed[middle] ?? 0) ^ 1
  return changed
}
