import type { Instant } from '#kernel/instant.ts'
import type { ActId } from '#protocol/act/statement.ts'
import type { CheckNature } from '#protocol/acts/comcheck.ts'
import type { Party } from '#protocol/identity/party.ts'
import type { Reads } from '#platform/db/store.ts'
import type { Row } from '#platform/db/table.ts'
import { visibleTo, type Clearance, type Reader } from '#platform/http/reader.ts'
import { countingForNothing } from '#platform/journal/received-proofs.ts'
import { loadAct } from '#platform/record/load.ts'
import { partyStates, type PartyState } from '#platform/transport/receipts.ts'
import { deliveries } from '#platform/transport/tables.ts'
import { checks, closings, entries, replies, spokenBy } from '../tables.ts'
import type { House } from '#charter/record/house.ts'
import type { KnownCheck, Target } from './decide.ts'
import { figuresOf, isItem, resultOf, type CheckResult, type Figures } from './result.ts'

export interface Viewing {
  readonly reads: Reads
  readonly self: Party
  readonly reader: Reader
  readonly now: Instant
}

/** A desk's part in a check. The machine's receipt is the check's `delivery`; what a person said stands here. */
export type DeskResult = CheckResult & {
  readonly repliedAt?: Instant
  readonly note?: string
  readonly isOpen: boolean
  readonly closed?: { readonly note: string; readonly at: Instant; readonly by: string }
}

export type CheckView = {
  readonly act: ActId
  readonly author: Party
  readonly party: Party
  readonly label: { readonly level: string; readonly category: string }
  readonly nature: CheckNature
  readonly sent: Instant
  readonly dueAt: Instant
  readonly delivery: PartyState['state']
  readonly deliveredAt?: Instant
  readonly desks: Readonly<Record<string, DeskResult>>
}

export interface CheckQuery {
  readonly party?: Party
  /** Own ones alone of which an item is open. */
  readonly isOpen?: boolean
  readonly after?: number
  readonly limit: number
}

type CheckRow = Row<typeof checks>
const most = 100_000

/** Rows that are looked through at once. */
const mostAtOnce = 500

/** Own checks that are looked through for open items before an answer is given, though it be empty. */
const mostLookedThrough = 2000

export interface CheckPage {
  readonly items: readonly CheckView[]
  /** The last row that was looked at, where there may be more. */
  readonly next?: number
}

/** Checks sent and received that the reader may see, newest first. */
export async function listChecks(viewing: Viewing, ask: CheckQuery): Promise<CheckPage> {
  const { limit, isOpen = false } = ask
  const atOnce = isOpen ? mostAtOnce : limit + 1
  const items: CheckView[] = []
  let last = ask.after
  for (let looked = 0; looked < (isOpen ? mostLookedThrough : atOnce); looked += atOnce) {
    const rows = await checksAfter(viewing, ask, { after: last, limit: atOnce })
    for (const [at, view] of (await views(viewing, rows)).entries()) {
      if (items.length === limit) return pageTo(items, last)
      if (!isOpen || Object.values(view.desks).some((desk) => desk.isOpen)) items.push(view)
      last = rows[at]?.arrival
    }
    if (rows.length < atOnce) return { items }
  }
  return pageTo(items, last)
}

const pageTo = (items: readonly CheckView[], next: number | undefined): CheckPage =>
  next === undefined ? { items } : { items, next }

async function checksAfter(
  { reads, reader, self }: Viewing,
  { party, isOpen = false }: CheckQuery,
  { after, limit }: { readonly after: number | undefined; readonly limit: number },
): Promise<readonly CheckRow[]> {
  const where = {
    ...visibleTo(reader),
    ...(party === undefined ? {} : { party }),
    ...(isOpen ? { author: self } : {}),
    ...(after === undefined ? {} : { arrival: { lt: after } }),
  }
  return reads.select(checks, { where, order: ['-arrival'], limit })
}

/** One check, or `undefined`: alike for what is not there and for what the reader may not see. */
export async function findCheck(viewing: Viewing, act: ActId): Promise<CheckView | undefined> {
  const rows = await viewing.reads.select(checks, { where: { act, ...visibleTo(viewing.reader) }, limit: 1 })
  const [view] = await views(viewing, rows)
  return view
}

/** The same as `decide` wants it. */
export async function knownCheck(viewing: Viewing, act: ActId): Promise<KnownCheck | undefined> {
  const view = await findCheck(viewing, act)
  if (view === undefined) return undefined
  const label = (await loadAct(viewing.reads, act))?.said.label ?? { ...view.label, handling: [] }
  return { act, author: view.author, party: view.party, label, desks: view.desks }
}

/** Checks over which figures are reckoned: the newest so many. */
const mostReckoned = 5000

/** What our checks come to, per desk, as far as the reader may see them. */
export async function figures(
  viewing: Viewing,
  party?: Party,
): Promise<readonly (Figures & { readonly party: Party; readonly desk: string })[]> {
  const { reads, reader, self } = viewing
  const where = { ...visibleTo(reader), author: self, ...(party === undefined ? {} : { party }) }
  const rows = await reads.select(checks, { where, order: ['-arrival'], limit: mostReckoned })
  const results = (await views(viewing, rows)).flatMap((view) =>
    Object.entries(view.desks).map(([desk, result]) => ({ party: view.party, desk, result })),
  )
  const byDesk = Map.groupBy(results, ({ party: of, desk }) => `${of}/${desk}`)
  return [...byDesk.entries()]
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .flatMap(([, group]) => {
      const [first] = group
      if (first === undefined) return []
      return [{ party: first.party, desk: first.desk, ...figuresOf(group.map(({ result }) => result)) }]
    })
}

