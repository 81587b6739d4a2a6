import type { Timers } from '#kernel/ports.ts'
import type { Row } from '#platform/db/table.ts'
import { startLoop, type Loop } from '#platform/clock/loop.ts'
import { accounts } from '#platform/http/account.ts'
import type { EventHub } from '#platform/http/events.ts'
import { readerOf, type Reader } from '#platform/http/reader.ts'
import { askedBy } from '#platform/search/filters.ts'
import { placedBell, reachedPlace } from '#platform/search/places.ts'
import { findsAmong } from '#platform/search/search-among.ts'
import type { SearchQuery } from '#platform/search/search.ts'
import { placed } from '#platform/search/tables.ts'
import type { House } from '#charter/record/house.ts'
import { watchesOf, type Watch } from './read.ts'

/** Rung when a watch was saved, named anew, looked at or deleted. */
export const watchesBell = 'watches'

export interface TellingPorts {
  readonly house: House
  readonly timers: Timers
  readonly events: EventHub
}

const pollMs = 10_000
/** So many are looked through together. */
const mostActs = 1000

/** Tells accounts whose screens are open, of each of their watches that has something new or was changed, its id. */
export function startTelling({ house, timers, events }: TellingPorts): AsyncDisposable {
  const teller = new Teller(house, events)
  const round = async (): Promise<number> => {
    await teller.tell()
    return pollMs
  }
  const loop: Loop = startLoop({ name: 'watches', timers, log: house.log, round })
  const stops = [placedBell, watchesBell].map((bell) => house.store.onRing(bell, loop.wake))
  return {
    async [Symbol.asyncDispose]() {
      for (const stop of stops) stop()
      await loop[Symbol.asyncDispose]()
    },
  }
}

interface Asking {
  readonly row: Watch
  readonly reader: Reader
  readonly query: SearchQuery
}

class Teller {
  readonly #house: House
  readonly #events: EventHub
  /** The place in the index up to which was told. */
  #told: number | undefined
  /** How each watch stood, of accounts that listened. */
  #known: ReadonlyMap<string, Watch> = new Map()

  constructor(house: House, events: EventHub) {
    this.#house = house
    this.#events = events
  }

  async tell(): Promise<void> {
    const { store } = this.#house
    const listening = this.#events.listening()
    // What comes while nobody listens is told to the next who does: a hint too many.
    if (listening.length === 0 && this.#told !== undefined) return
    const [before, now] = [this.#told, await reachedPlace(store)]
    const rows = await watchesOf(store, listening)
    const ofNew = before === undefined || now === before ? [] : await this.#haveNew(rows, before)
    const changed = this.#changed(rows, new Set(listening))
    for (const one of new Map([...changed, ...ofNew].map((each) => [each.watch, each])).values()) this.#publish(one)
    this.#told = now
    this.#known = new Map(rows.map((row) => [row.watch, row]))
  }

  #publish({ watch, account }: Watch): void {
    this.#events.publish({ name: 'watch', data: { watch }, isVisible: (reader) => reader.account.name === account })
  }

  /** Those that stand otherwise than they did, and those that are gone, of whoever listened before too. */
  #changed(rows: readonly Watch[], listening: ReadonlySet<string>): readonly Watch[] {
    const known = [...this.#known.values()]
    const heard = new Set(known.map(({ account }) => account))
    const here = new Set(rows.map(({ watch }) => watch))
    const gone = known.filter(({ watch, account }) => listening.has(account) && !here.has(watch))
    const other = rows.filter((row) => {
      const was = this.#known.get(row.watch)
      return was === undefined ? heard.has(row.account) : was.seen !== row.seen || was.name !== row.name
    })
    return [...gone, ...other]
  }

  /** Those that have a find behind the place, as far as their accounts may see now. */
  async #haveNew(rows: readonly Watch[], before: number): Promise<readonly Watch[]> {
    const readers = await this.#readers(rows)
    const asking = rows.flatMap((row) => {
      const reader = readers.get(row.account)
      return reader === undefined ? [] : [{ row, reader, query: askedBy(row.query) }]
    })
    const found = new Set<Watch>()
    let from: number | undefined = before
    while (from !== undefined && asking.length > 0) {
      const acts = await this.#actsBehind(from)
      for (const row of await this.#among(acts, asking)) found.add(row)
      from = acts.at(-1)?.place
    }
    return [...found]
  }

  #actsBehind(place: number): Promise<readonly Row<typeof placed>[]> {
    const query = { where: { place: { gt: place } }, order: ['place'], limit: mostActs } as const
    return this.#house.store.select(placed, query)
  }

  async #among(acts: readonly Row<typeof placed>[], asking: readonly Asking[]): Promise<readonly Watch[]> {
    if (acts.length === 0) return []
    const places = new Map(acts.map(({ arrival, place }) => [arrival, place]))
    const queries = asking.map(({ query }) => query)
    const finds = await findsAmong(this.#house.store, [...places.keys()], queries)
    const found: Watch[] = []
    for (const { row, reader, query } of asking) {
      const isNew = (arrival: number): boolean => (places.get(arrival) ?? 0) > row.seen
      if (await finds(query, reader, isNew)) found.push(row)
    }
    return found
  }

  /** Their accounts as they are now. */
  async #readers(rows: readonly Watch[]): Promise<ReadonlyMap<string, Reader>> {
    const names = [...new Set(rows.map(({ account }) => account))]
    const levels = [...this.#house.charter().levels.keys()]
    const found = await this.#house.store.select(accounts, { where: { name: { in: names }, disabled: false } })
    return new Map(
      found.map(({ disabled: _, secret_sha256: __, ...account }) => [account.name, readerOf(account, levels)]),
    )
  }
}
