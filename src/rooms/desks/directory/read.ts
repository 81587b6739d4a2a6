import type { Instant } from '#kernel/instant.ts'
import type { ActId } from '#protocol/act/statement.ts'
import type { Channel, DeskEntry } from '#protocol/acts/desk-entry.ts'
import type { Party } from '#protocol/identity/party.ts'
import type { Reads } from '#platform/db/store.ts'
import type { Row } from '#platform/db/table.ts'
import { visibleTo, type Reader } from '#platform/http/reader.ts'
import { unrecordedAmong } from '#platform/journal/received-proofs.ts'
import { loadAct } from '#platform/record/load.ts'
import { entries } from '../tables.ts'
import type { KnownEntry } from './decide.ts'
import { personIn } from './persons.ts'
import { dutyAt, rememberedWall, stateAt, type Duty } from './hours.ts'

/** Who asks, and of which moment. */
export interface Viewing {
  readonly reads: Reads
  readonly reader: Reader
  readonly at: Instant
}

/** A line of the directory. */
export type DeskView = Omit<DeskEntry, 'replaces'> & {
  readonly act: ActId
  readonly party: Party
  readonly label: { readonly level: string; readonly category: string }
  readonly published: Instant
  /** No proof shows it in its author's journal, though one had to. */
  readonly unrecorded?: true
  /** The member whose words look like a private person's. It stands as it was said: for a person to look at, and for its author to say otherwise. */
  readonly likePerson?: string
  readonly duty: Duty | { readonly state: Duty['state'] }
}

/** Who answers at a moment: the desk itself while it is manned, else the first of its deputies that is. */
export interface Answering {
  readonly desk: string
  readonly act: ActId
  readonly channels: Channel[]
}

export interface DeskPage {
  readonly party?: Party
  readonly function?: string
  /** The line after which it goes on. */
  readonly after?: readonly string[]
  readonly limit: number
}

type EntryRow = Row<typeof entries>

/** Labels under which one desk may stand beside the one where a page ended. */
const mostLabels = 512

/** What the reader may see of the directory, by party and desk. */
export async function directory(viewing: Viewing, ask: DeskPage): Promise<readonly DeskView[]> {
  const { reads, reader } = viewing
  const where = {
    ...visibleTo(reader),
    withdrawn: false,
    ...(ask.function === undefined ? {} : { functions: { has: ask.function } }),
  }
  const order = ['author', 'desk', 'level', 'category'] as const
  const [author, desk = ''] = ask.after ?? []
  const of = ask.party === undefined ? {} : { author: ask.party }
  if (author === undefined) {
    return lines(viewing, await reads.select(entries, { where: { ...where, ...of }, order, limit: ask.limit }))
  }
  const same = { ...where, author: author as Party, desk: { gte: desk } }
  const rest = await reads.select(entries, { where: same, order, limit: ask.limit + mostLabels })
  const left = rest.filter((row) => isAfter(row, ask.after ?? []))
  const more =
    left.length >= ask.limit || ask.party !== undefined
      ? []
      : await reads.select(entries, { where: { ...where, author: { gt: author as Party } }, order, limit: ask.limit })
  return lines(viewing, [...left, ...more].slice(0, ask.limit))
}

/** Where a page ends. */
export const placeOf = ({ party, desk, label }: DeskView): readonly string[] => [
  party,
  desk,
  label.level,
  label.category,
]

function isAfter({ desk, level, category }: EntryRow, [, ...place]: readonly string[]): boolean {
  const difference = [desk, level, category].findIndex((value, at) => value !== place[at])
  return difference >= 0 && ([desk, level, category][difference] ?? '') > (place[difference] ?? '')
}