/** Desks of one party that are checked at most: its newest. */
const mostOfParty = 2000

/** Desks of other parties that somebody may see, each under the label of its newest entry. However many one party has, those of others are found. */
export async function targetsOf(
  {
    store,
    self,
    charter,
  }: Pick<House, 'store' | 'self'> & { charter(): { readonly parties: ReadonlyMap<Party, unknown> } },
  cleared: Clearance,
): Promise<readonly Target[]> {
  const others = [...charter().parties.keys()].filter((party) => party !== self)
  const category = cleared.categories === 'all' ? {} : { category: { in: cleared.categories } }
  const rows = await store.select(entries, {
    where: { withdrawn: false, author: { in: others }, level: { in: cleared.levels }, ...category },
    order: ['-at', '-act'],
    columns: ['author', 'desk', 'level', 'category'],
    each: 'author',
    most: mostOfParty,
    limit: others.length * mostOfParty,
  })
  const newest = new Map<string, Target>()
  for (const { author: party, desk, level, category: of } of rows) {
    const name = `${party}/${desk}`
    if (!newest.has(name)) newest.set(name, { party, desk, level, category: of })
  }
  return [...newest].toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([, target]) => target)
}

async function views(viewing: Viewing, rows: readonly CheckRow[]): Promise<readonly CheckView[]> {
  const found: CheckView[] = []
  for (let at = 0; at < rows.length; at += mostAtOnce) {
    found.push(...(await viewsOf(viewing, rows.slice(at, at + mostAtOnce))))
  }
  return found
}

async function viewsOf(viewing: Viewing, rows: readonly CheckRow[]): Promise<readonly CheckView[]> {
  const { reads } = viewing
  const of = { in: rows.map(({ act }) => act) }
  const said = await repliesTo(reads, rows)
  const outcomes = await reads.select(deliveries, { where: { act: of }, limit: most })
  const closed = await reads.select(closings, { where: { act: of }, limit: most })
  const says = [...said.map(({ act }) => act), ...outcomes.map(({ receipt }) => receipt)]
  // What is unrecorded or untrusted satisfies nothing: neither a reply nor a receipt counts.
  const nothing = await countingForNothing(reads, [...new Set(says)])
  const replied = Map.groupBy(
    said.filter(({ act }) => !nothing.has(act)),
    ({ about }) => about,
  )
  const told = Map.groupBy(
    outcomes.filter(({ receipt }) => !nothing.has(receipt)),
    ({ act }) => act,
  )
  const ended = Map.groupBy(closed, ({ act }) => act)
  return rows.map((row) =>
    viewOf(viewing, row, {
      said: replied.get(row.act) ?? [],
      outcomes: told.get(row.act) ?? [],
      closed: ended.get(row.act) ?? [],
    }),
  )
}

/** The earliest of each desk: a party replies once, and of what it says more often only so much is looked at. */
const mostOfDesk = 4

/** A reply counts that comes from who was asked, under the label of the check: no other is read. */
async function repliesTo(reads: Reads, rows: readonly CheckRow[]): Promise<readonly Row<typeof replies>[]> {
  const words = rows.flatMap(({ act, party, level, category, desks }) =>
    desks.map((desk) => spokenBy(act, party, level, category, desk)),
  )
  return reads.select(replies, {
    where: { word: { in: words } },
    order: ['arrival'],
    each: 'word',
    most: mostOfDesk,
    limit: words.length * mostOfDesk,
  })
}

interface Heard {
  readonly said: readonly Row<typeof replies>[]
  readonly outcomes: readonly Row<typeof deliveries>[]
  readonly closed: readonly Row<typeof closings>[]
}

function viewOf(viewing: Viewing, row: CheckRow, { said, outcomes, closed }: Heard): CheckView {
  const { act, author, party, level, category, nature, at: sent, due: dueAt } = row
  const isOwn = author === viewing.self
  const [delivery] = isOwn ? partyStates([party], outcomes) : []
  const reach = isOwn ? (delivery?.state ?? 'queued') : 'admitted'
  const desks = row.desks.map((desk): [string, DeskResult] => {
    const first = said.find((each) => each.desk === desk)
    const repliedAt = first === undefined ? undefined : isOwn ? first.arrived_at : first.at
    const result = resultOf(
      { sent, dueAt, delivery: reach, ...(repliedAt === undefined ? {} : { repliedAt }) },
      viewing.now,
    )
    const end = closed.find((each) => each.desk === desk)
    return [
      desk,
      {
        ...result,
        ...(repliedAt === undefined ? {} : { repliedAt }),
        ...(first === undefined || first.note === null ? {} : { note: first.note }),
        isOpen: isOwn && isItem(result) && end === undefined,
        ...(end === undefined ? {} : { closed: { note: end.note, at: end.at, by: end.by_desk } }),
      },
    ]
  })
  return {
    act,
    author,
    party,
    label: { level, category },
    nature,
    sent,
    dueAt,
    delivery: reach,
    ...(delivery?.at === undefined ? {} : { deliveredAt: delivery.at }),
    desks: Object.fromEntries(desks),
  }
}
