import type { Instant } from '#kernel/instant.ts'
import type { ActId, Desk } from '#protocol/act/statement.ts'
import type { AlertOutcome } from '#protocol/acts/alert-answer.ts'
import type { AlertPolicy } from '#protocol/acts/charter-facts.ts'
import type { CapAlert } from '#protocol/cap/alert.ts'
import type { Party } from '#protocol/identity/party.ts'
import type { Reads } from '#platform/db/store.ts'
import type { Row } from '#platform/db/table.ts'
import { visibleTo, type Reader } from '#platform/http/reader.ts'
import { unrecordedAmong } from '#platform/journal/received-proofs.ts'
import { loadAct } from '#platform/record/load.ts'
import { items } from '#platform/record/tables.ts'
import { partyStates, type PartyState } from '#platform/transport/receipts.ts'
import { deliveries } from '#platform/transport/tables.ts'
import { clockOf, type AnswerClock } from './clock.ts'
import type { AlertState, KnownAlert } from './decide.ts'
import { alerts, answers, following } from './tables.ts'

type AlertRow = Row<typeof alerts>

/** Who asks, when, and by which clocks. */
export interface Viewing {
  readonly reads: Reads
  readonly self: Party
  readonly reader: Reader
  readonly policy: AlertPolicy
  readonly now: Instant
}

/** How far an addressee is: what its machine confirmed, what its officers saw, what they said, and the clock of their answer. */
export type AddresseeView = {
  readonly delivery: PartyState['state']
  readonly deliveredAt?: Instant
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
  readonly identifier: string
  readonly sent: Instant
  readonly expires?: Instant
  readonly urgency: AlertRow['urgency']
  readonly severity: AlertRow['severity']
  readonly state: AlertState
  /** What took its place, or ended it. */
  readonly followedBy?: ActId
  readonly audience: readonly Party[]
  /** Of our own alerts all addressees; of another's this house alone. */
  readonly parties: Readonly<Record<string, AddresseeView>>
  readonly alert: CapAlert
}

export interface BoardQuery {
  readonly author?: Party
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
      ...(ask.author === undefined ? {} : { author: ask.author }),
      ...(ask.after === undefined ? {} : { arrival: { lt: ask.after } }),
    },
    order: ['-arrival'],
    limit: ask.limit,
  })
  const seen = await views(viewing, rows)
  return seen.map((view, at) => ({ ...view, arrival: rows[at]?.arrival ?? 0 }))
}

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

const most = 100_000

async function views(viewing: Viewing, rows: readonly AlertRow[]): Promise<readonly AlertView[]> {
  if (rows.length === 0) return []
  const { reads, reader } = viewing
  const of = { in: rows.map(({ act }) => act) }
  const listed = await reads.select(items, { where: { act: of, ...visibleTo(reader) }, limit: rows.length })
  const said = await reads.select(answers, { where: { about: of }, order: ['arrival'], limit: most })
  const outcomes = await reads.select(deliveries, { where: { act: of }, limit: most })
  const says = [...said.map(({ act }) => act), ...outcomes.map(({ receipt }) => receipt)]
  // What is unrecorded satisfies nothing: neither an answer nor a receipt counts.
  const unrecorded = await unrecordedAmong(reads, [...new Set(says)])
  const facts: Facts = {
    items: new Map(listed.map((item) => [item.act, item])),
    later: await reads.select(following, { where: { about: of }, order: ['sent', 'act'], limit: most }),
    said: said.filter(({ act }) => !unrecorded.has(act)),
    outcomes: outcomes.filter(({ receipt }) => !unrecorded.has(receipt)),
  }
  return rows.map((row) => viewOf(viewing, row, facts))
}

interface Facts {
  readonly items: ReadonlyMap<ActId, Row<typeof items>>
  readonly later: readonly Row<typeof following>[]
  readonly said: readonly Row<typeof answers>[]
  readonly outcomes: readonly Row<typeof deliveries>[]
}

function viewOf(viewing: Viewing, row: AlertRow, facts: Facts): AlertView {
  const { act, author, level, category, type, sent, expires, urgency, severity, alert } = row
  const item = facts.items.get(act)
  const audience = item?.audience ?? []
  const isSame = (other: { readonly level: string; readonly category: string }) =>
    other.level === level && other.category === category
  const [next] = facts.later
    .filter((each) => each.about === act && each.author === author && isSame(each))
    .toSorted((one, other) => Number(other.type === 'Cancel') - Number(one.type === 'Cancel'))
  const { state, overAt } = stateOf({ expires, next, now: viewing.now })
  const said = facts.said.filter((each) => each.about === act && isSame(each))
  const outcomes = facts.outcomes.filter((each) => each.act === act)
  const asked = { sent, urgency, ...(overAt === undefined ? {} : { overAt }) }
  const shown = author === viewing.self ? audience : [viewing.self]
  const states = new Map(partyStates(audience, outcomes).map((each) => [each.party, each]))
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
    identifier: alert.identifier,
    sent,
    ...(expires === null ? {} : { expires }),
    urgency,
    severity,
    state,
    ...(next === undefined ? {} : { followedBy: next.act }),
    audience,
    parties: Object.fromEntries(parties),
    alert,
  }
}

/** A cancellation weighs more than an update, and both more than the alert's own end. */
function stateOf({
  expires,
  next,
  now,
}: {
  readonly expires: Instant | null
  readonly next: Row<typeof following> | undefined
  readonly now: Instant
}): { readonly state: AlertState; readonly overAt?: Instant } {
  if (next !== undefined) {
    const overAt = expires !== null && expires < next.sent ? expires : next.sent
    return { state: next.type === 'Cancel' ? 'cancelled' : 'updated', overAt }
  }
  if (expires === null) return { state: 'live' }
  return { state: expires <= now ? 'expired' : 'live', overAt: expires }
}

interface Heard {
  readonly delivery: PartyState | undefined
  readonly said: readonly Row<typeof answers>[]
}

/** The last answer holds; the clock stopped at the first. */
function addressee(
  { policy, now, self }: Viewing,
  asked: Parameters<typeof clockOf>[0],
  { delivery, said }: Heard,
): AddresseeView {
  const seen = said.find(({ outcome }) => outcome === 'seen')
  const given = said.filter(({ outcome }) => outcome !== 'seen')
  const [first, last] = [given[0], given.at(-1)]
  const isHere = said[0]?.author === self
  const heardAt = (row: Row<typeof answers>): Instant => (isHere ? row.at : row.arrived_at)
  const outcome = last?.outcome
  return {
    delivery: delivery?.state ?? 'admitted',
    ...(delivery?.at === undefined ? {} : { deliveredAt: delivery.at }),
    ...(seen === undefined ? {} : { seenAt: seen.at }),
    ...(outcome === undefined || outcome === 'seen' ? {} : { answer: outcome }),
    ...(first === undefined ? {} : { answeredAt: heardAt(first) }),
    ...(last?.desk === undefined || last.desk === null ? {} : { desk: last.desk }),
    ...(last?.note === undefined || last.note === null ? {} : { note: last.note }),
    clock: clockOf({ ...asked, ...(first === undefined ? {} : { answeredAt: heardAt(first) }) }, policy, now),
  }
}
