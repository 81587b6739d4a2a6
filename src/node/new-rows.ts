import type { Reads } from '#platform/db/store.ts'
import type { Row } from '#platform/db/table.ts'
import { acts, items } from '#platform/record/tables.ts'
import { receiptKind } from '#platform/transport/receipts.ts'

const pageRows = 200
/** Numbers that were taken and not yet seen, at most: most of them never will be. */
const mostMissing = 128

/** Rows that stand in the order of arrival. */
export interface Arriving<Shown> {
  greatest(): Promise<number | undefined>
  /** At most `limit` of them, the first first. */
  select(
    arrival: { readonly gt: number } | { readonly in: readonly number[] },
    limit: number,
  ): Promise<readonly Shown[]>
}

/** Lines of the register. */
export const newItems = (reads: Reads): NewRows<Row<typeof items>> =>
  new NewRows({
    greatest: () => reads.greatest(items, 'arrival'),
    select: (arrival, limit) => reads.select(items, { where: { arrival }, order: ['arrival'], limit }),
  })

/** Receipts of machines, which stand in no register. */
export const newReceipts = (reads: Reads): NewRows<Row<typeof acts>> =>
  new NewRows({
    greatest: () => reads.greatest(acts, 'arrival'),
    select: (arrival, limit) =>
      reads.select(acts, { where: { arrival, kind: receiptKind, own: false }, order: ['arrival'], limit }),
  })

/**
 * Rows as they become visible, each once. The order in which numbers are taken is not that in which they are seen: a large
 * act takes its own and is written while smaller ones come and go.
 */
export class NewRows<Shown extends { readonly arrival: number }> {
  readonly #rows: Arriving<Shown>
  #newest: number | undefined
  readonly #missing = new Set<number>()

  constructor(rows: Arriving<Shown>) {
    this.#rows = rows
  }

  /** From here on: what came before is for reading. */
  async begin(): Promise<number> {
    return (this.#newest ??= (await this.#rows.greatest()) ?? 0)
  }

  /** What became visible since it began, or since it was asked for last. */
  async take(): Promise<{ readonly rows: readonly Shown[]; readonly hasMore: boolean }> {
    const rows = await this.#rows.select({ gt: await this.begin() }, pageRows)
    for (const { arrival } of rows) this.#reach(arrival)
    return { rows: [...rows, ...(await this.#late())], hasMore: rows.length === pageRows }
  }

  async #late(): Promise<readonly Shown[]> {
    if (this.#missing.size === 0) return []
    const rows = await this.#rows.select({ in: [...this.#missing] }, pageRows)
    for (const { arrival } of rows) this.#missing.delete(arrival)
    return rows
  }

  #reach(arrival: number): void {
    const from = Math.max((this.#newest ?? arrival) + 1, arrival - mostMissing)
    for (let number = from; number < arrival; number += 1) this.#missing.add(number)
    for (const oldest of this.#missing) {
      if (this.#missing.size <= mostMissing) break
      this.#missing.delete(oldest)
    }
    this.#newest = arrival
  }
}
