import type { Instant } from '#kernel/instant.ts'
import type { ActId, Desk } from '#protocol/act/statement.ts'
import type { AlertOutcome } from '#protocol/acts/alert-answer.ts'
import type { AlertPolicy } from '#protocol/acts/charter-facts.ts'
import type { CapAlert } from '#protocol/cap/alert.ts'
import type { Party } from '#protocol/identity/party.ts'
import type { Reads } from '#platform/db/store.ts'
import type { Row } from '#platform/db/table.ts'
import { visibleTo, type Reader } from '#platform/http/reader.ts'
import { loadAct } from '#platform/record/load.ts'
import type { items } from '#platform/record/tables.ts'
import { partyStates, type PartyState } from '#platform/transport/receipts.ts'
import { clockOf, dateOf, type AlertDate, type AnswerClock } from './clock.ts'
import type { AlertState, KnownAlert } from './decide.ts'
import { factsOf, type AlertRow, type Facts, type ReplyRow } from './facts.ts'
import { statusOf } from './fitness.ts'
import { alerts, type following } from './tables.ts'

/** Where, when, and by which clocks alerts are judged. */
export interface Judging {
  readonly reads: Reads
  readonly self: Party
  readonly policy: AlertPolicy
  readonly now: Instant
  /** A party's clock less ours, in ms, as of its last answer over the link. */
  readonly skewOf?: (party: Party) => number | undefined
}

/** The same for somebody who asks. */
export interface Viewing extends Judging {
  readonly reader: Reader
}

/** How far an addressee is: what its machine confirmed, what its officers saw, what they said, and the clock of their answer. */
export type AddresseeView = {
  readonly delivery: PartyState['state']
  readonly deliveredAt?: Instant
  /** Why its node did not take it, by code. */
  readonly refusal?: string
  readonly seenAt?: Instant
  readonly answer?: AlertOutcome
  readonly answeredAt?: Instant
  readonly desk?: Desk
  readonly note?: string
  readonly clock: AnswerClock
}

/** A line of the board. */
export type AlertView = {
  readonly act: ActId
  readonly author: Party
  readonly title: string
  readonly label: { readonly level: string; readonly category: string }
  readonly type: AlertRow['type']
  /** Whether it is real. */
  readonly status: 'Actual' | 'Exercise' | 'Test'
  /** Name of the exercise. */
  readonly exercise?: string
  readonly identifier: string
  readonly sent: Instant
  readonly expires?: Instant
  /** Of another's alert: when it came here. */
  readonly arrivedAt?: Instant
  /** It is dated so far after it came: its sender's clock is ahead. Its end and its deadlines are moved back by as much. */
  readonly aheadMs?: number
  /** It came so long after its date: it was under way, or its sender's clock is behind. */
  readonly lateMs?: number
  /** Its sender's clock less ours, where they are apart now. */
  readonly clockMs?: number
  readonly urgency: AlertRow['urgency']
  readonly severity: AlertRow['severity']
  readonly state: AlertState
  /** Of what is not live: since when it is over. */
  readonly overAt?: Instant
  /** What took its place, or ended it. */
  readonly followedBy?: ActId
  readonly audience: readonly Party[]
  /** Of our own alerts all addressees; of another's this house alone. */
  readonly parties: Readonly<Record<string, AddresseeView>>
  readonly alert: CapAlert
}

export interface BoardQuery {
  readonly author?: Party
  /** What is real, or what is exercise or test: never both on one board. */
  readonly mode: 'actual' | 'exercise'
  /** Only what has not ended by itself; some of it may be over all the same. */
  readonly isUnended?: boolean
  /** Rows that come after this one, newest first. */
  readonly after?: number
  readonly limit: number
}

