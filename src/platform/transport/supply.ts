import type { ActId } from '#protocol/act/statement.ts'
import type { Party } from '#protocol/identity/party.ts'
import { parseTlogProof } from '#protocol/journal/proof.ts'
import type { ListedProof } from '#protocol/parcel/proofs.ts'
import { headerDigest } from '#protocol/parcel/header.ts'
import { maxReturned, type LastTaken, type ReturnedParcel } from '#protocol/parcel/returned.ts'
import { sealParcel } from '#protocol/parcel/sealed.ts'
import { maxListBytes, wireBytesOf } from '#protocol/parcel/wire.ts'
import type { Reads } from '#platform/db/store.ts'
import type { Row } from '#platform/db/table.ts'
import { proofBatch } from '#platform/journal/proof-batch.ts'
import { heldProof } from '#platform/journal/received-proofs.ts'
import { actOf } from '#platform/record/load.ts'
import { acts } from '#platform/record/tables.ts'
import { actFor } from './handing.ts'
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

/**
 * Proofs of acts among those named: of ours, for a party to which we numbered a parcel of them, and of others' that we could hand on to
 * it.
 */
export async function proofsFor(
  ports: Pick<TransportPorts, 'store' | 'mayGo'>,
  peer: Party,
  named: readonly ActId[],
): Promise<readonly ListedProof[]> {
  const { store } = ports
  const sent = await store.select(parcels, { where: { peer, act: { in: named } }, columns: ['act'] })
  const ours = await proofBatch(store, [...new Set(sent.map(({ act }) => act))])
  const proofs = [...ours].map(([act, proof]) => ({ act, proof }))
  const others = await store.select(acts, { where: { act: { in: named }, own: false } })
  for (const row of others) {
    const text = actFor(ports, peer, row) === undefined ? undefined : await heldProof(store, row)
    const proof = text === undefined ? undefined : parseTlogProof(text)
    if (proof !== undefined) proofs.push({ act: row.act, proof })
  }
  return proofs
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
