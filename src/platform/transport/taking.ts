import type { Instant } from '#kernel/instant.ts'
import { isRefusal, refuse, type Refusal } from '#kernel/refusal.ts'
import type { Party } from '#protocol/identity/party.ts'
import { headerDigest, readHeader, verifyHeader, type ParcelHeader } from '#protocol/parcel/header.ts'
import { readHead, verifyHead, type ParcelHead } from '#protocol/parcel/head.ts'
import { openParcel, type OpenedAct, type OpenedParcel } from '#protocol/parcel/sealed.ts'
import { placeOf as streamPlaceOf } from '#protocol/parcel/stream.ts'
import type { Parcel, SignedHead } from '#protocol/parcel/wire.ts'
import type { Transaction } from '#platform/db/store.ts'
import { insert, keep, put, update, type Change, type Row } from '#platform/db/table.ts'
import { owe, type Taken } from './incoming.ts'
import { isPassing, nameOf, takenIn } from './passing.ts'
import type { TransportPorts } from './ports.ts'
import { received, sources } from './tables.ts'

/** The door that what was opened goes through, and the files it lets go of. Injected: the charter's floor is above. */
export type Door = (tx: Transaction, from: Party, opened: OpenedAct) => Promise<Taken>

export interface TakingPorts extends TransportPorts {
  readonly door: Door
}

/** Rung when a parcel has to wait for what this node lacks. */
export const heldBell = 'held'

/** Where we stand in a stream, as the database says. */
export type SourceRow = Row<typeof sources>

export interface Source {
  readonly peer: Party
  readonly stream: string
}

/** Whether the parcel was taken in, or one of that number had been before. */
export type TakenParcel = Taken | 'known'

const nothing = { owes: [], removes: [] } as const

/**
 * Takes in one parcel of a peer's stream, whatever it holds: the outcome is recorded with it, and with what follows it without a gap the cursor moves on, in one transaction. A
 * parcel that fails fails alone (protocol.md 7). The same code runs for pulls, pushes and files.
 */
export async function takeParcel(ports: TakingPorts, source: Source, parcel: Parcel): Promise<TakenParcel> {
  const header = checkedHeader(ports, source, parcel)
  if (isRefusal(header)) return { outcome: 'dropped', refusal: header, ...nothing }
  const opened =
    parcel.sealed === 'recalled'
      ? undefined
      : await openParcel({ header: parcel.header, sealed: parcel.sealed }, ports.keyring)
  const arrival = { source, header, parcel, opened }
  const judgedTaken = () => take(ports, arrival, (tx) => judged(ports, tx, arrival))
  const taken = await takenIn(judgedTaken).catch((error: unknown) => {
    if (isPassing(error)) throw error
    ports.log({
      level: 'error',
      event: 'parcel-quarantined',
      peer: source.peer,
      number: header.number,
      error: nameOf(error),
    })
    return take(ports, arrival, () => Promise.resolve(quarantined))
  })
  await ports.failpoint('parcel:durable')
  if (taken !== 'known') await removeFiles(ports, taken.removes)
  return taken
}

/** Destroys files whose rows are gone. What a crash leaves of them is cleared away at the next start. */
async function removeFiles(
  ports: Pick<TransportPorts, 'blobs' | 'failpoint'>,
  names: readonly string[],
): Promise<void> {
  if (names.length === 0) return
  for (const name of names) await ports.blobs.remove(name)
  await ports.failpoint('recall:erased')
}

interface ArrivedParcel {
  readonly source: Source
  readonly header: ParcelHeader
  readonly parcel: Parcel
  /** `undefined`: the author served it as recalled. */
  readonly opened: OpenedParcel | Refusal | undefined
}

/** Our own failure over what a peer sent: kept for a person to look at, and the link goes on. */
const quarantined: Taken = {
  outcome: 'quarantined',
  refusal: refuse('not-processed', 'protocol 7: quarantined'),
  ...nothing,
}

function take(
  ports: TakingPorts,
  arrival: ArrivedParcel,
  judge: (tx: Transaction) => Promise<Taken>,
): Promise<TakenParcel> {
  const { source, header, parcel } = arrival
  return ports.store.transaction(async (tx): Promise<TakenParcel> => {
    const place = await placeOf(tx, source)
    if (await isTaken(tx, place, header.number)) return 'known'
    noteChain(ports, place, header)
    const result = await judge(tx)
    const at = ports.clock.now()
    await tx.apply([
      insert(received, receivedRow(arrival, result, at)),
      put(sources, { ...place, ...(await reached(tx, place, { number: header.number, header: parcel.header })) }),
      ...(await owe(tx, result.owes, at)),
    ])
    await ports.failpoint('parcel:taken')
    tx.ring('due')
    if (result.outcome === 'held') tx.ring(heldBell)
    return result
  })
}

function checkedHeader(ports: TakingPorts, source: Source, parcel: Parcel): ParcelHeader | Refusal {
  const header = readHeader(parcel.header)
  if (isRefusal(header)) return header
  const isOurs = header.from === source.peer && header.to === ports.self && header.stream === source.stream
  if (!isOurs || header.coalition !== ports.coalition) {
    return refuse('parcel-mismatch', 'protocol 7: header', { named: header.from, opened: source.peer })
  }
  const keys = ports.linkKeys(source.peer)
  if (keys.length === 0) return refuse('author-unknown', 'protocol 7: header', { author: source.peer })
  return verifyHeader(parcel.header, parcel.signature, keys) ?? header
}

