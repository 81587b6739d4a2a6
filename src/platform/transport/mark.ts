import { placeOf, streamAt } from '#protocol/parcel/stream.ts'
import type { Party } from '#protocol/identity/party.ts'
import type { StreamMark } from '#platform/journal/cas.ts'
import type { Reads, Transaction } from '#platform/db/store.ts'
import { Fault } from '#kernel/fault.ts'
import { keep, type Row } from '#platform/db/table.ts'
import type { StreamName, TransportPorts } from './ports.ts'
import { streams } from './tables.ts'

/** Where a stream to a peer stands, as the database says. */
export type Mark = Row<typeof streams>

/** What keeping marks needs. */
export type Marking = Pick<TransportPorts, 'self' | 'cas'>

/** The stream's name in the store outside the database, which several nodes of a demonstration may share. */
const nameOf = ({ self }: Pick<Marking, 'self'>, peer: Party, stream: string): string => `${self} ${peer} ${stream}`

/** Whether the store outside the database says the same: then nobody has gone back, or they went back together. */
export function isMarked(ports: Marking, { peer, stream, number, digest }: Mark): boolean {
  const held = ports.cas.mark(nameOf(ports, peer, stream)) ?? { number: 0, digest: '' }
  return held.number === number && held.digest === digest
}

/** Moves the mark outside the database; a fault where another process moved it meanwhile. */
export async function mark(ports: Marking, { peer, stream, number, digest }: Mark): Promise<void> {
  const name = nameOf(ports, peer, stream)
  const next: StreamMark = { number, digest }
  if (!(await ports.cas.swapMark(name, ports.cas.mark(name), next)))
    throw new Fault('mark-taken', { params: { peer, stream } })
}

/** All our streams of a kind to a peer in their order; the last one grows. `main` is there before its first parcel. */
export async function streamsTo(reads: Reads, peer: Party, kind: StreamName): Promise<readonly Mark[]> {
  const rows = await reads.select(streams, { where: { peer }, limit: 10_000 })
  const found = rows.filter(({ stream }) => placeOf(stream).kind === kind)
  const ordered = found.toSorted((one, other) => placeOf(one.stream).place - placeOf(other.stream).place)
  return ordered.length > 0 ? ordered : [{ peer, stream: kind, number: 0, digest: '' }]
}

/** The stream that grows. */
export async function presentStream(reads: Reads, peer: Party, kind: StreamName): Promise<Mark> {
  const all = await streamsTo(reads, peer, kind)
  return all.at(-1) ?? { peer, stream: kind, number: 0, digest: '' }
}

/** The stream's row, held until the transaction ends; made when it is the first parcel. */
export async function lockStream(tx: Transaction, peer: Party, stream: string): Promise<Mark> {
  const first = { peer, stream, number: 0, digest: '' }
  await tx.apply([keep(streams, first)])
  return (await tx.lock(streams, { peer, stream })) ?? first
}

/** Begins the stream after the present one. A name that was ever marked is passed over: a lost history may have used it. */
export async function openNextStream(ports: Marking, tx: Transaction, present: Mark): Promise<Mark> {
  const { peer, stream } = present
  const { kind, place } = placeOf(stream)
  let next = place + 1
  while (ports.cas.mark(nameOf(ports, peer, streamAt(kind, next))) !== undefined) next += 1
  const row = { peer, stream: streamAt(kind, next), number: 0, digest: '' }
  await tx.apply([keep(streams, present), keep(streams, row)])
  return row
}
