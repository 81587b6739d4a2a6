import type { Instant } from '#kernel/instant.ts'
import type { ActId } from '#protocol/act/statement.ts'
import type { HotlineLog } from '#protocol/acts/hotline.ts'
import type { Party } from '#protocol/identity/party.ts'
import type { Reads } from '#platform/db/store.ts'
import type { Row } from '#platform/db/table.ts'
import { visibleTo, type Reader } from '#platform/http/reader.ts'
import { unrecordedAmong } from '#platform/journal/received-proofs.ts'
import { loadAct } from '#platform/record/load.ts'
import { calls, countersignatures } from '../tables.ts'
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
const most = 100_000

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
  const of = { in: rows.map(({ act }) => act) }
  const said = await reads.select(countersignatures, { where: { about: of }, order: ['arrival'], limit: most })
  const later = await reads.select(calls, { where: { replaces: of }, order: ['arrival'], limit: most })
  // What is unrecorded satisfies nothing.
  const unrecorded = await unrecordedAmong(
    reads,
    [...said, ...later].map(({ act }) => act),
  )
  const counting = said.filter(({ act }) => !unrecorded.has(act))
  const standing = later.filter(({ act }) => !unrecorded.has(act))
  return rows.map((row) => viewOf(row, counting, standing))
}

/** What counts of one act for another is only what was said under the same label, so that nobody is told by it of what he may not see. */
function viewOf(row: CallRow, said: readonly Row<typeof countersignatures>[], later: readonly CallRow[]): CallView {
  const { act, author, level, category, call } = row
  const isSame = (other: { readonly level: string; readonly category: string }) =>
    other.level === level && other.category === category
  const parties = othersOf(call, author).map((party): [Party, PartyView] => {
    const own = said.filter((each) => each.about === act && each.author === party && isSame(each))
    const state = stateOf(own.map(({ outcome }) => outcome))
    const held = own.find(({ outcome }) => outcome === state)
    const correction = held?.correction ?? undefined
    return [
      party,
      { state, ...(held === undefined ? {} : { at: held.at }), ...(correction === undefined ? {} : { correction }) },
    ]
  })
  const next = later.find((each) => each.replaces === act && each.author === author && isSame(each))
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
