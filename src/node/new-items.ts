import type { Reads } from '#platform/db/store.ts'
import type { Row } from '#platform/db/table.ts'
import { items } from '#platform/record/tables.ts'

type Item = Row<typeof items>

const pageRows = 200
/** Numbers that were taken and not yet seen, at most: most of them never will be. */
const mostMissing = 128

/**
 * Lines of the register as they become visible, each once. The order in which numbers are taken is not that in which they are seen: a large
 * act takes its own and is written while smaller ones come and go.
 */
export class NewItems {
  readonly #reads: Reads
  #newest: number | undefined
  readonly #missing = new Set<number>()

  constructor(reads: Reads) {
    this.#reads = reads
  }

  /** What became visible since it was asked for last; first, what came last. */
  async take(): Promise<{ readonly rows: readonly Item[]; readonly hasMore: boolean }> {
    this.#newest ??= ((await this.#reads.greatest(items, 'arrival')) ?? 1) - 1
    const where = { arrival: { gt: this.#newest } }
    const rows = await this.#reads.select(items, { where, order: ['arrival'], limit: pageRows })
    for (const { arrival } of rows) this.#reach(arrival)
    return { rows: [...rows, ...(await this.#late())], hasMore: rows.length === pageRows }
  }

  async #late(): Promise<readonly Item[]> {
    if (this.#missing.size === 0) return []
    const where = { arrival: { in: [...this.#missing] } }
    const rows = await this.#reads.select(items, { where, order: ['arrival'], limit: pageRows })
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
