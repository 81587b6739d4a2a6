import type { Instant } from '#kernel/instant.ts'
import { toEnvelope } from '#protocol/act/envelope.ts'
import type { ActId } from '#protocol/act/statement.ts'
import type { CharterProposal } from '#protocol/acts/charter-proposal.ts'
import type { Reads } from '#platform/db/store.ts'
import { loadAct } from '#platform/record/load.ts'
import { placesOf, type Charter, type LanePlace } from '#charter/charter.ts'
import { consentsFor, enterableKinds, ruleOn } from '#charter/lane/enterable.ts'
import type { Ordered } from '#charter/lane/ordered.ts'
import { orderables } from '#charter/record/tables.ts'
import { dueByOf } from './duty.ts'
import { asIfOrdered, pendingActs } from './pending.ts'

interface Asked {
  readonly reads: Reads
  readonly charter: Charter
  readonly at: Instant
}

/** Acts that wait for their place, the oldest first, and how far each has got. */
export async function listPending(asked: Asked, limit: number) {
  const found = []
  for await (const row of pendingActs(asked.reads, () => asked.charter, asked.at)) {
    const ordered = await asIfOrdered(asked.reads, row.act, asked)
    if (ordered !== undefined) found.push(await pendingView(asked.reads, ordered, row.subject))
    if (found.length >= limit) break
  }
  return found
}

async function pendingView(reads: Reads, ordered: Ordered, subject: string) {
  const { id, said } = ordered.act
  const ruling = ruleOn(ordered)
  const { change, expires } = said.body as Partial<CharterProposal>
  const dueBy = await dueByOf(reads, ordered, subject)
  return {
    act: id,
    kind: said.kind,
    author: said.author,
    at: said.at,
    subject,
    ...(change === undefined ? {} : { change: change.type }),
    ...(expires === undefined ? {} : { expires }),
    state: ruling.kind === 'adopted' ? ('due' as const) : ruling.kind === 'refused' ? ('open' as const) : ruling.kind,
    ...('why' in ruling ? { why: ruling.why } : {}),
    ...(dueBy === undefined ? {} : { dueBy, overdue: dueBy <= ordered.at }),
    ...consentsView(ordered),
  }
}

function consentsView(ordered: Ordered) {
  const consents = consentsFor(ordered)
  if (consents === undefined) return {}
  const { needed, of, signed } = consents
  return { consents: { needed, of: [...of], signed: [...signed] } }
}

/** One act that waits or has its place: what it says, its bytes for those who sign them, and how far it has got. */
export async function pendingAct(asked: Asked, id: ActId) {
  const ordered = await asIfOrdered(asked.reads, id, asked)
  if (ordered === undefined || !enterableKinds.includes(ordered.act.said.kind)) return undefined
  const row = await asked.reads.find(orderables, { act: id })
  const place = placesOf(asked.charter).find(({ orders }) => orders === id)
  const { state, ...view } = await pendingView(asked.reads, ordered, row?.subject ?? '')
  const { body } = ordered.act.said
  const envelope = toEnvelope(ordered.act)
  return place === undefined
    ? { ...view, state, body, envelope }
    : { ...view, state: place.outcome, place, body, envelope }
}

/** Places of the lane, the newest first, below a number. */
export function listPlaces(charter: Charter, { below, limit }: { readonly below: number; readonly limit: number }) {
  return [
    ...placesOf(charter)
      .filter(({ number }) => number < below)
      .take(limit),
  ]
}

/** What a place says of the act it orders, for those who read a list. */
export async function placeView(reads: Reads, place: LanePlace) {
  const act = place.orders === undefined ? undefined : await loadAct(reads, place.orders)
  const { change } = (act?.said.body ?? {}) as Partial<CharterProposal>
  const said = act === undefined ? {} : { kind: act.said.kind, author: act.said.author }
  return { ...place, ...said, ...(change === undefined ? {} : { change }) }
}
