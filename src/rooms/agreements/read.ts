import type { Instant } from '#kernel/instant.ts'
import { isRefusal, type Refusal } from '#kernel/refusal.ts'
import type { Act, ActId } from '#protocol/act/statement.ts'
import type { AgreementFacts } from '#protocol/agreement/facts.ts'
import { statusOf, type PartyState, type StatusRow } from '#protocol/agreement/status.ts'
import type { Party } from '#protocol/identity/party.ts'
import type { Reads } from '#platform/db/store.ts'
import { loadAct } from '#platform/record/load.ts'
import { placesOf, type AgreementRow, type Charter } from '#charter/charter.ts'
import { orderables } from '#charter/record/tables.ts'
import { depositOf, subjectOfAction, withAction } from '#charter/treaty/action.ts'
import type { Treaty } from '#charter/treaty/treaty.ts'
import { closedTracks, isClosed } from './closed.ts'
import { progress } from './tables.ts'

/** An agreement of the lane. */
export interface TreatyRow extends AgreementRow {
  readonly treaty: Treaty
}

export const hasTreaty = (row: AgreementRow): row is TreatyRow => row.treaty !== undefined

/** One line of the register. */
export function listed(row: AgreementRow, at: Instant, self: Party) {
  const { name, title, ceiling, treaty, closed } = row
  const inForceFor = [...row.inForce]
    .filter(([, terms]) => terms.some((term) => isNow(term, at)))
    .map(([party]) => party)
  const status = treaty === undefined ? undefined : statusOf(treaty.clauses, treaty.law, at)
  return {
    name,
    title,
    ceiling,
    /** `founding`: its terms are facts of the coalition's founding. */
    state: status?.state ?? ('founding' as const),
    ...(status?.entry === undefined ? {} : { entry: status.entry }),
    inForceFor: inForceFor.toSorted(byText),
    ...(status === undefined || treaty === undefined
      ? {}
      : {
          utcOffset: treaty.clauses.utcOffset,
          participants: [...treaty.participants],
          ...howFar(status.parties, self),
        }),
    ...(closed === undefined ? {} : { closed }),
  }
}

/** Who has got how far on the way to being bound, and what this party is to the agreement. */
function howFar(parties: readonly StatusRow[], self: Party) {
  const are = (...states: readonly PartyState[]) =>
    parties.filter(({ state }) => states.includes(state)).map(({ party }) => party)
  return {
    signed: parties.filter(({ signature }) => signature !== undefined).map(({ party }) => party),
    consented: are('party', 'contracting', 'suspended'),
    provisional: are('provisional'),
    own: parties.find(({ party }) => party === self)?.state ?? ('none' as const),
  }
}

const isNow = ({ from, until }: { readonly from: Instant; readonly until?: Instant }, at: Instant): boolean =>
  from <= at && (until === undefined || at < until)

const byText = (one: string, other: string): number => (one < other ? -1 : 1)

/** What anybody needs to work the agreement out by himself: clauses, dated events, and what states expect. */
export async function factsOf(reads: Reads, row: TreatyRow): Promise<AgreementFacts> {
  const { name, title, treaty } = row
  const { clauses, events } = treaty
  const tracks = isClosed(row) ? await closedTracks(reads, row) : await tracksOf(reads, name)
  return { name, title, clauses, events: [...events], tracks: tracks.toSorted((a, b) => byText(a.party, b.party)) }
}

async function tracksOf(reads: Reads, name: string) {
  const rows = await reads.select(progress, { where: { agreement: name }, order: ['arrival'], limit: mostRows })
  const newest = new Map(rows.map(({ party, said }) => [party, said]))
  return [...newest].map(([party, { instrument, steps }]) => ({ party, instrument, steps }))
}

const mostRows = 10_000

/** The place of each action in the lane: its entry is the depositary's notification to all. */
export function notifications(charter: Charter, { treaty }: TreatyRow) {
  const wanted = new Set<string>(treaty.events.map(({ id }) => id))
  const entries: Record<string, { readonly entry: ActId; readonly number: number; readonly at: Instant }> = {}
  for (const { orders, act: entry, number, at } of placesOf(charter)) {
    if (orders !== undefined && wanted.has(orders)) entries[orders] = { entry, number, at }
  }
  return entries
}

interface Pending {
  readonly act: ActId
  readonly party: Party
  readonly kind: string
  readonly at: Instant
  /** Why it would change nothing if it were entered now: the depositary owes it no place until that is cured. */
  readonly why?: Refusal
}

/** Actions under the agreement that the depositary has not entered. */
export async function pendingActions(reads: Reads, { charter, row, at }: Asked): Promise<readonly Pending[]> {
  const where = { subject: subjectOfAction(row.name), expires: { gt: at } }
  const found = await reads.select(orderables, { where, order: ['arrival'], limit: 200 })
  const placed = new Set([...placesOf(charter)].map(({ orders }) => orders))
  const acts = await Promise.all(found.filter(({ act }) => !placed.has(act)).map(({ act }) => loadAct(reads, act)))
  return acts.flatMap((act) => (act === undefined ? [] : [pendingView(act, { charter, at })]))
}

function pendingView(act: Act, { charter, at }: Pick<Asked, 'charter' | 'at'>): Pending {
  const deposit = depositOf(act)
  const after = withAction({ charter, at, ...deposit })
  const row = { act: act.id, party: act.said.author, kind: deposit.event.deed.kind, at: act.said.at }
  return isRefusal(after) ? { ...row, why: after } : row
}

export interface Asked {
  readonly charter: Charter
  readonly row: TreatyRow
  readonly at: Instant
}
