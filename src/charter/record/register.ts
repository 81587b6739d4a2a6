import type { Instant } from '#kernel/instant.ts'
import { refuse } from '#kernel/refusal.ts'
import type { ActId, Kind } from '#protocol/act/statement.ts'
import type { Party } from '#protocol/identity/party.ts'
import { kindsThatAcknowledge } from '#protocol/acts/table.ts'
import type { Reads } from '#platform/db/store.ts'
import type { Row, Where } from '#platform/db/table.ts'
import { visibleTo, type Reader } from '#platform/http/reader.ts'
import { progressOf, type Progress } from '#platform/journal/progress.ts'
import { countingForNothing, unrecordedAmong } from '#platform/journal/received-proofs.ts'
import { folded } from '#platform/record/folded.ts'
import { withoutFalseStubs } from '#platform/record/recalled.ts'
import { items, untrusted } from '#platform/record/tables.ts'
import { partyStates, withheldOf, type PartyState } from '#platform/transport/receipts.ts'
import { deliveries } from '#platform/transport/tables.ts'
import type { House } from './house.ts'
import { itemsInOrder, type Last, type Order } from './in-order.ts'

type Item = Row<typeof items>

/**
 * How far an act got, in the words of protocol.md 6; of another party's act: `admitted`, `acknowledged` by this house, or `unrecorded` as long
 * as no proof shows it in its author's journal, though one had to. `untrusted`: its seal was frozen, and it is not proved to stand where that is trusted.
 */
export type ActState =
  | 'recorded'
  | 'included'
  | 'witnessed'
  | 'admitted'
  | 'acknowledged'
  | 'unrecorded'
  | 'untrusted'
  | 'recalled'
  | 'corrected'

export interface ActView {
  readonly act: ActId
  readonly kind: Kind
  readonly author: Party
  readonly at: Instant
  readonly arrivedAt: Instant
  readonly title: string
  readonly label: { readonly level: string; readonly category: string }
  /** Of exercise traffic: the exercise's name, `test` for a test. */
  readonly exercise?: string
  readonly state: ActState
  readonly audience: readonly Party[]
  readonly about?: ActId
  /** Why it counts for nothing, where its state is `untrusted`. */
  readonly untrusted?: ReturnType<typeof whyUntrusted>
  /** Of our own acts: how far each addressee is, and since when its person has taken note. */
  readonly parties: Readonly<Record<string, PartyView>>
  readonly arrival: number
}

export interface PartyView {
  readonly state: PartyState['state'] | 'acknowledged'
  readonly at?: Instant
  /** The party's signed receipt that says so. */
  readonly receipt?: ActId
  readonly code?: string
  readonly rule?: string
  readonly exported?: number
  /** Since when the party reports that it has no proof of the act's inclusion. */
  readonly unrecorded?: Instant
}

export interface RegisterQuery {
  readonly kind?: Kind
  readonly author?: Party
  readonly state?: Item['state']
  readonly about?: ActId
  readonly acts?: readonly ActId[]
  /** Acts of this house, or those of others. */
  readonly box?: 'sent' | 'received'
  /** Stands somewhere in the title, in whatever case. */
  readonly title?: string
  /** Without it the newest comes first, by arrival. */
  readonly order?: Order
  /** Rows that come after this one. */
  readonly after?: Last
  readonly limit: number
}

/** The house whose register it is. */
type Asked = Pick<House, 'store' | 'self'>

interface Viewing {
  readonly reads: Reads
  readonly self: Party
  readonly reader: Reader
}

/** Acts that the reader may see, in the order that was asked for. */
export async function listActs(
  { store: reads, self }: Asked,
  reader: Reader,
  ask: RegisterQuery,
): Promise<readonly ActView[]> {
  const where: Where<typeof items> = {
    ...visibleTo(reader),
    ...(ask.kind === undefined ? {} : { kind: ask.kind }),
    ...authorIn(ask, self),
    ...(ask.state === undefined ? {} : { state: ask.state }),
    ...(ask.about === undefined ? {} : { about: ask.about }),
    ...(ask.acts === undefined ? {} : { act: { in: ask.acts } }),
  }
  const sought = ask.title === undefined ? {} : { sought: folded(ask.title) }
  const asked = { ...ask, ...sought, where, order: ask.order ?? ('-arrival' as const) }
  return views({ reads, self, reader }, await itemsInOrder(reads, asked))
}

/** Rows of the register that the reader may see, as they are shown. */
export function viewsOf(
  { store: reads, self }: Asked,
  reader: Reader,
  rows: readonly Item[],
): Promise<readonly ActView[]> {
  return views({ reads, self, reader }, rows)
}

