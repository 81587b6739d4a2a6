import { epochMsOf } from '#kernel/instant.ts'
import type { ActId } from '#protocol/act/statement.ts'
import type { Party } from '#protocol/identity/party.ts'
import type { Reads } from '#platform/db/store.ts'
import { put, type Row, type Table, type Where } from '#platform/db/table.ts'
import { inclusions, proofs, unproved, waiting } from '#platform/journal/tables.ts'
import { loadAct } from '#platform/record/load.ts'
import { untrusted } from '#platform/record/tables.ts'
import { isPassing, nameOf } from '#platform/transport/passing.ts'
import type { LastTrusted } from '#charter/charter.ts'
import { isWithin, type JournalPlace } from '#charter/trusted.ts'
import type { House } from './house.ts'
import { settled } from './tables.ts'
import { beyondTrusted, judgeTrust } from './untrusted.ts'

/**
 * All that a party signed is looked at twice for each word that is said of its seal: what was judged before the word and is committed after the
 * first look is met by the second. By then every process of the node has the word.
 */
const scansWanted = 2
export const secondScanMs = 60_000

/** Brings what the record holds of parties whose seals were frozen into line with what was said of them since. */
export class Trust {
  readonly #house: House
  /** Acts already said to resist. */
  readonly #told = new Set<ActId>()

  constructor(house: House) {
    this.#house = house
  }

  /** Answers how many acts it was news for. One that cannot be judged now keeps none from it. */
  async settle(): Promise<number> {
    let changed = 0
    for (const { party, lastTrusted = [] } of this.#house.charter().parties.values()) {
      for (const last of lastTrusted) changed += await this.#scan(party, last)
      changed += await this.#lookAgain(party, lastTrusted)
    }
    return changed
  }

  async #scan(author: Party, last: LastTrusted): Promise<number> {
    const { store, clock } = this.#house
    const at = clock.now()
    const { named } = last
    const mark = await store.find(settled, { author, named })
    const isEarly = mark !== undefined && Math.abs(epochMsOf(at) - epochMsOf(mark.at)) < secondScanMs
    if (isEarly || mark?.scans === scansWanted) return 0
    let changed = 0
    for await (const act of this.#beyond(author, last)) changed += await this.#judgeIfNews(act)
    const scans = (mark?.scans ?? 0) + 1
    await store.transaction((tx) => tx.apply([put(settled, { author, named, scans, at })]))
    return changed
  }

  /** Most are as they were: only what changes is worth a transaction. */
  async #judgeIfNews(act: ActId): Promise<number> {
    return this.#unhindered(act, async () => {
      const { store } = this.#house
      const signed = await loadAct(store, act)
      const isTold = (await store.find(untrusted, { act })) !== undefined
      const isBeyond = signed !== undefined && (await beyondTrusted(this.#house, store, signed)) !== undefined
      return isTold === isBeyond ? 0 : this.#judge(act)
    })
  }

  /** What counts for nothing, if its proof has come or something else was said meanwhile. */
  async #lookAgain(author: Party, words: readonly LastTrusted[]): Promise<number> {
    let changed = 0
    const named = new Set(words.map((word) => word.named))
    for await (const rows of pages(this.#house.store, untrusted, { author }, 'act')) {
      const places = await this.#placesOf(author, rows)
      for (const row of rows) {
        const isProved = places.get(row.act)?.some((place) => isWithin(row, place)) === true
        if (isProved || !named.has(row.named)) changed += await this.#unhindered(row.act, () => this.#judge(row.act))
      }
    }
    return changed
  }

  async #placesOf(
    author: Party,
    rows: readonly Row<typeof untrusted>[],
  ): Promise<ReadonlyMap<string, readonly JournalPlace[]>> {
    const { store, self } = this.#house
    const ids = { in: rows.map(({ act }) => act) }
    if (author === self) {
      return Map.groupBy(await store.select(inclusions, { where: { leaf: ids } }), ({ leaf }) => leaf)
    }
    const where = { act: ids, author, witnessed: true }
    const columns = ['act', 'epoch', 'entry'] as const
    return Map.groupBy(await store.select(proofs, { where, columns }), ({ act }) => act)
  }

  async #judge(act: ActId): Promise<number> {
    const { store, blobs } = this.#house
    const { isNews, removes } = await store.transaction((tx) => judgeTrust(this.#house, tx, act))
    for (const name of removes) await blobs.remove(name)
    return isNews ? 1 : 0
  }

  /** An act whose file is damaged stays as it is, is told of once and judged again in each round. */
  async #unhindered(act: ActId, work: () => Promise<number>): Promise<number> {
    try {
      return await work()
    } catch (error) {
      if (isPassing(error)) throw error
      const isNews = !this.#told.has(act)
      this.#told.add(act)
      if (isNews) this.#house.log({ level: 'error', event: 'act-not-judged', act, error: nameOf(error) })
      return 0
    }
  }

  /** A party's acts that stand beyond an entry, or are proved to stand nowhere. */
  async *#beyond(party: Party, { epoch, entry }: LastTrusted): AsyncGenerator<ActId> {
    const { store, self } = this.#house
    const later = [{ epoch, entry: { gt: entry } }, { epoch: { gt: epoch } }]
    if (party === self) {
      for (const where of later) {
        for await (const rows of pages(store, inclusions, where, 'leaf'))
          yield* rows.flatMap(({ leaf }) => (isAct(leaf) ? [leaf] : []))
      }
      for await (const rows of pages(store, waiting, {}, 'act')) yield* rows.map(({ act }) => act)
      return
    }
    for (const where of later) {
      for await (const rows of pages(store, proofs, { ...where, author: party }, 'act'))
        yield* rows.map(({ act }) => act)
    }
    for await (const rows of pages(store, unproved, { author: party }, 'act')) yield* rows.map(({ act }) => act)
  }
}

const isAct = (leaf: string): leaf is ActId => leaf.startsWith('act--')

const pageRows = 500

/** The rows that fit, in the order of one column, whatever is written meanwhile. */
async function* pages<T extends Table, C extends keyof Row<T> & string>(
  reads: Reads,
  table: T,
  where: Where<T>,
  column: C,
): AsyncGenerator<readonly Row<T>[]> {
  let last: Row<T>[C] | undefined
  for (;;) {
    const from = last === undefined ? {} : { [column]: { gt: last } }
    const rows = await reads.select(table, { where: { ...where, ...from }, order: [column], limit: pageRows })
    if (rows.length > 0) yield rows
    last = rows.at(-1)?.[column]
    if (rows.length < pageRows) return
  }
}