/** Alerts and updates that the reader may see, newest first; a cancellation is seen at what it ends. */
export async function board(viewing: Viewing, ask: BoardQuery): Promise<readonly (AlertView & { arrival: number })[]> {
  const rows = await viewing.reads.select(alerts, {
    where: {
      ...visibleTo(viewing.reader),
      type: { in: ['Alert', 'Update'] },
      ...ofMode(ask.mode),
      ...(ask.isUnended === true ? { expires: { gt: viewing.now } } : {}),
      ...(ask.author === undefined ? {} : { author: ask.author }),
      ...(ask.after === undefined ? {} : { arrival: { lt: ask.after } }),
    },
    order: ['-arrival'],
    limit: ask.limit,
  })
  const seen = await views(viewing, rows)
  return seen.map((view, at) => ({ ...view, arrival: rows[at]?.arrival ?? 0 }))
}

/** When an alert that the reader may see last ended by itself; what is over leaves a list with it. */
export async function lastEnd({ reads, reader, now }: Viewing, mode: BoardQuery['mode']): Promise<Instant | undefined> {
  const [row] = await reads.select(alerts, {
    where: {
      ...visibleTo(reader),
      type: { in: ['Alert', 'Update'] },
      ...ofMode(mode),
      expires: { lte: now },
    },
    order: ['-expires'],
    limit: 1,
    columns: ['expires'],
  })
  return row?.expires ?? undefined
}

const ofMode = (mode: BoardQuery['mode']) => ({ exercise: mode === 'actual' ? '' : { not: '' } })

/** One alert, or `undefined`: alike for what is not there and for what the reader may not see. */
export async function findAlert(viewing: Viewing, act: ActId): Promise<AlertView | undefined> {
  const rows = await viewing.reads.select(alerts, { where: { act, ...visibleTo(viewing.reader) }, limit: 1 })
  const [view] = await views(viewing, rows)
  return view
}

/** The same as `decide` wants it. */
export async function knownAlert(viewing: Viewing, act: ActId): Promise<KnownAlert | undefined> {
  const view = await findAlert(viewing, act)
  if (view === undefined || view.type === 'Cancel') return undefined
  const { author, audience, title, state, alert } = view
  const here = view.parties[viewing.self]
  const { sender, identifier, sent } = alert
  const label = (await loadAct(viewing.reads, act))?.said.label ?? { ...view.label, handling: [] }
  return {
    act,
    author,
    audience,
    label,
    title,
    state,
    reference: { sender, identifier, sent },
    ...(here?.answer === undefined ? {} : { answer: here.answer }),
    isSeen: here?.seenAt !== undefined || here?.answer !== undefined,
  }
}

/** Alerts and updates that have not ended, whoever may see them, in the order in which they came; `last`: where to go on. */
export async function liveAlerts(
  judging: Judging,
  after: number,
  limit: number,
): Promise<{ readonly views: readonly AlertView[]; readonly last: number | undefined }> {
  const rows = await judging.reads.select(alerts, {
    where: { type: { in: ['Alert', 'Update'] }, expires: { gt: judging.now }, arrival: { gt: after } },
    order: ['arrival'],
    limit,
  })
  return { views: await views(judging, rows), last: rows.length < limit ? undefined : rows.at(-1)?.arrival }
}

async function views(viewing: Judging, rows: readonly AlertRow[]): Promise<readonly AlertView[]> {
  if (rows.length === 0) return []
  const facts = await factsOf(viewing.reads, viewing.self, rows)
  return rows.map((row) => viewOf(viewing, row, facts))
}

function viewOf(viewing: Judging, row: AlertRow, facts: Facts): AlertView {
  const { act, author, level, category, exercise, type, sent, expires, urgency, severity, alert } = row
  const item = facts.items.get(act)
  const audience = item?.audience ?? []
  const next = facts.next.get(act)
  const isOurs = author === viewing.self
  const date = dateOf({ sent, expires }, isOurs ? sent : (item?.arrived_at ?? sent))
  const { state, overAt } = stateOf({ expires: date.expires, next, now: viewing.now, item })
  const said = facts.said.get(act) ?? []
  const asked = { sent: date.sent, urgency, ...(overAt === undefined ? {} : { overAt }) }
  const shown = isOurs ? audience : [viewing.self]
  const states = new Map(partyStates(audience, facts.outcomes.get(act) ?? []).map((each) => [each.party, each]))
  const parties = shown.map((party): [Party, AddresseeView] => [
    party,
    addressee(viewing, asked, { delivery: states.get(party), said: said.filter((each) => each.author === party) }),
  ])
  return {
    act,
    author,
    title: item?.title ?? '',
    label: { level, category },
    type,
    status: statusOf(exercise),
    ...(exercise === '' ? {} : { exercise }),
    identifier: alert.identifier,
    sent,
    ...(expires === null ? {} : { expires }),
    ...(isOurs ? {} : cameOf(viewing, author, item, date)),
    urgency,
    severity,
    state,
    ...(state === 'live' || overAt === undefined ? {} : { overAt }),
    ...(next === undefined ? {} : { followedBy: next.act }),
    audience,
    parties: Object.fromEntries(parties),
    alert,
  }
}

