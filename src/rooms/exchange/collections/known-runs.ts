import type { Row } from '#platform/db/table.ts'
import type { Found } from './copies.ts'
import type { Layout } from './layout.ts'
import { packPlaces, unpackPlaces } from './places.ts'
import type { lanes } from './tables.ts'

/** Objects some at a time, ascending by date; `until`: everything up to there was looked at; `looked`: at so many objects. */
export interface Run {
  readonly found: readonly Found[]
  readonly until: number
  readonly looked: number
}

/** Objects of one share that stand in a run, as bytes (places.ts). `first`: the date of the share's first object. */
interface Part {
  readonly arrival: number
  readonly first: number
  readonly places: Uint8Array
}

/** A run as it is kept: what was found after one date and up to another. */
interface KnownRun {
  readonly after: number
  readonly until: number
  readonly looked: number
  /** Objects in it. */
  readonly count: number
  readonly parts: readonly Part[]
}

const mostBytes = 32 * 1024 * 1024
/** What a run, and a part of it, take beside the bytes of its places. */
const perRun = 300
const perPart = 300
/** Objects that are kept together. */
const pieceObjects = 500
/** Questions whose lanes are kept. */
const mostLanes = 1000

/** What was read of one layout: places and dates by question, and no content. */
export class KnownLayout {
  readonly state: string
  readonly #lanes = new Map<string, readonly Row<typeof lanes>[]>()
  /** Ascending by the date after which each begins. */
  #runs = new Map<string, KnownRun[]>()
  /** What is being read, by where it begins and the question. */
  readonly #coming = new Map<string, Promise<Run | undefined>>()
  #bytes = 0

  constructor(state: string) {
    this.state = state
  }

  lanes(question: string): readonly Row<typeof lanes>[] | undefined {
    return this.#lanes.get(question)
  }

  keepLanes(question: string, found: readonly Row<typeof lanes>[]): void {
    if (this.#lanes.size < mostLanes) this.#lanes.set(question, found)
  }

  /** The rest of a run that holds everything from there on, if one is known. */
  run(question: string, after: number): Run | undefined {
    const runs = this.#runs.get(question) ?? []
    const run = runs[placeAfter(runs, after) - 1]
    if (run === undefined || run.until <= after) return undefined
    const { until, looked } = run
    return { found: run.parts.flatMap((part) => foundIn(part, after)), until, looked }
  }

  /** Whether so many objects behind a date are known without a gap, or all that there are up to `end`; opens none of them. */
  reaches(
    question: string,
    after: number,
    { objects, end }: { readonly objects: number; readonly end: number },
  ): boolean {
    const runs = this.#runs.get(question) ?? []
    let [at, count] = [after, 0]
    for (let place = placeAfter(runs, after) - 1; count < objects && at < end; place += 1) {
      const run = runs[place]
      if (run === undefined || run.after > at || run.until <= at) return false
      // How many of the first lie behind the date is not counted.
      count += run.after >= after ? run.count : 0
      at = run.until
    }
    return true
  }

  /** What somebody is reading from there on; nothing where he fails. */
  coming(question: string, after: number): Promise<Run | undefined> | undefined {
    return this.#coming.get(`${after} ${question}`)?.catch(() => undefined)
  }

  /** Answers what is read, and keeps it. */
  async keepRun(question: string, after: number, read: Promise<Run | undefined>): Promise<Run | undefined> {
    const name = `${after} ${question}`
    this.#coming.set(name, read)
    try {
      const run = await read
      if (run !== undefined) this.#keep(question, after, run)
      return run
    } finally {
      this.#coming.delete(name)
    }
  }

  #keep(question: string, after: number, run: Run): void {
    const known = this.#runs.get(question) ?? []
    const before = known[placeAfter(known, after) - 1]
    // Two may have read the same side by side.
    if (before?.after === after && before.until >= run.until) return
    const pieces = piecesOf(after, run)
    for (const { parts } of pieces)
      this.#bytes += parts.reduce((sum, { places }) => sum + places.length + perPart, perRun)
    if (this.#bytes > mostBytes) this.#forget()
    const runs = this.#runs.get(question) ?? []
    runs.splice(placeAfter(runs, after), 0, ...pieces)
    this.#runs.set(question, runs)
  }

  #forget(): void {
    this.#runs = new Map()
    this.#bytes = 0
  }
}

/** Readers for whom is read ahead at once: others wait for the same connections. */
const mostAhead = 2

/** What one process remembers of the layout, for as long as it stays the same. */
export class KnownLayouts {
  #last = new KnownLayout('')
  #ahead = 0

  /** Lets a few read ahead at a time; others do without, and so does who fails. */
  async ahead(read: () => Promise<void>): Promise<void> {
    if (this.#ahead === mostAhead) return
    this.#ahead += 1
    await read().catch(() => undefined)
    this.#ahead -= 1
  }

  of({ state }: Layout): KnownLayout {
    if (this.#last.state !== state) this.#last = new KnownLayout(state)
    return this.#last
  }
}

/** How many runs begin at a date or before it. */
function placeAfter(runs: readonly KnownRun[], date: number): number {
  let [low, high] = [0, runs.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((runs[middle]?.after ?? 0) <= date) low = middle + 1
    else high = middle
  }
  return low
}

/** A run as it is kept: whoever wants a page of it opens no more than he wants. */
function piecesOf(after: number, { found, until, looked }: Run): readonly KnownRun[] {
  const count = Math.max(1, Math.ceil(found.length / pieceObjects))
  let end = after
  return Array.from({ length: count }, (_, at) => {
    const some = found.slice(at * pieceObjects, (at + 1) * pieceObjects)
    const from = end
    end = at === count - 1 ? until : (some.at(-1)?.date ?? until)
    const parts = [...Map.groupBy(some, ({ arrival }) => arrival).values()].map(partOf)
    return { after: from, until: end, looked: Math.ceil(looked / count), count: some.length, parts }
  })
}

function partOf(found: readonly Found[]): Part {
  const [{ arrival, date, position } = { arrival: 0, date: 0, position: 0 }] = found
  return { arrival, first: date - position, places: packPlaces(found) }
}

function foundIn({ arrival, first, places }: Part, after: number): readonly Found[] {
  const found: Found[] = []
  for (const { position, start, length } of unpackPlaces(places))
    if (first + position > after) found.push({ date: first + position, arrival, position, start, length })
  return found
}
