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
import type { StreamName, TransportPorts } from './ports.ts'
import { outbox, parcels, streams } from './tables.ts'

/** Parcels numbered in one transaction: an urgent act waits for no more than this. */
const batch = 32

type Place = Row<typeof streams>

/**
 * Numbers, seals and signs what waits for a peer, urgent acts first, in one transaction that holds the stream: numbers have no gap and
 * each header names the one before. The gate is asked once more for each. Answers the stream's last number, and whether more waits.
 */
export async function carry(
  ports: TransportPorts,
  peer: Party,
  stream: StreamName,
): Promise<{ readonly number: number; readonly more: boolean }> {
  return ports.store.transaction(async (tx) => {
    const place = await streamOf(tx, peer, stream)
    const waiting = await tx.select(outbox, {
      where: { peer, stream, withheld_code: null },
      order: ['-urgent', 'place'],
      limit: batch,
    })
    let last = place
    for (const row of waiting) last = await carryOne(ports, tx, last, row)
    if (last !== place) {
      await tx.apply([put(streams, last)])
      await ports.failpoint('parcel:numbered')
      tx.ring('parcels')
    }
    return { number: last.number, more: waiting.length === batch }
  })
}

/** The stream's row, held until the transaction ends; made when it is the first parcel. */
async function streamOf(tx: Transaction, peer: Party, stream: string): Promise<Place> {
  const first = { peer, stream, number: 0, digest: '' }
  await tx.apply([keep(streams, first)])
  return (await tx.lock(streams, { peer, stream })) ?? first
}

async function carryOne(ports: TransportPorts, tx: Transaction, last: Place, row: Row<typeof outbox>): Promise<Place> {
  const held = await tx.find(acts, { act: row.act })
  const act = held === undefined ? undefined : actOf(held)
  if (held === undefined || act === undefined) throw new Fault('act-to-send-missing', { params: { act: row.act } })
  const no = ports.mayGo(act, row.peer)
  if (no !== undefined) {
    await tx.apply([update(outbox, { place: row.place }, { withheld_code: no.code, withheld_rule: no.rule })])
    return last
  }
  const parcel = await sealOne(ports, last, act, held.attachment_keys ?? [])
  await tx.apply([insert(parcels, parcel), remove(outbox, { place: row.place })])
  return { ...last, number: parcel.number, digest: headerDigest(parcel.header) }
}

/** The next parcel of the stream: its header names the one before, the seal covers the header. */
export async function sealOne(
  ports: Pick<TransportPorts, 'self' | 'coalition' | 'boxKey' | 'keyring'>,
  last: Place,
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
  const signature = await signHeader(header, ports.keyring)
  return { peer, stream, number, act: act.id, header, signature, sealed }
}