/** What is told of another's clock, from this difference on. */
const clockOffMs = 60_000

/** When it came, and whatever of that does not fit its date. */
function cameOf(
  { skewOf }: Judging,
  author: Party,
  item: Row<typeof items> | undefined,
  { aheadMs, lateMs }: AlertDate,
): Pick<AlertView, 'arrivedAt' | 'aheadMs' | 'lateMs' | 'clockMs'> {
  const clockMs = skewOf?.(author) ?? 0
  return {
    ...(item === undefined ? {} : { arrivedAt: item.arrived_at }),
    ...(aheadMs === undefined ? {} : { aheadMs }),
    ...(lateMs === undefined ? {} : { lateMs }),
    ...(Math.abs(clockMs) < clockOffMs ? {} : { clockMs }),
  }
}

/** What follows weighs more than the alert's own end. What a clock ahead of ours says is over, is over now. */
function stateOf({ expires, next, now, item }: Ending): { readonly state: AlertState; readonly overAt?: Instant } {
  if (item?.state === 'untrusted') return { state: 'untrusted', overAt: item.arrived_at }
  if (next !== undefined) {
    const overAt = [next.sent, now, ...(expires === null ? [] : [expires])].reduce(earlier)
    return { state: next.type === 'Cancel' ? 'cancelled' : 'updated', overAt }
  }
  if (expires === null) return { state: 'live' }
  return { state: expires <= now ? 'expired' : 'live', overAt: expires }
}

interface Ending {
  readonly item: Row<typeof items> | undefined
  readonly expires: Instant | null
  readonly next: Row<typeof following> | undefined
  readonly now: Instant
}

const earlier = (one: Instant, other: Instant): Instant => (one < other ? one : other)

interface Heard {
  readonly delivery: PartyState | undefined
  readonly said: readonly ReplyRow[]
}

/** The last answer holds; the clock stopped at the first. */
function addressee(
  { policy, now, self }: Judging,
  asked: Parameters<typeof clockOf>[0],
  { delivery, said }: Heard,
): AddresseeView {
  const partOf = (part: ReplyRow['part']) => said.find((row) => row.part === part)
  const seen = partOf('seen')
  const [first, last] = [partOf('first') ?? partOf('last'), partOf('last') ?? partOf('first')]
  const isHere = said[0]?.author === self
  const heardAt = (row: ReplyRow): Instant => (isHere ? row.at : row.arrived_at)
  const outcome = last?.outcome
  return {
    delivery: delivery?.state ?? 'admitted',
    ...(delivery?.at === undefined ? {} : { deliveredAt: delivery.at }),
    ...(delivery?.code === undefined ? {} : { refusal: delivery.code }),
    ...(seen === undefined ? {} : { seenAt: seen.at }),
    ...(outcome === undefined || outcome === 'seen' ? {} : { answer: outcome }),
    ...(first === undefined ? {} : { answeredAt: heardAt(first) }),
    ...(last?.desk === undefined || last.desk === null ? {} : { desk: last.desk }),
    ...(last?.note === undefined || last.note === null ? {} : { note: last.note }),
    clock: clockOf({ ...asked, ...(first === undefined ? {} : { answeredAt: heardAt(first) }) }, policy, now),
  }
}
