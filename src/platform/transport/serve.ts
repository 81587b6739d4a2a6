import type { Party } from '#protocol/identity/party.ts'
import { signHead, writeHead } from '#protocol/parcel/head.ts'
import { isLater, placeOf } from '#protocol/parcel/stream.ts'
import {
  maxListBytes,
  maxParcels,
  wireBytesOf,
  type Parcel,
  type ParcelList,
  type SignedHead,
} from '#protocol/parcel/wire.ts'
import type { Row } from '#platform/db/table.ts'
import type { TransportPorts } from './ports.ts'
import { streamsTo } from './mark.ts'
import { ahead, parcels } from './tables.ts'

/** Room kept for the head and the frame of a list. */
const frameBytes = 600_000

export interface Pull {
  readonly peer: Party
  readonly stream: string
  /** The last number up to which the peer has taken in everything. */
  readonly after: number
  /** The greatest number that it has taken in besides. */
  readonly beyond?: number
}

export type ServingPorts = Pick<TransportPorts, 'self' | 'store' | 'coalition' | 'clock' | 'keyring'>

/**
 * The answer to a pull: first what is urgent beyond the rest of the list, so that it overtakes any backlog, then parcels in order from the number
 * after the one named, as many as a list may hold, and where the stream stands, signed now, so that a withheld tail shows.
 */
export async function parcelsAfter(ports: ServingPorts, pull: Pull, checkpoint: string): Promise<ParcelList> {
  const { peer, stream, after } = pull
  const rows = await ports.store.select(parcels, {
    where: { peer, stream, number: { gt: after } },
    order: ['number'],
    limit: maxParcels - maxUrgent,
  })
  const inTurn = fitting(rows.map(parcelOf))
  const isAll = inTurn.length === rows.length && rows.length < maxParcels - maxUrgent
  const from = Math.max(rows[inTurn.length - 1]?.number ?? after, pull.beyond ?? 0)
  const first = isAll ? [] : (await urgentAfter(ports, pull, from)).map(parcelOf)
  return { head: await headOf(ports, peer, stream, checkpoint), parcels: fitting([...first, ...inTurn]) }
}

/** Urgent parcels of one answer that stand beyond its others. */
const maxUrgent = 16

async function urgentAfter(
  { store }: ServingPorts,
  { peer, stream }: Pull,
  from: number,
): Promise<readonly Row<typeof parcels>[]> {
  const where = { peer, stream, number: { gt: from } }
  const found = await store.select(ahead, { where, order: ['number'], limit: maxUrgent })
  if (found.length === 0) return []
  const numbers = { in: found.map(({ number }) => number) }
  return store.select(parcels, { where: { peer, stream, number: numbers }, order: ['number'] })
}

export function parcelOf({ header, signature, sealed }: Row<typeof parcels>): Parcel {
  return { header, signature, sealed: sealed ?? 'recalled' }
}

/** `checkpoint`: text of the newest published checkpoint of our journal, empty before the first. */
export async function headOf(
  ports: ServingPorts,
  peer: Party,
  stream: string,
  checkpoint: string,
): Promise<SignedHead> {
  const row = await streamsTo(ports.store, peer, placeOf(stream).kind)
  const { number: lastNumber = 0, digest = '' } = row.find((one) => one.stream === stream) ?? {}
  const next = row.find((one) => isLater(one.stream, stream))?.stream
  const { coalition, self: from } = ports
  const place = { coalition, stream, from, to: peer, lastNumber, digest, at: ports.clock.now(), checkpoint }
  const head = writeHead({ ...place, ...(next === undefined ? {} : { next }) })
  return { head, signature: await signHead(head, ports.keyring) }
}

/** The first ones that fit into one answer; always at least one, or the stream would stand still. */
export function fitting(list: readonly Parcel[]): readonly Parcel[] {
  let bytes = frameBytes
  const end = list.findIndex((parcel) => (bytes += wireBytesOf(parcel)) > maxListBytes)
  return end < 0 ? list : list.slice(0, Math.max(1, end))
}
