import type { ActId } from '#protocol/act/statement.ts'
import type { Party } from '#protocol/identity/party.ts'
import { loadAct } from '#platform/record/load.ts'
import { send } from '#platform/transport/outgoing.ts'
import { outbox, parcels } from '#platform/transport/tables.ts'
import type { House } from '#charter/record/house.ts'
import { countersignatures } from '#charter/record/tables.ts'
import { leftAt } from '#charter/standing.ts'
import { pendingActs } from './pending.ts'

/** Other parties that an entry has admitted, and no founding, and that have not left; each with the last such entry. */
export function laterParties({
  charter,
  clock,
  self,
}: House): readonly { readonly party: Party; readonly entry: ActId }[] {
  const newest = charter()
  const at = clock.now()
  return [...newest.parties.values()].flatMap(({ party, keyTerms: [first], returned }) => {
    const entry = returned ?? first?.from ?? newest.id
    const isLater = party !== self && entry !== newest.id && leftAt(newest, party, at) === undefined
    return isLater ? [{ party, entry }] : []
  })
}

/**
 * What this party has proposed and countersigned goes to a party that came later too, while it waits for its place: it is addressed to the
 * whole coalition (protocol.md 4). What has its place, the newcomer has with the lane. Answers how many acts went.
 */
export async function sendWaiting(house: House, to: Party): Promise<number> {
  let sent = 0
  for (const id of await ownWaiting(house)) if (await sendOnce(house, to, id)) sent += 1
  return sent
}

async function ownWaiting({ store, charter, clock, self }: House): Promise<readonly ActId[]> {
  const waiting: ActId[] = []
  const own: ActId[] = []
  for await (const { act, author } of pendingActs(store, charter, clock.now())) {
    waiting.push(act)
    if (author === self) own.push(act)
  }
  const signed = await store.select(countersignatures, { where: { party: self, proposal: { in: waiting } } })
  return [...own, ...signed.map(({ act }) => act)]
}

async function sendOnce({ store }: House, peer: Party, id: ActId): Promise<boolean> {
  return store.transaction(async (tx) => {
    const act = await loadAct(tx, id)
    const where = { peer, act: id }
    if (act === undefined || (await tx.count(outbox, where, 1)) + (await tx.count(parcels, where, 1)) > 0) return false
    await tx.apply(await send(tx, act, [peer], false))
    tx.ring('outbox')
    return true
  })
}
