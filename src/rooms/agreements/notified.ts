import type { Instant } from '#kernel/instant.ts'
import type { ActId } from '#protocol/act/statement.ts'
import type { Party } from '#protocol/identity/party.ts'
import type { Reads } from '#platform/db/store.ts'
import { countingForNothing } from '#platform/journal/received-proofs.ts'
import { acts } from '#platform/record/tables.ts'
import { partyStates, type PartyState } from '#platform/transport/receipts.ts'
import { deliveries } from '#platform/transport/tables.ts'
import { placesOf, type Charter } from '#charter/charter.ts'
import type { TreatyRow } from './read.ts'

/** An action, what told the others of it, and who has it as far as this node knows. */
export interface Notified {
  readonly act: ActId
  readonly party: Party
  readonly kind: string
  /** Its date: that of the entry, where a depositary gave it one. */
  readonly at: Instant
  /** The entry by which the depositary notified it; none of a closed agreement's, which its party notifies itself. */
  readonly entry?: { readonly act: ActId; readonly number: number; readonly by: Party }
  readonly parties: readonly Received[]
}

/** `unknown`: receipts go to whoever notified, and that is another. */
export type Received = PartyState | { readonly party: Party; readonly state: 'unknown' | 'notifier' }

const mostRows = 100_000

/**
 * Per action who has been notified of it and when, the newest first. Who notifies has a signed receipt of each party; any other node knows when
 * it heard itself, and of its own actions who has received the action.
 */
export async function notified(
  reads: Reads,
  { charter, row, self }: { readonly charter: Charter; readonly row: TreatyRow; readonly self: Party },
): Promise<readonly Notified[]> {
  const { treaty, closed } = row
  const entries = new Map([...placesOf(charter)].map((place) => [place.orders, place] as const))
  const audience = closed === undefined ? [...charter.parties.keys()].toSorted() : treaty.participants
  const heard = treaty.events.map(({ id, party, at, deed }) => {
    const act = id as ActId
    const place = closed === undefined ? entries.get(act) : undefined
    return { act, party, at, kind: deed.kind, place }
  })
  const ids = heard.flatMap(({ act, place }) => (place === undefined ? [act] : [act, place.act]))
  const held = await reads.select(acts, {
    where: { act: { in: ids } },
    columns: ['act', 'author', 'arrived_at'],
    limit: mostRows,
  })
  const said = await reads.select(deliveries, { where: { act: { in: ids } }, limit: mostRows })
  // What is unrecorded or untrusted satisfies nothing: no receipt counts that is.
  const nothing = await countingForNothing(reads, [...new Set(said.map(({ receipt }) => receipt))])
  const receipts = said.filter(({ receipt }) => !nothing.has(receipt))
  const known = new Map(held.map((one) => [one.act, one]))
  return heard.toReversed().map(({ place, ...event }) => {
    const by = known.get(place?.act ?? event.act)
    const notifier = by?.author ?? event.party
    // Of our own action the receipts are ours, whoever entered it.
    const told = notifier === self || event.party !== self ? (place?.act ?? event.act) : event.act
    const isOurs = known.get(told)?.author === self
    const states = partyStates(audience, isOurs ? receipts.filter((one) => one.act === told) : [])
    const parties = states.map((state): Received => {
      if (state.party === self && by !== undefined && notifier !== self) {
        return { party: self, state: 'admitted', at: by.arrived_at }
      }
      if (state.party === notifier || state.party === known.get(told)?.author)
        return { party: state.party, state: 'notifier' }
      return isOurs ? state : { party: state.party, state: 'unknown' }
    })
    const entry = place === undefined ? {} : { entry: { act: place.act, number: place.number, by: notifier } }
    return { ...event, ...entry, parties }
  })
}
