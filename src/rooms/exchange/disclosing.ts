import type { ActId } from '#protocol/act/statement.ts'
import type { Store } from '#platform/db/store.ts'
import { keep, put } from '#platform/db/table.ts'
import { disclosures } from '#platform/record/tables.ts'
import type { House } from '#charter/record/house.ts'

/** Counts that wait for the transaction that writes them. */
interface Waiting {
  readonly times: Map<ActId, number>
  readonly written: Promise<void>
}

/** What is gathered while another transaction of the same store is under way, and that one. */
const gathering = new WeakMap<Store, { waiting: Waiting | undefined; last: Promise<unknown> }>()

/**
 * Counts that content of these acts left through a person or a tool; told to their authors when they take it back. Resolves when that is
 * durable: who answers many at once has them written together.
 */
export function countDisclosed({ store }: Pick<House, 'store'>, acts: ReadonlySet<ActId>): Promise<void> {
  const of = gathering.get(store) ?? { waiting: undefined, last: Promise.resolve() }
  gathering.set(store, of)
  if (of.waiting === undefined) {
    const times = new Map<ActId, number>()
    const written = of.last.then(() => {
      of.waiting = undefined
      return write(store, times)
    })
    of.waiting = { times, written }
    of.last = written.catch(() => undefined)
  }
  for (const act of acts) of.waiting.times.set(act, (of.waiting.times.get(act) ?? 0) + 1)
  return of.waiting.written
}

async function write(store: Store, times: ReadonlyMap<ActId, number>): Promise<void> {
  if (times.size === 0) return
  const keys = Array.from(times.keys(), (act) => ({ act }))
  await store.transaction(async (tx) => {
    let rows = await tx.lockMany(disclosures, keys)
    if (rows.length < keys.length) {
      const present = new Set(rows.map(({ act }) => act))
      const fresh = keys.filter(({ act }) => !present.has(act)).toSorted((one, other) => (one.act < other.act ? -1 : 1))
      await tx.apply(fresh.map(({ act }) => keep(disclosures, { act, times: 0 })))
      rows = await tx.lockMany(disclosures, keys)
    }
    await tx.apply(rows.map((row) => put(disclosures, { ...row, times: row.times + (times.get(row.act) ?? 0) })))
  })
}