/** A box and an author who does not write into it find nothing together. */
function authorIn({ author, box }: RegisterQuery, self: Party): Pick<Where<typeof items>, 'author'> {
  if (box === undefined) return author === undefined ? {} : { author }
  if (author === undefined) return { author: box === 'sent' ? self : { not: self } }
  return { author: { in: (author === self) === (box === 'sent') ? [author] : [] } }
}

/** One act, or `undefined`: the same for what does not exist and for what the reader may not see. */
export async function findAct({ store: reads, self }: Asked, reader: Reader, act: ActId): Promise<ActView | undefined> {
  const [row] = await withoutFalseStubs(reads, await reads.select(items, { where: { act, ...visibleTo(reader) } }))
  const [view] = row === undefined ? [] : await views({ reads, self, reader }, [row])
  return view
}

/** What is unrecorded or untrusted satisfies nothing: neither an acknowledgement nor a receipt counts. */
async function views({ reads, self, reader }: Viewing, rows: readonly Item[]): Promise<readonly ActView[]> {
  if (rows.length === 0) return []
  const of = { in: rows.map(({ act }) => act) }
  const outcomes = await reads.select(deliveries, { where: { act: of }, limit: 100_000 })
  const answers = await reads.select(items, {
    where: { about: of, kind: { in: kindsThatAcknowledge }, ...visibleTo(reader) },
    limit: 100_000,
  })
  const progress = await progressOf(reads, of.in)
  const withheld = await withheldOf(reads, of.in)
  const says = [...answers.map(({ act }) => act), ...outcomes.map(({ receipt }) => receipt)]
  const nothing = await countingForNothing(reads, [...new Set(says)])
  const unrecorded = await unrecordedAmong(reads, of.in)
  const distrusted = await reads.select(untrusted, { where: { act: of }, limit: rows.length })
  return rows.map((row) => {
    const acknowledged = answers.filter(({ about, act }) => about === row.act && !nothing.has(act))
    const reported = outcomes.filter(({ act, receipt }) => act === row.act && !nothing.has(receipt))
    const states = partyStates(row.audience, reported).map((state) => ({
      ...state,
      ...withheld.get(`${row.act} ${state.party}`),
    }))
    const isAcknowledgedHere = acknowledged.some(({ author }) => author === self)
    const known = { states, acknowledged, isAcknowledgedHere, progress: progress.get(row.act) }
    const beyond = distrusted.find(({ act, author }) => act === row.act && author === row.author)
    return view(row, { ...known, isUnrecorded: unrecorded.has(row.act), beyond })
  })
}

interface Known {
  readonly states: readonly PartyState[]
  readonly acknowledged: readonly Item[]
  readonly isAcknowledgedHere: boolean
  readonly progress: Progress | undefined
  readonly isUnrecorded: boolean
  readonly beyond: Row<typeof untrusted> | undefined
}

function view(row: Item, known: Known): ActView {
  const { act, kind, author, at, title, level, category, exercise, audience, about, arrival } = row
  return {
    act,
    kind,
    author,
    at,
    arrivedAt: row.arrived_at,
    title,
    label: { level, category },
    ...(exercise === null ? {} : { exercise }),
    state: stateOf(row, known),
    audience,
    ...(about === null ? {} : { about }),
    ...(known.beyond === undefined ? {} : { untrusted: whyUntrusted(known.beyond) }),
    parties: Object.fromEntries(known.states.map(({ party, ...state }) => [party, partyView(party, state, known)])),
    arrival,
  }
}

/** Why an act counts for nothing, as people read it. */
export function whyUntrusted({ author, epoch, entry }: Pick<Row<typeof untrusted>, 'author' | 'epoch' | 'entry'>) {
  const { code, rule, params } = refuse('beyond-trusted', 'protocol 3: last trusted index', { author, epoch, entry })
  return { code, rule, params }
}

function stateOf(row: Item, { isAcknowledgedHere, progress, isUnrecorded }: Known): ActState {
  if (row.state !== 'live') return row.state
  if (progress !== undefined) return progress.state
  if (isUnrecorded) return 'unrecorded'
  return isAcknowledgedHere ? 'acknowledged' : 'admitted'
}

function partyView(party: Party, state: Omit<PartyState, 'party'>, { acknowledged }: Known): PartyView {
  const answer = acknowledged.find(({ author }) => author === party)
  if (answer === undefined || state.state !== 'admitted') return state
  return { ...state, state: 'acknowledged', at: answer.at }
}