/** A desk as it was published last under any label that the reader may see, and who answers there. */
export async function findDesk(
  viewing: Viewing,
  party: Party,
  desk: string,
): Promise<(DeskView & { readonly answering?: Answering }) | undefined> {
  const row = await rowOf(viewing, party, desk)
  if (row?.entry === undefined || row.entry === null) return undefined
  const { entry } = row
  const answering = await answeringAt(viewing, row, entry)
  const unrecorded = await unrecordedAmong(viewing.reads, [row.act])
  const view = viewOf(row, { entry, duty: dutyAt(entry.hours, viewing.at), unrecorded })
  return { ...view, ...(answering === undefined ? {} : { answering }) }
}

async function answeringAt(viewing: Viewing, row: EntryRow, entry: DeskEntry): Promise<Answering | undefined> {
  if (stateAt(entry.hours, viewing.at) === 'on') return answerer(row, entry)
  for (const deputy of entry.deputies) {
    const other = await rowOf(viewing, row.author, deputy)
    if (other?.entry === undefined || other.entry === null) continue
    if (stateAt(other.entry.hours, viewing.at) === 'on') return answerer(other, other.entry)
  }
  return undefined
}

const answerer = ({ desk, act }: EntryRow, { channels }: DeskEntry): Answering => ({ desk, act, channels })

/** Of several labels the newest; what is withdrawn counts for its own label alone. */
async function rowOf({ reads, reader }: Viewing, author: Party, desk: string): Promise<EntryRow | undefined> {
  const where = { author, desk, withdrawn: false, ...visibleTo(reader) }
  const [row] = await reads.select(entries, { where, order: ['-at', '-act'], limit: 1 })
  return row
}

async function lines({ reads, at }: Viewing, rows: readonly EntryRow[]): Promise<readonly DeskView[]> {
  const acts = rows.map(({ act }) => act)
  const unrecorded = await unrecordedAmong(reads, acts)
  const wall = rememberedWall()
  return rows.map((row) => {
    const entry = row.entry ?? noEntry
    return viewOf(row, { entry, duty: { state: stateAt(entry.hours, at, wall) }, unrecorded })
  })
}

/** Rows that are read here are no withdrawals. */
const noEntry: DeskEntry = {
  desk: '',
  title: {},
  functions: [],
  channels: [],
  hours: { zone: 'UTC', shifts: 'always' },
  deputies: [],
  languages: [],
  revision: 0,
}

interface Shown {
  readonly entry: DeskEntry
  readonly duty: DeskView['duty']
  readonly unrecorded: ReadonlySet<ActId>
}

function viewOf(row: EntryRow, { entry: { replaces: _, ...entry }, duty, unrecorded }: Shown): DeskView {
  const { act, author: party, level, category, at: published } = row
  const likePerson = personIn(entry)
  const marks = {
    ...(unrecorded.has(act) ? { unrecorded: true as const } : {}),
    ...(likePerson === undefined ? {} : { likePerson }),
  }
  return { act, party, ...entry, label: { level, category }, published, ...marks, duty }
}

/** What holds of a desk under one label, as `decide` wants it. */
export async function knownEntry(
  reads: Reads,
  key: Pick<EntryRow, 'author' | 'desk' | 'level' | 'category'>,
): Promise<KnownEntry | undefined> {
  return known(reads, await reads.find(entries, key))
}

/** The same of the publication with this id, if it is one that holds and that the reader may see. */
export async function knownByAct({ reads, reader }: Viewing, act: ActId): Promise<KnownEntry | undefined> {
  const [row] = await reads.select(entries, { where: { act, ...visibleTo(reader) }, limit: 1 })
  return known(reads, row)
}

async function known(reads: Reads, row: EntryRow | undefined): Promise<KnownEntry | undefined> {
  if (row === undefined) return undefined
  const { act, author, desk, revision, withdrawn: isWithdrawn } = row
  const said = (await loadAct(reads, act))?.said
  if (said === undefined || 'coalition' in said.audience) return undefined
  return { act, author, desk, label: said.label, audience: said.audience, revision, isWithdrawn }
}
