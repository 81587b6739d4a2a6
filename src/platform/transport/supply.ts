import type { ActId } from '#protocol/act/statement.ts'
import type { Party } from '#protocol/identity/party.ts'
import type { ListedProof } from '#protocol/parcel/proofs.ts'
import { headerDigest } from '#protocol/parcel/header.ts'
import { maxReturned, type LastTaken, type ReturnedParcel } from '#protocol/parcel/returned.ts'
import { sealParcel } from '#protocol/parcel/sealed.ts'
import { maxListBytes, wireBytesOf } from '#protocol/parcel/wire.ts'
import type { Reads } from '#platform/db/store.ts'
import type { Row } from '#platform/db/table.ts'
import { proofBatch } from '#platform/journal/proof-batch.ts'
import { actOf } from '#platform/record/load.ts'
import { acts } from '#platform/record/tables.ts'
import type { TransportPorts } from './ports.ts'
import { parcels, received } from './tables.ts'

const none = new Uint8Array(0)

/**
 * How far this node got in an author's stream, for that author alone, with his own signature as evidence: the greatest number taken
 * in, which a file may have brought before others.
 */
export async function lastTaken(reads: Reads, author: Party, stream: string): Promise<LastTaken> {
  const number = (await reads.greatest(received, 'number', { peer: author, stream })) ?? 0
  const row = await reads.find(received, { peer: author, stream, number })
  if (row === undefined) return { number: 0, digest: '', header: none, signature: none }
  return { number, digest: headerDigest(row.header), header: row.header, signature: row.signature }
}

/**
 * What an author has lost and we still hold (protocol.md 6 and 7): the parcels of his stream after a number, each act sealed anew to
 * him. An act that we refused or erased goes back as its header alone.
 */
export async function authoredAfter(
  ports: TransportPorts,
  author: Party,
  stream: string,
  after: number,
): Promise<readonly ReturnedParcel[]> {
  const rows = await ports.store.select(received, {
    where: { peer: author, stream, number: { gt: after } },
    order: ['number'],
    limit: maxReturned,
  })
  const parcels: ReturnedParcel[] = []
  let bytes = 0
  for (const row of rows) {
    const parcel = await returned(ports, row)
    bytes += wireBytesOf({ ...parcel, sealed: parcel.sealed ?? none })
    if (parcels.length > 0 && bytes > maxListBytes - 1024) break
    parcels.push(parcel)
  }
  return parcels
}

/** Proofs of our acts among those named, for a party to which we numbered a parcel of them. */
export async function proofsFor(reads: Reads, peer: Party, named: readonly ActId[]): Promise<readonly ListedProof[]> {
  const sent = await reads.select(parcels, { where: { peer, act: { in: named } }, columns: ['act'] })
  const proofs = await proofBatch(reads, [...new Set(sent.map(({ act }) => act))])
  return [...proofs].map(([act, proof]) => ({ act, proof }))
}

async function returned(ports: TransportPorts, row: Row<typeof received>): Promise<ReturnedParcel> {
  const { peer: author, act: id, header, signature } = row
  const held = await ports.store.find(acts, { act: id })
  const boxKey = ports.boxKey(author)
  const signed = held === undefined || held.author !== author ? undefined : actOf(held)
  if (held === undefined || signed === undefined || boxKey === undefined)
    return { header, signature, sealed: undefined }
  const sealed = await sealParcel({ header, boxKey, signed, attachmentKeys: held.attachment_keys ?? [] })
  return { header, signature, sealed }
}