async function judged(ports: TakingPorts, tx: Transaction, { header, opened }: ArrivedParcel): Promise<Taken> {
  if (opened === undefined) return { outcome: 'recalled', ...nothing }
  if (!isRefusal(opened)) return ports.door(tx, header.from, opened)
  const owes = [{ peer: header.from, act: header.act, outcome: 'dropped' as const, refusal: opened }]
  return { outcome: 'dropped', refusal: opened, owes, removes: [] }
}

function receivedRow(
  { source, header, parcel }: ArrivedParcel,
  { outcome, refusal }: Taken,
  at: Row<typeof received>['at'],
): Row<typeof received> {
  const isKept = outcome === 'held' || outcome === 'quarantined'
  return {
    ...source,
    number: header.number,
    act: header.act,
    header: parcel.header,
    signature: parcel.signature,
    sealed: isKept && parcel.sealed !== 'recalled' ? parcel.sealed : null,
    outcome,
    code: refusal?.code ?? null,
    rule: refusal?.rule ?? null,
    at,
  }
}

async function placeOf(tx: Transaction, { peer, stream }: Source): Promise<SourceRow> {
  const heads = { head_number: 0, head_at: null, head_seen: null, short_since: null }
  const first = { peer, stream, cursor: 0, digest: '', ...heads }
  await tx.apply([keep(sources, first)])
  return (await tx.lock(sources, { peer, stream })) ?? first
}

/** Whether a parcel of that number was taken in: every one up to the cursor was, and beyond it those that a file brought. */
async function isTaken(tx: Transaction, { peer, stream, cursor }: SourceRow, number: number): Promise<boolean> {
  if (number <= cursor + 1) return number <= cursor
  return (await tx.find(received, { peer, stream, number })) !== undefined
}

type Numbered = Pick<Row<typeof received>, 'number' | 'header'>

/**
 * The cursor and its digest once a parcel was taken in: the last number before the first that is missing. Nothing waits for a missing
 * number, and since a pull asks from the cursor on, it is pulled.
 */
async function reached(
  tx: Transaction,
  { peer, stream, cursor, digest }: SourceRow,
  taken: Numbered,
): Promise<Pick<SourceRow, 'cursor' | 'digest'>> {
  if (taken.number !== cursor + 1) return { cursor, digest }
  let last = taken
  for (;;) {
    const next = await tx.find(received, { peer, stream, number: last.number + 1 })
    if (next === undefined) return { cursor: last.number, digest: headerDigest(last.header) }
    last = next
  }
}

/** A header that does not name the one before it: the parcel stands by itself and is taken; the break is shown. */
function noteChain(ports: TakingPorts, place: SourceRow, { number, previous }: ParcelHeader): void {
  const { peer, stream, cursor } = place
  if (number !== cursor + 1) ports.log({ level: 'info', event: 'parcel-ahead', peer, stream, number, cursor })
  else if (previous !== place.digest) {
    ports.log({ level: 'warn', event: 'parcel-chain-broken', peer, stream, number, cursor })
  }
}

/** Notes where the peer says its stream stands. A head that is not the peer's, or not of this stream, says nothing. `known`: the source's row, where it has been read. */
export async function noteHead(
  ports: TakingPorts,
  source: Source,
  signed: SignedHead,
  known?: SourceRow,
): Promise<number | undefined> {
  const head = readHead(signed.head)
  const keys = ports.linkKeys(source.peer)
  if (isRefusal(head) || verifyHead(signed.head, signed.signature, keys) !== undefined) return undefined
  const isOurs = head.from === source.peer && head.to === ports.self && head.stream === source.stream
  if (!isOurs || head.coalition !== ports.coalition) return undefined
  await ports.store.transaction(async (tx) => {
    await tx.apply([freshHead(known ?? (await placeOf(tx, source)), head, ports.clock.now())])
    if (head.next !== undefined) await noteNext(tx, { ...source, stream: head.next })
  })
  return head.lastNumber
}

/**
 * A head counts by its number, not its time: a clock that was set back must not silence a peer. The same head once more, as an old answer
 * would bring it, is no fresh one.
 */
function freshHead({ peer, stream, head_at: before }: SourceRow, { lastNumber, at }: ParcelHead, now: Instant): Change {
  const head = { head_number: lastNumber, head_at: at, ...(at === before ? {} : { head_seen: now }) }
  return update(sources, { peer, stream, head_number: { lte: lastNumber } }, head)
}

/** As many streams of one peer and kind as are pulled: it opens one only when a restored node could not reach us. */
const maxStreams = 32

/** What exercises open takes nothing from what is real. */
async function noteNext(tx: Transaction, { peer, stream }: Source): Promise<void> {
  const rows = await tx.select(sources, { where: { peer }, columns: ['stream'], limit: 2 * maxStreams })
  const { kind } = streamPlaceOf(stream)
  if (rows.filter((row) => streamPlaceOf(row.stream).kind === kind).length < maxStreams)
    await placeOf(tx, { peer, stream })
}
