import { isRefusal, type Refusal } from '#kernel/refusal.ts'
import type { ActId } from '#protocol/act/statement.ts'
import type { Party } from '#protocol/identity/party.ts'
import { headerDigest, readHeader, verifyHeader, type ParcelHeader } from '#protocol/parcel/header.ts'
import { readReturned, type LastTaken, type ReturnedParcel } from '#protocol/parcel/returned.ts'
import { openParcel, sealParcel, type OpenedParcel } from '#protocol/parcel/sealed.ts'
import type { Transaction } from '#platform/db/store.ts'
import { keep, put, remove } from '#platform/db/table.ts'
import { acts, tombstones } from '#platform/record/tables.ts'
import type { LinkReply } from './link/link-client.ts'
import { lockStream, type Mark } from './mark.ts'
import type { TransportPorts } from './ports.ts'
import type { AskPeer } from './puller.ts'
import { lost, outbox, parcels, streams } from './tables.ts'

/** An act of ours came back: entered again, or held all along. A refusal: it is not ours, or not what we signed. */
export type TakeBack = (tx: Transaction, opened: OpenedParcel) => Promise<'back' | 'known' | Refusal>

export interface ReturnPorts extends TransportPorts {
  readonly takeBack: TakeBack
}

/** `conflict`: the peer holds another parcel of ours under a number that the database gave. `reply`: how the link answered last. */
export interface TakenBack {
  readonly kind: 'done' | 'conflict' | 'unanswered'
  readonly reply: LinkReply
  readonly back: number
}

/**
 * Brings a stream up to where its addressee says it stands: pulls our own parcels after our last number, enters their acts again,
 * and goes on with their numbers and digests. What the addressee cannot give back is written down as lost. Every step is one
 * transaction, so that it goes on after a crash where it ended.
 */
export async function takeBackStream(ports: ReturnPorts, ask: AskPeer, from: Mark, to: LastTaken): Promise<TakenBack> {
  const { peer, stream } = from
  let [place, back] = [from, 0]
  for (;;) {
    const reply = await ask({ method: 'GET', path: `/federation/v1/authored?stream=${stream}&after=${place.number}` })
    if (reply.kind !== 'answer' || reply.status !== 200) return { kind: 'unanswered', reply, back }
    const list = readReturned(reply.body)
    const before = place.number
    for (const parcel of isRefusal(list) ? [] : list) {
      const header = ownHeader(ports, peer, stream, parcel)
      if (header === undefined || header.number <= place.number || header.number > to.number) continue
      if (header.number === place.number + 1 && header.previous !== place.digest)
        return { kind: 'conflict', reply, back }
      const taken = await takeBackOne(ports, place, header, parcel)
      place = taken.place
      back += taken.isBack ? 1 : 0
    }
    if (place.number >= to.number) return { kind: 'done', reply, back }
    if (place.number === before) {
      await giveUp(ports, place, to)
      return { kind: 'done', reply, back }
    }
  }
}

/** The header if it is one of ours to this peer, by our own signature. */
export function ownHeader(
  ports: Pick<TransportPorts, 'self' | 'coalition' | 'linkKeys'>,
  peer: Party,
  stream: string,
  parcel: { readonly header: Uint8Array; readonly signature: Uint8Array },
): ParcelHeader | undefined {
  const header = readHeader(parcel.header)
  if (isRefusal(header)) return undefined
  const isOurs = header.from === ports.self && header.to === peer && header.stream === stream
  if (!isOurs || header.coalition !== ports.coalition) return undefined
  return verifyHeader(parcel.header, parcel.signature, ports.linkKeys(ports.self)) === undefined ? header : undefined
}

interface Step {
  readonly place: Mark
  readonly isBack: boolean
}

async function takeBackOne(
  ports: ReturnPorts,
  { peer, stream }: Mark,
  header: ParcelHeader,
  parcel: ReturnedParcel,
): Promise<Step> {
  const opened = await openReturned(ports, parcel)
  return ports.store.transaction(async (tx) => {
    const place = await lockStream(tx, peer, stream)
    if (header.number <= place.number) return { place, isBack: false }
    const entered = opened === undefined ? undefined : await ports.takeBack(tx, opened)
    if (isRefusal(entered)) note(ports, peer, header, entered)
    const isHere = entered === 'back' || entered === 'known' || (await isHeld(tx, header.act))
    const next = { ...place, number: header.number, digest: headerDigest(parcel.header) }
    const { header: bytes, signature } = parcel
    const isRecalled = (await tx.find(tombstones, { act: header.act, author: ports.self })) !== undefined
    const sealed = opened === undefined || !isHere || isRecalled ? null : await sealAgain(ports, peer, opened, bytes)
    await tx.apply([
      put(parcels, { peer, stream, number: header.number, act: header.act, header: bytes, signature, sealed }),
      remove(outbox, { peer, act: header.act }),
      put(streams, next),
      ...missing(place, header.number),
      ...(isHere
        ? [remove(lost, { act: header.act })]
        : [keep(lost, { peer, stream, number: header.number, upto: header.number, act: header.act })]),
    ])
    await ports.failpoint('recover:act')
    return { place: next, isBack: entered === 'back' }
  })
}

/** What the addressee skipped in our numbers. */
function missing({ peer, stream, number }: Mark, next: number) {
  return next === number + 1 ? [] : [keep(lost, { peer, stream, number: number + 1, upto: next - 1, act: null })]
}

/** The addressee took in more than it gives back: its last number, which our own signature proves, holds all the same. */
async function giveUp(ports: ReturnPorts, { peer, stream }: Mark, { number, digest }: LastTaken): Promise<void> {
  await ports.store.transaction(async (tx) => {
    const place = await lockStream(tx, peer, stream)
    if (place.number >= number) return
    await tx.apply([put(streams, { ...place, number, digest }), ...missing(place, number + 1)])
  })
}

/** What came back of an act; `undefined` where only its header is held, or what came does not open. */
export async function openReturned(
  ports: Pick<TransportPorts, 'keyring'>,
  { header, sealed }: ReturnedParcel,
): Promise<OpenedParcel | undefined> {
  const opened = sealed === undefined ? undefined : await openParcel({ header, sealed }, ports.keyring)
  return isRefusal(opened) ? undefined : opened
}

async function sealAgain(
  ports: TransportPorts,
  peer: Party,
  { signed, attachmentKeys }: OpenedParcel,
  header: Uint8Array,
): Promise<Uint8Array | null> {
  const boxKey = ports.boxKey(peer)
  return boxKey === undefined ? null : sealParcel({ header, boxKey, signed, attachmentKeys })
}

const isHeld = async (tx: Transaction, act: ActId): Promise<boolean> => (await tx.find(acts, { act })) !== undefined

function note({ log }: TransportPorts, peer: Party, { number }: ParcelHeader, { code, rule }: Refusal): void {
  log({ level: 'warn', event: 'return-refused', peer, number, code, rule })
}
