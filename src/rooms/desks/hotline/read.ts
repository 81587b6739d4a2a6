import type { Instant } from '#kernel/instant.ts'
import type { ActId } from '#protocol/act/statement.ts'
import { hotlineOutcomes, type HotlineLog } from '#protocol/acts/hotline.ts'
import type { Party } from '#protocol/identity/party.ts'
import type { Reads } from '#platform/db/store.ts'
import type { Row } from '#platform/db/table.ts'
import { visibleTo, type Reader } from '#platform/http/reader.ts'
import { countingForNothing } from '#platform/journal/received-proofs.ts'
import { loadAct } from '#platform/record/load.ts'
import { calls, countersignatures, spokenBy } from '../tables.ts'
import { othersOf, type KnownCall } from './decide.ts'
import { stateOf, stateOfAll, type CallState } from './state.ts'

export interface Viewing {
  readonly reads: Reads
  readonly reader: Reader
}

/** The record of a call, and what the others say of it. */
export type CallView = Omit<HotlineLog, 'replaces'> & {
  readonly act: ActId
  readonly author: Party
  readonly label: { readonly level: string; readonly category: string }
  readonly state: CallState
  readonly parties: Readonly<Record<string, PartyView>>
  readonly replaces?: ActId
  /** What its author recorded in its place, since it was contested. */
  readonly replacedBy?: ActId
}

export type PartyView = { readonly state: CallState; readonly at?: Instant; readonly correction?: string }

export interface CallQuery {
  readonly after?: number
  readonly limit: number
}

type CallRow = Row<typeof calls>

/** What a party says of a record, and its author in the place of it, is said once; of what is said more often only so much is looked at. */
const mostOfEach = 4

/** Calls recorded by us and by others that the reader may see, newest record first. */
export async function listCalls(
  viewing: Viewing,
  { after, limit }: CallQuery,
): Promise<readonly (CallView & { readonly arrival: number })[]> {
  const where = { ...visibleTo(viewing.reader), ...(after === undefined ? {} : { arrival: { lt: after } }) }
  const rows = await viewing.reads.select(calls, { where, order: ['-arrival'], limit })
  return (await views(viewing.reads, rows)).map((view, at) => ({ ...view, arrival: rows[at]?.arrival ?? 0 }))
}

/** One record, or `undefined`: alike for what is not there and for what the reader may not see. */
export async function findCall({ reads, reader }: Viewing, act: ActId): Promise<CallView | undefined> {
  const rows = await reads.select(calls, { where: { act, ...visibleTo(reader) }, limit: 1 })
  const [view] = await views(reads, rows)
  return view
}

/** The same as `decide` wants it. */
export async function knownCall(viewing: Viewing, act: ActId): Promise<KnownCall | undefined> {
  const view = await findCall(viewing, act)
  const said = view === undefined ? undefined : (await loadAct(viewing.reads, act))?.said
  if (view === undefined || said === undefined || 'coalition' in said.audience) return undefined
  const { author, parties, replacedBy } = view
  const { audience, label } = said
  return { act, author, audience, label, parties, ...(replacedBy === undefined ? {} : { replacedBy }) }
}

async function views(reads: Reads, rows: readonly CallRow[]): Promise<readonly CallView[]> {
  if (rows.length === 0) return []
  const said = await saidOf(reads, rows)
  const later = await replacing(reads, rows)
  // What is unrecorded or untrusted satisfies nothing.
  const acts = [...said, ...later].map(({ act }) => act)
  const nothing = await countingForNothing(reads, acts)
  const counting = said.filter(({ act }) => !nothing.has(act))
  const standing = later.filter(({ act }) => !nothing.has(act))
  return rows.map((row) => viewOf(row, counting, standing))
}

/** Of those who took part, under the label of the record: no other is read. */
async function saidOf(reads: Reads, rows: readonly CallRow[]): Promise<readonly Row<typeof countersignatures>[]> {
  const words = rows.flatMap(({ act, author, level, category, call }) =>
    othersOf(call, author).flatMap((party) =>
      hotlineOutcomes.map((outcome) => spokenBy(act, party, level, category, outcome)),
    ),
  )
  return reads.select(countersignatures, {
    where: { word: { in: words } },
    order: ['arrival'],
    each: 'word',
    most: mostOfEach,
    limit: words.length * mostOfEach,
  })
}

/** What its own author recorded in the place of a record, under its label. */
async function replacing(reads: Reads, rows: readonly CallRow[]): Promise<readonly CallRow[]> {
  const found: CallRow[] = []
  const groups = Map.groupBy(rows, ({ author, level, category }) => spokenBy(author, level, category))
  for (const group of groups.values()) {
    const [first] = group
    if (first === undefined) continue
    const { author, level, category } = first
    const rowsOfGroup = await reads.select(calls, {
      where: { replaces: { in: group.map(({ act }) => act) }, author, level, category },
      order: ['arrival'],
      each: 'replaces',
      most: mostOfEach,
      limit: group.length * mostOfEach,
    })
    found.push(...rowsOfGroup)
  }
  return found
}

/** What counts of one act for another is only what was said under the same label, so that nobody is told by it of what he may not see: no other was read. */
function viewOf(row: CallRow, said: readonly Row<typeof countersignatures>[], later: readonly CallRow[]): CallView {
  const { act, author, level, category, call } = row
  const parties = othersOf(call, author).map((party): [Party, PartyView] => {
    const own = said.filter((each) => each.about === act && each.author === party)
    const state = stateOf(own.map(({ outcome }) => outcome))
    const held = own.find(({ outcome }) => outcome === state)
    const correction = held?.correction ?? undefined
    return [
      party,
      { state, ...(held === undefined ? {} : { at: held.at }), ...(correction === undefined ? {} : { correction }) },
    ]
  })
  const next = later.find((each) => each.replaces === act)
  return {
    act,
    author,
    ...call,
    label: { level, category },
    state: stateOfAll(parties.map(([, { state }]) => state)),
    parties: Object.fromEntries(parties),
    ...(next === undefined ? {} : { replacedBy: next.act }),
  }
}
