import { Fault } from '#kernel/fault.ts'
import type { Act } from '#protocol/act/statement.ts'
import type { Party } from '#protocol/identity/party.ts'
import { headerDigest, signHeader, writeHeader } from '#protocol/parcel/header.ts'
import type { AttachmentKey } from '#protocol/parcel/attachment.ts'
import { sealParcel } from '#protocol/parcel/sealed.ts'
import type { Transaction } from '#platform/db/store.ts'
import { insert, keep, put, remove, update, type Row } from '#platform/db/table.ts'
import { actOf } from '#platform/record/load.ts'
import { acts } from '#platform/record/tables.ts'
import { isMarked, lockStream, mark, presentStream, type Mark } from './mark.ts'
import type { StreamName, TransportPorts } from './ports.ts'
import { ahead, outbox, parcels, streams } from './tables.ts'

/** Parcels numbered in one transaction: an urgent act waits for no more than this. */
const batch = 32

/**
 * `unsure`: the store outside the database knows another last number. Nothing is numbered until the peer was asked. `urgent`: parcels that
 * the peer is brought at once, and `others` whether there are some that it has to come for.
 */
export type Carried =
  | {
      readonly kind: 'carried'
      readonly stream: string
      readonly more: boolean
      readonly urgent: readonly NumberedParcel[]
      readonly others: boolean
    }
  | { readonly kind: 'unsure' }

export type NumberedParcel = Row<typeof parcels>

/**
 * Numbers, seals and signs what waits for a peer, urgent acts first, in one transaction that holds the stream: numbers have no gap and
 * each header names the one before. The gate is asked once more for each. The last number is marked outside the database before
 * the parcels can be served: killed between the two, the node finds itself unsure and asks. `urgentAlone`: beside urgent acts no others, which
 * would make them wait.
 */
export async function carry(
  ports: TransportPorts,
  peer: Party,
  kind: StreamName,
  urgentAlone = false,
): Promise<Carried> {
  return ports.store.transaction(async (tx) => {
    const present = await presentStream(tx, peer, kind)
    const place = await lockStream(tx, peer, present.stream)
    if (!isMarked(ports, place)) return { kind: 'unsure' }
    const waiting = await tx.select(outbox, {
      where: { peer, stream: kind, withheld_code: null },
      order: ['-urgent', 'place'],
      limit: batch,
    })
    const isUrgent = new Set(waiting.flatMap(({ act, urgent }) => (urgent ? [act] : [])))
    const chosen = urgentAlone && isUrgent.size > 0 ? waiting.filter(({ urgent }) => urgent) : waiting
    const numbered: NumberedParcel[] = []
    let last = place
    for (const row of chosen) {
      const parcel = await carryOne(ports, tx, last, row)
      if (parcel === undefined) continue
      numbered.push(parcel)
      last = { ...last, number: parcel.number, digest: headerDigest(parcel.header) }
    }
    if (last !== place) {
      await tx.apply([put(streams, last)])
      await ports.failpoint('parcel:numbered')
      tx.ring('parcels')
      await mark(ports, last)
      await ports.failpoint('parcel:marked')
    }
    return {
      kind: 'carried',
      stream: place.stream,
      more: waiting.length === batch || chosen.length < waiting.length,
      urgent: numbered.filter(({ act }) => isUrgent.has(act)),
      others: numbered.some(({ act }) => !isUrgent.has(act)),
    }
  })
}

/**
 * Asks the gate again about what it held back for a peer, and queues what may go now: an agreement is in force again, or a clock
 * that was wrong is right.
 */
export async function reconsider(ports: TransportPorts, peer: Party): Promise<void> {
  const where = { peer, withheld_code: { not: null } }
  for (const { place, act: id } of await ports.store.select(outbox, {
    where,
    order: ['place'],
    limit: mostReconsidered,
  })) {
    const held = await ports.store.find(acts, { act: id })
    const act = held === undefined ? undefined : actOf(held)
    if (act === undefined || ports.mayGo(act, peer) !== undefined) continue
    const go = update(outbox, { place }, { withheld_code: null, withheld_rule: null })
    await ports.store.transaction((tx) => tx.apply([go]))
  }
}

const mostReconsidered = 1000

/** Nothing is numbered where the gate now says no. */
async function carryOne(
  ports: TransportPorts,
  tx: Transaction,
  last: Mark,
  row: Row<typeof outbox>,
): Promise<NumberedParcel | undefined> {
  const held = await tx.find(acts, { act: row.act })
  const act = held === undefined ? undefined : actOf(held)
  if (held === undefined || act === undefined) throw new Fault('act-to-send-missing', { params: { act: row.act } })
  const no = ports.mayGo(act, row.peer)
  if (no !== undefined) {
    await tx.apply([update(outbox, { place: row.place }, { withheld_code: no.code, withheld_rule: no.rule })])
    return undefined
  }
  const parcel = await sealOne(ports, last, act, held.attachment_keys ?? [])
  const { peer, stream, number } = parcel
  const urgent = row.urgent ? [keep(ahead, { peer, stream, number })] : []
  await tx.apply([insert(parcels, parcel), remove(outbox, { place: row.place }), ...urgent])
  return parcel
}

/** The next parcel of the stream: its header names the one before, the seal covers the header. */
export async function sealOne(
  ports: Pick<TransportPorts, 'self' | 'coalition' | 'boxKey' | 'keyringFor'>,
  last: Mark,
  act: Act,
  attachmentKeys: readonly AttachmentKey[],
): Promise<Row<typeof parcels>> {
  const { peer, stream } = last
  const number = last.number + 1
  const { coalition, self: from } = ports
  const header = writeHeader({ coalition, stream, from, to: peer, number, previous: last.digest, act: act.id })
  const boxKey = ports.boxKey(peer)
  if (boxKey === undefined) throw new Fault('peer-without-key', { params: { peer } })
  const sealed = await sealParcel({ header, boxKey, signed: act, attachmentKeys })
  const signature = await signHeader(header, await ports.keyringFor(act))
  return { peer, stream, number, act: act.id, header, signature, sealed }
}
